package io.github.geminiroutes.diagnostics;

import java.time.Duration;

/** How long something takes. */
final class Stopwatch {

    private final long start = System.nanoTime();

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** In words: {@code 12 ms}. */
    @Override
    public String toString() {
        return elapsed().toMillis() + " ms";
    }
}
