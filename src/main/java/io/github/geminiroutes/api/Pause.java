package io.github.geminiroutes.api;

import java.io.InterruptedIOException;
import java.time.Duration;

/** Waits between two tries; a test has its own. */
@FunctionalInterface
interface Pause {

    /** Sleeps on the caller's thread, which is one for uploads. */
    Pause REAL =
            time -> {
                try {
                    Thread.sleep(time.toMillis());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new InterruptedIOException("The program stops");
                }
            };

    void pause(Duration time) throws InterruptedIOException;
}
