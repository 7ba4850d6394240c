package io.github.geminiroutes.quota.redis;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How long Redis may take for an answer. One late answer is not an outage; a series of questions
 * without an answer is. A new process is mostly late itself, because it loads many classes.
 * Thread-safe.
 */
final class AnswerTimeout {

    private static final Duration CALLER_WAIT = Duration.ofMillis(500);
    private static final Duration CALLER_WAIT_OF_NEW = Duration.ofSeconds(2);
    private static final long SILENCE = TimeUnit.SECONDS.toNanos(2);
    private static final long SILENCE_OF_NEW = TimeUnit.SECONDS.toNanos(8);
    private static final long NEW_PROCESS = TimeUnit.SECONDS.toNanos(30);
    private static final long NONE = Long.MIN_VALUE;

    private final long startedAt = System.nanoTime();

    /** When the first question since the last answer was asked. */
    private final AtomicLong unansweredSince = new AtomicLong(NONE);

    /** How long a caller waits: asking again earlier would only make a busy Redis slower. */
    Duration callerWait() {
        return isNewProcess() ? CALLER_WAIT_OF_NEW : CALLER_WAIT;
    }

    void asked() {
        unansweredSince.compareAndSet(NONE, System.nanoTime());
    }

    void answered() {
        unansweredSince.set(NONE);
    }

    /** Whether Redis has not answered for so long that it counts as out of reach. */
    boolean isSilent() {
        long since = unansweredSince.get();
        long silence = isNewProcess() ? SILENCE_OF_NEW : SILENCE;
        return since != NONE && System.nanoTime() - since > silence;
    }

    private boolean isNewProcess() {
        return System.nanoTime() - startedAt < NEW_PROCESS;
    }
}
