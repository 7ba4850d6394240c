package io.github.geminiroutes.gateway;

import io.github.geminiroutes.support.Priority;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/** The settings of the gateway, as the route file {@code gemini-gateway} sets them. */
public abstract class GatewaySettings {

    /** A list of models, or one of them, or a count has some thousand bytes. */
    static final int MOST_OF_LOOKUP = 4 * 1024 * 1024;

    private final Clock clock = Clock.systemUTC();
    private GatewayTokens tokens;
    private Priority priority = Priority.HIGH;
    private Duration patience = Duration.ofSeconds(90);
    private boolean joins;
    private int maxCalls = 1_000;
    private Duration readerTimeout = Duration.ofMinutes(1);
    private int maxRequestSize = 20 * 1024 * 1024;

    /** The file of the tokens; empty switches the gateway off. */
    public void setTokensFile(String file) {
        tokens = file.isBlank() ? null : new GatewayTokens(Path.of(file.strip()));
    }

    /** How urgent the calls are: high, normal or low. */
    public void setPriority(String text) {
        Priority named = Priority.of(text);
        if (named == null) {
            throw new IllegalArgumentException(
                    "gemini.gateway.priority=" + text + ": must be high, normal or low");
        }
        priority = named;
    }

    /** How long a call waits at the gate if its client does not say, in seconds. */
    public void setPatience(double seconds) {
        patience = Duration.ofMillis(Math.round(seconds * 1_000));
    }

    /** Whether the same request of the same token in flight is joined. */
    public void setJoin(boolean join) {
        joins = join;
    }

    /** The most requests that wait or are under way. */
    public void setMaxCalls(int calls) {
        maxCalls = calls;
    }

    /** How long the end of a stream may be unread until its client is disconnected, in seconds. */
    public void setReaderTimeout(long seconds) {
        readerTimeout = Duration.ofSeconds(seconds);
    }

    /** The largest request in bytes. */
    public void setMaxRequestSize(int bytes) {
        maxRequestSize = bytes;
    }

    final Clock clock() {
        return clock;
    }

    final GatewayTokens tokens() {
        return tokens;
    }

    final Priority priority() {
        return priority;
    }

    final Duration patience() {
        return patience;
    }

    final boolean joins() {
        return joins;
    }

    final int maxCalls() {
        return maxCalls;
    }

    final Duration readerTimeout() {
        return readerTimeout;
    }

    final int maxRequestSize() {
        return maxRequestSize;
    }
}
