package io.github.geminiroutes.app;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/**
 * Ends the program after an error of the JVM itself, such as a heap that is full: nothing in the
 * process can be relied on then. The program stops as after a signal, so that answers that are here
 * are written, and its exit code has its keeper start it again. If the stop itself does not end,
 * the JVM is halted.
 */
final class JvmErrorGuard {

    /** Not 0: a keeper that restarts on failure must restart. */
    static final int EXIT_CODE = 1;

    private static final long SECONDS_FOR_THE_REST = 10;

    private final CountDownLatch stop;
    private final CountDownLatch failed = new CountDownLatch(1);
    private final long patienceSeconds;

    /**
     * @param stop what the main thread waits for
     * @param stopSeconds how long a stop may take
     */
    JvmErrorGuard(CountDownLatch stop, long stopSeconds) {
        this.stop = stop;
        this.patienceSeconds = stopSeconds + SECONDS_FOR_THE_REST;
    }

    /** Watches all threads of the program. Not for a host, whose JVM is not ours to end. */
    void watch() {
        // Made now: without memory no thread can be made.
        Thread last = new Thread(this::haltLate, "gemini-last-resort");
        last.setDaemon(true);
        last.start();
        Thread.setDefaultUncaughtExceptionHandler(
                (thread, error) -> {
                    LoggerFactory.getLogger(JvmErrorGuard.class)
                            .error("The thread {} has ended by an error", thread.getName(), error);
                    if (error instanceof VirtualMachineError
                            && !(error instanceof StackOverflowError)) {
                        failed((VirtualMachineError) error);
                    }
                });
    }

    /** Ends the program. */
    void failed(Error error) {
        failed.countDown();
        stop.countDown();
    }

    boolean hasFailed() {
        return failed.getCount() == 0;
    }

    /** The exit code of the program. */
    int exitCode() {
        return hasFailed() ? EXIT_CODE : 0;
    }

    private void haltLate() {
        try {
            failed.await();
            TimeUnit.SECONDS.sleep(patienceSeconds);
            Runtime.getRuntime().halt(EXIT_CODE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
