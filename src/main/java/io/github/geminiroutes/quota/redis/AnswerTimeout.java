package io.github.geminiroutes.quota.redis;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How long Redis may take for an answer. One late answer is no outage; questions without any answer
 * for a while are. In a process that is young, it is mostly the process itself that is late, with
 * many classes to load. Thread-safe.
 */
final class AnswerTimeout {

    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final Duration PATIENCE_OF_YOUNG = Duration.ofSeconds(2);
    private static final long SILENCE = TimeUnit.SECONDS.toNanos(2);
    private static final long SILENCE_OF_YOUNG = TimeUnit.SECONDS.toNanos(8);
    private static final long YOUNG = TimeUnit.SECONDS.toNanos(30);
    private static final long NONE = Long.MIN_VALUE;

    private final long startedAt = System.nanoTime();

    /** When the first question since the last answer was asked. */
    private final AtomicLong unansweredSince = new AtomicLong(NONE);

    /** How long a caller waits: asking again sooner would only make a busy Redis slower. */
    Duration patience() {
        return isYoung() ? PATIENCE_OF_YOUNG : PATIENCE;
    }

    void asked() {
        unansweredSince.compareAndSet(NONE, System.nanoTime());
    }

    void answered() {
        unansweredSince.set(NONE);
    }

    /** Whether no question was answered for so long that Redis counts as out of reach. */
    boolean isSilent() {
        long since = unansweredSince.get();
        long silence = isYoung() ? SILENCE_OF_YOUNG : SILENCE;
        return since != NONE && System.nanoTime() - since > silence;
    }

    private boolean isYoung() {
        return System.nanoTime() - startedAt < YOUNG;
    }
}
