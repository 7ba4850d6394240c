package io.github.geminiroutes.message;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** How many messages are where, and what became of those since the start. Thread-safe. */
public final class MessageCounters {

    private final Clock clock;
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger settling = new AtomicInteger();
    private final LongAdder answered = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private volatile Instant answeredAt;

    MessageCounters(Clock clock) {
        this.clock = clock;
    }

    /** A message was taken from the broker. */
    void begin() {
        underWay.incrementAndGet();
    }

    /** A message is settled; its reply or dead letter is not out yet. */
    void settle() {
        settling.incrementAndGet();
    }

    /** Gemini answered a message. */
    void noteAnswer() {
        answeredAt = clock.instant();
    }

    /**
     * A message was acknowledged or given back.
     *
     * @param isAcknowledged whether its reply or dead letter is out
     */
    void end(MessageOutcome outcome, boolean isAcknowledged) {
        underWay.decrementAndGet();
        if (outcome == MessageOutcome.PENDING) {
            return;
        }
        settling.decrementAndGet();
        if (isAcknowledged) {
            (outcome == MessageOutcome.FAILED ? failed : answered).increment();
        }
    }

    /** How many messages were taken from the broker and are not acknowledged. */
    public int underWay() {
        return underWay.get();
    }

    /** How many messages are settled, but not acknowledged yet. */
    public int settling() {
        return settling.get();
    }

    /** How many messages were answered since the start, their replies being out. */
    public long answered() {
        return answered.sum();
    }

    /** How many messages went to the dead letters since the start. */
    public long failed() {
        return failed.sum();
    }

    /** When Gemini answered a message last; null if it did not since the start. */
    public Instant answeredAt() {
        return answeredAt;
    }
}
