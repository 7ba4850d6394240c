package io.github.geminiroutes.folder;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Whether the consumer of the inbox gets on with the poll under way. Thread-safe. */
final class PollWatch {

    private final LongSupplier nanoTime;
    private volatile boolean isUnderWay;
    private volatile long lastSign;

    PollWatch(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** A poll begins, or goes on to its next file. */
    void sign() {
        lastSign = nanoTime.getAsLong();
        isUnderWay = true;
    }

    /** The poll has ended. */
    void end() {
        isUnderWay = false;
    }

    /** For how long the poll under way has given no sign; zero between two polls. */
    Duration silence() {
        return isUnderWay
                ? Duration.ofNanos(Math.max(0, nanoTime.getAsLong() - lastSign))
                : Duration.ZERO;
    }
}
