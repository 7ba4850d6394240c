package io.github.geminiroutes.app;

import java.io.PrintStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/** The progress of a drain in lines, for output that is not a terminal. */
final class ProgressLines {

    private static final long AFTER_A_CHANGE = Duration.ofMillis(500).toNanos();
    private static final long WITHOUT_A_CHANGE = Duration.ofSeconds(10).toNanos();

    private final PrintStream out;
    private final long total;
    private final LongSupplier nanoTime;
    private long shownAt;
    private long shownSettled;
    private long shownFailed;

    /**
     * @param total the number of prompts at the start
     * @param nanoTime a clock such as {@link System#nanoTime}
     */
    ProgressLines(PrintStream out, long total, LongSupplier nanoTime) {
        this.out = out;
        this.total = total;
        this.nanoTime = nanoTime;
        shownAt = nanoTime.getAsLong();
    }

    /** Prints a line if one is due. */
    void show(long settled, long failed) {
        show(settled, failed, total);
    }

    /**
     * The same, where it turns out how many there are.
     *
     * @param all the number of prompts and rows, as far as it is known
     */
    void show(long settled, long failed, long all) {
        long now = nanoTime.getAsLong();
        boolean isNews = settled != shownSettled || failed != shownFailed;
        if (now - shownAt < (isNews ? AFTER_A_CHANGE : WITHOUT_A_CHANGE)) {
            return;
        }
        shownAt = now;
        shownSettled = settled;
        shownFailed = failed;
        out.printf("%d of %d settled, %d failed%n", settled, Math.max(all, settled), failed);
        out.flush();
    }
}
