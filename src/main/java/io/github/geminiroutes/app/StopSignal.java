package io.github.geminiroutes.app;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * Ends the program gracefully on SIGTERM, SIGINT or SIGHUP, whenever it comes: before anything has
 * begun, while the routes start, or later. Close this when the program ends by itself.
 */
final class StopSignal implements AutoCloseable {

    private final CountDownLatch isSettled = new CountDownLatch(1);
    private volatile Application starting;
    private volatile IntSupplier exitCode;
    private volatile boolean isOver;

    private StopSignal(int exitCode) {
        this.exitCode = () -> exitCode;
    }

    /**
     * Takes the signals from now on.
     *
     * @param exitCode that of a program which a signal ends
     */
    static StopSignal await(int exitCode) {
        StopSignal signal = new StopSignal(exitCode);
        Runtime.getRuntime().addShutdownHook(new Thread(signal::come, "gemini-shutdown"));
        return signal;
    }

    /**
     * From now on something runs, and is stopped. A start that is under way is let finish: what is
     * half there cannot be stopped in good order.
     */
    void starting(Application application) {
        starting = application;
    }

    /** Once all is stopped, this gives the exit code. */
    void onStop(IntSupplier code) {
        exitCode = code;
    }

    /** The start has ended: all runs. */
    void started() {
        isSettled.countDown();
    }

    @Override
    public void close() {
        isOver = true;
        isSettled.countDown();
    }

    private void come() {
        if (isOver) {
            return; // the program ends by itself, with an exit code of its own
        }
        Application application = starting;
        if (application != null) {
            stop(application);
        }
        // A JVM that a signal ends has exit code 143, whatever its hooks do.
        Runtime.getRuntime().halt(exitCode.getAsInt());
    }

    private void stop(Application application) {
        try {
            if (isSettled.await(application.stopTime().toSeconds(), TimeUnit.SECONDS)) {
                application.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Logging.flush();
    }
}
