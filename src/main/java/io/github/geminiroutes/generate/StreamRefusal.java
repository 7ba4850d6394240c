package io.github.geminiroutes.generate;

import io.github.geminiroutes.api.StreamListener;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureClassifier;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.failure.RetryAfter;
import io.github.geminiroutes.support.GeminiJson;
import java.time.Duration;
import java.time.Instant;

/** What a server says that streams no answer. */
final class StreamRefusal {

    private static final FailureClassifier FAILURES = new FailureClassifier(GeminiJson.MAPPER);

    private StreamRefusal() {}

    /** The answer ended, and is none. */
    static GeminiException malformed(String message) {
        return new GeminiException(
                Failure.of(FailureKind.MALFORMED_ANSWER, message).withHttpCode(200));
    }

    /**
     * @param json the body, without the key; null if it broke off
     */
    static GeminiException of(StreamListener.Head head, byte[] json, Instant now) {
        Duration delay =
                head.retryAfter() == null ? null : RetryAfter.delay(head.retryAfter(), now);
        Failure failure = FAILURES.classify(head.code(), json, delay);
        boolean isElsewhere = failure.kind() == FailureKind.REDIRECT && head.location() != null;
        return new GeminiException(
                isElsewhere
                        ? failure.withMessage(RedirectTarget.message(head.location()))
                        : failure);
    }
}
