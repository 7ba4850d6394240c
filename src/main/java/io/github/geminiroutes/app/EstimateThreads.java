package io.github.geminiroutes.app;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Threads that count for as long as an estimate has time. They do not keep the program. */
final class EstimateThreads {

    /** What is under way as the time ends has so much more. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final EstimateTime time;
    private final ExecutorService threads;
    private final Semaphore places;
    private volatile Throwable fault;
    private boolean hasEnded;

    /** How many are added and have no outcome yet. */
    private long open;

    /**
     * @param most how many at a time
     */
    EstimateThreads(int most, EstimateTime time) {
        this.time = time;
        this.threads = Executors.newFixedThreadPool(most, EstimateThreads::thread);
        this.places = new Semaphore(2 * most);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "estimate");
        thread.setDaemon(true);
        return thread;
    }

    /** The first exception or error of any work; null if there was none. */
    Throwable fault() {
        return fault;
    }

    /**
     * Adds work, after a wait for a place.
     *
     * @param work gives what is to be done with its result, one after another and never after the
     *     end
     * @return false if the time is over
     */
    boolean tryAdd(Supplier<Runnable> work) throws InterruptedException {
        if (time.isOver() || !places.tryAcquire(time.left().toNanos(), TimeUnit.NANOSECONDS)) {
            return false;
        }
        synchronized (this) {
            open++;
        }
        threads.execute(
                () -> {
                    try {
                        settle(work.get());
                    } catch (RuntimeException | Error e) {
                        settle(() -> fault = fault == null ? e : fault);
                    } finally {
                        places.release();
                    }
                });
        return true;
    }

    private synchronized void settle(Runnable outcome) {
        if (!hasEnded) {
            open--;
            outcome.run();
        }
    }

    /**
     * Waits for what was added; after the time, and after a fault, it is given up.
     *
     * @return how many had no outcome
     */
    long end() throws InterruptedException {
        threads.shutdown();
        boolean hasAll =
                fault == null
                        && threads.awaitTermination(
                                time.left().plus(GRACE).toNanos(), TimeUnit.NANOSECONDS);
        synchronized (this) {
            hasEnded = true;
        }
        // Not before: what is interrupted fails, and that is no outcome.
        if (!hasAll) {
            threads.shutdownNow();
        }
        return open;
    }
}
