package io.github.geminiroutes.gateway;

import java.time.Duration;
import java.util.regex.Pattern;

/** The header by which Google's clients say how long they wait, in seconds. */
final class ServerTimeout {

    static final String HEADER = "X-Server-Timeout";

    private static final Pattern SECONDS = Pattern.compile("\\d{1,5}(\\.\\d{1,9})?");

    private ServerTimeout() {}

    /** How long the client waits; null if it does not say, or says nothing that can be read. */
    static Duration of(String header) {
        return header == null || !SECONDS.matcher(header.strip()).matches()
                ? null
                : Duration.ofMillis(Math.round(Double.parseDouble(header.strip()) * 1_000));
    }
}
