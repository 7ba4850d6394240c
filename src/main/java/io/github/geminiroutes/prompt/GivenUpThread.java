package io.github.geminiroutes.prompt;

import io.github.geminiroutes.support.WorkTime;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Works on what a stranger wrote in a thread that is given up if it takes too long, so that the
 * caller goes on to the next prompt. What counts is the processor's time: a busy machine makes no
 * prompt a bad one. Threads given up are few, because they still take that time. Thread-safe.
 */
final class GivenUpThread {

    private static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(5);
    private static final int MAX_THREADS = 4;

    private final Semaphore places = new Semaphore(MAX_THREADS);
    private final String name;
    private final Duration patience;

    GivenUpThread(String name) {
        this(name, DEFAULT_PATIENCE);
    }

    GivenUpThread(String name, Duration patience) {
        this.name = name;
        this.patience = patience;
    }

    /**
     * The result of the work.
     *
     * @param line the line of the work in the prompt, for messages
     * @throws InvalidPromptException if it takes too long, or the threads are all taken by such
     *     work
     */
    <T> T call(Callable<T> work, int line) {
        boolean wasInterrupted = Thread.interrupted();
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            while (true) {
                try {
                    return call(work, line, deadline);
                } catch (InterruptedException e) {
                    // A prompt must not fail because the program stops: the wait is short.
                    wasInterrupted = true;
                }
            }
        } finally {
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private <T> T call(Callable<T> work, int line, long deadline) throws InterruptedException {
        if (!places.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            throw tooLong(line);
        }
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                task.run();
                            } finally {
                                places.release();
                            }
                        },
                        name);
        thread.setDaemon(true);
        WorkTime time = WorkTime.ofNew(thread, patience);
        thread.start();
        try {
            return await(task, time);
        } catch (TimeoutException e) {
            task.cancel(true);
            throw tooLong(line);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException fault) {
                throw fault;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private <T> T await(FutureTask<T> task, WorkTime time)
            throws InterruptedException, ExecutionException, TimeoutException {
        while (true) {
            try {
                return task.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                // A thread that has just ended cannot tell.
                if (time.tryEnd() && !task.isDone()) {
                    throw e;
                }
            }
        }
    }

    private InvalidPromptException tooLong(int line) {
        return new InvalidPromptException(
                "the schema takes longer than %d ms to read: make it simpler"
                        .formatted(patience.toMillis()),
                line);
    }
}
