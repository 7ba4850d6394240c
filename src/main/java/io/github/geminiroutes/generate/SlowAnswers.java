package io.github.geminiroutes.generate;

import io.github.geminiroutes.support.BoundedMap;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Whose fault an answer is that began and was not complete in time. Where the model answered
 * another call meanwhile, it is the prompt's. Where it answered none, the server or the way to it
 * may be slow, and no prompt shall fail for that. Thread-safe.
 */
final class SlowAnswers {

    /** Beyond so many models the one used longest ago is forgotten: a slow answer is a time-out. */
    private static final int MOST_MODELS = 1_000;

    /** When each model answered last, by the key of its quota. */
    private final Map<String, Instant> answered = BoundedMap.byUse(MOST_MODELS);

    /**
     * Whether others were answered while a call was out, so that its slow answer is its own fault.
     * Answers of the first half do not count: the way may have become slow after them.
     *
     * @param sentAt when the call left
     */
    synchronized boolean isPromptsOwn(String quotaKey, Instant sentAt, Instant now) {
        Instant last = answered.get(quotaKey);
        Duration half = Duration.between(sentAt, now).dividedBy(2);
        return last != null && last.isAfter(sentAt.plus(half));
    }

    /** Whether a call was answered. */
    synchronized boolean hasAnswered(String quotaKey) {
        return answered.containsKey(quotaKey);
    }

    /** Notes that a call was answered. */
    synchronized void answered(String quotaKey, Instant now) {
        answered.put(quotaKey, now);
    }
}
