package io.github.geminiroutes.diagnostics.section;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The time by which several tasks together must have ended. */
public final class Deadline {

    private final long end;

    private Deadline(long end) {
        this.end = end;
    }

    /** A deadline that much time from now. */
    public static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /**
     * Milliseconds left, at most {@code most}; at least 1, because a socket takes 0 as no limit.
     */
    public int millis(long most) {
        return (int) Math.max(1, Math.min(most, (end - System.nanoTime()) / 1_000_000));
    }

    /**
     * Waits for the result of a task; returns {@code otherwise} if it is late.
     *
     * @param most milliseconds to wait at most
     * @throws IllegalStateException if the task threw an exception; our tasks return findings
     *     instead
     */
    public <T> T await(Future<T> task, long most, T otherwise) {
        try {
            return task.get(millis(most), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | CancellationException e) {
            return otherwise;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return otherwise;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
