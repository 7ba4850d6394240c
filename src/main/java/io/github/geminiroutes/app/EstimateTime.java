package io.github.geminiroutes.app;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The time that an estimate may take. Thread-safe.
 *
 * @param most in all
 * @param nanos a clock in nanoseconds
 * @param begunAt what the clock showed at the begin
 */
record EstimateTime(Duration most, LongSupplier nanos, long begunAt) {

    /** However many prompts take all of their time, the next one has some. */
    private static final int PART_OF_A_PROMPT = 300;

    private static final int PART_OF_A_COUNT = 6;
    private static final Duration LEAST_OF_A_COUNT = Duration.ofSeconds(1);

    private static final Duration LEAST_OF_A_PROMPT = Duration.ofMillis(1);

    /** A time that begins now. */
    static EstimateTime of(Duration most) {
        return new EstimateTime(most, System::nanoTime, System.nanoTime());
    }

    /** What is left of it; not negative. */
    Duration left() {
        Duration left = most.minusNanos(nanos.getAsLong() - begunAt);
        return left.isNegative() ? Duration.ZERO : left;
    }

    boolean isOver() {
        return left().isZero();
    }

    /** Whether Gemini may count: the second half is for an estimate of what is not counted. */
    boolean mayCount() {
        return left().compareTo(most.dividedBy(2)) > 0;
    }

    /**
     * How long Gemini may take to count one prompt. One that begins at the end of the first half
     * may take as long again for its repetition, and leaves time to estimate the others.
     */
    Duration ofCount() {
        Duration part = most.dividedBy(PART_OF_A_COUNT);
        return part.compareTo(LEAST_OF_A_COUNT) < 0 ? LEAST_OF_A_COUNT : part;
    }

    /** How long it may take to read one prompt that begins now. */
    Duration ofPrompt() {
        Duration part = left().dividedBy(PART_OF_A_PROMPT);
        return part.compareTo(LEAST_OF_A_PROMPT) < 0 ? LEAST_OF_A_PROMPT : part;
    }
}
