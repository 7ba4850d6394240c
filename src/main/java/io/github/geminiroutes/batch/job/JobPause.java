package io.github.geminiroutes.batch.job;

import java.time.Duration;
import java.time.Instant;

/** How long a job waits before its next step. Thread-safe. */
final class JobPause {

    private volatile Instant since = Instant.MIN;
    private volatile Instant until;
    private volatile Duration length = Duration.ZERO;

    /**
     * @param until when the first step is due; null: at once
     */
    JobPause(Instant until) {
        this.until = until == null ? Instant.EPOCH : until;
    }

    Instant until() {
        return until;
    }

    /**
     * Whether it is over. It is, too, where the clock was set back since it began: the job would
     * wait until the clock gets there again.
     */
    boolean isOver(Instant now) {
        return !now.isBefore(until) || now.isBefore(since);
    }

    /** Begins one that is longer than the last. */
    void grow(Duration first, Duration most, Instant now) {
        Duration next = length.compareTo(first) < 0 ? first : length.multipliedBy(3).dividedBy(2);
        length = next.compareTo(most) > 0 ? most : next;
        begin(length, now);
    }

    void begin(Duration time, Instant now) {
        since = now;
        until = now.plus(time);
    }

    void end() {
        length = Duration.ZERO;
        until = Instant.EPOCH;
    }
}
