package io.github.geminiroutes.app;

import io.github.geminiroutes.support.JvmError;
import java.nio.charset.StandardCharsets;
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

    private static final long LOOK_SECONDS = 1;

    private static final String REASON =
            "The program ends with exit code 1, as the JVM itself has failed, and is to be started"
                    + " again";

    private final CountDownLatch stop;
    private final CountDownLatch failed = new CountDownLatch(1);
    private final long patienceSeconds;

    /** Made now: without memory no text can be made. */
    private final byte[] bareReason =
            ("gemini-routes: " + REASON + "\n").getBytes(StandardCharsets.UTF_8);

    private volatile Error error = new OutOfMemoryError("the heap is full");

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
        Thread last = new Thread(this::endLate, "gemini-last-resort");
        last.setDaemon(true);
        last.start();
        Thread.setDefaultUncaughtExceptionHandler(
                (thread, error) -> {
                    LoggerFactory.getLogger(JvmErrorGuard.class)
                            .error("The thread {} has ended by an error", thread.getName(), error);
                    VirtualMachineError ofJvm = JvmError.in(error);
                    if (ofJvm != null) {
                        failed(ofJvm);
                    }
                });
        JvmErrorLog.addTo(this::failed);
    }

    /** Ends the program. */
    void failed(Error error) {
        if (!hasFailed()) {
            this.error = error;
        }
        end();
    }

    private void end() {
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

    private void endLate() {
        try {
            awaitFailure();
            tell();
            TimeUnit.SECONDS.sleep(patienceSeconds);
            Runtime.getRuntime().halt(EXIT_CODE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What is swallowed without a word leaves a full heap behind. */
    private void awaitFailure() throws InterruptedException {
        try {
            HeapWatch heap = HeapWatch.ofThisJvm();
            while (!failed.await(LOOK_SECONDS, TimeUnit.SECONDS)) {
                if (heap.isFull()) {
                    end();
                }
            }
        } catch (OutOfMemoryError e) {
            end();
        }
    }

    private void tell() {
        try {
            if (JvmEnd.tryTell()) {
                LoggerFactory.getLogger(JvmErrorGuard.class)
                        .error("{}: {}", REASON, JvmEnd.text(error));
            }
        } catch (OutOfMemoryError e) {
            System.err.write(bareReason, 0, bareReason.length);
            System.err.flush();
        }
    }
}
