package io.github.geminiroutes.quota;

import java.time.LocalDate;

/** One call as the instances that share a quota know it. Its fields belong to its model's turn. */
final class SharedCall {

    final String id;

    /** The day in Los Angeles it was let through. */
    final LocalDate day;

    /** When it was let through, as {@link System#nanoTime()}. */
    final long at;

    /** How much later it came to the server, in nanoseconds. */
    long late;

    long tokens;

    /** Whether it counts for nothing any more. */
    boolean isBack;

    SharedCall(String id, LocalDate day, long at, long tokens) {
        this.id = id;
        this.day = day;
        this.at = at;
        this.tokens = tokens;
    }
}
