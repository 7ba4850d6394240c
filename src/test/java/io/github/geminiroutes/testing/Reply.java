package io.github.geminiroutes.testing;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** What {@link GeminiServer} does with one call: answer it whole, late, in part or not at all. */
public sealed interface Reply {

    /**
     * A whole HTTP answer. {@code answersPrompt} tells the model's own answer from a scripted one.
     */
    record Whole(int status, String body, boolean answersPrompt, Map<String, String> headers)
            implements Reply {}

    /** Half of an announced body, then the connection ends. */
    record Cut(String body) implements Reply {}

    /** The connection is reset (RST) before a byte was answered. */
    record Reset() implements Reply {}

    /** No answer ever; the connection stays open until the client gives up or the server stops. */
    record Hang() implements Reply {}

    /** An answer in pieces, which the test sends one by one. */
    record Stream(StreamScript script) implements Reply {}

    /** An answer in so many pieces, one at a time. */
    record Paced(int pieces, Duration interval) implements Reply {}

    /** Another reply, after a while. */
    record Late(Duration delay, Reply then) implements Reply {}

    /** Another reply, once the test says so by completing the stage. */
    record Once(CompletionStage<?> said, Reply then) implements Reply {}

    /** A scripted answer; it does not count as an answer to the prompt, even with status 200. */
    static Reply of(int status, String body) {
        return new Whole(status, body, false, Map.of());
    }

    /** A scripted answer with one more header. */
    static Reply withHeader(String name, String value, int status, String body) {
        return new Whole(status, body, false, Map.of(name, value));
    }

    /** Half a body, then the end of the connection. */
    static Reply cutBody() {
        return new Cut(
                "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"half an answer\"}]}}]}");
    }

    /** A connection reset. */
    static Reply reset() {
        return new Reset();
    }

    /** Silence. */
    static Reply hang() {
        return new Hang();
    }

    /** The given reply after {@code delay}. */
    static Reply late(Duration delay, Reply then) {
        return delay.isZero() ? then : new Late(delay, then);
    }
}
