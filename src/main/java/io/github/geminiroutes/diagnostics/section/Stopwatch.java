package io.github.geminiroutes.diagnostics.section;

import java.time.Duration;

/** Measures how long something takes, from its construction on. */
public final class Stopwatch {

    private final long start = System.nanoTime();

    /** The time since construction. */
    public Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** For people: {@code 12 ms}. */
    @Override
    public String toString() {
        return elapsed().toMillis() + " ms";
    }
}
