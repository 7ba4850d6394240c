package io.github.geminiroutes.diagnostics;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The moment by which something must have ended. */
final class Deadline {

    private final long end;

    private Deadline(long end) {
        this.end = end;
    }

    static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /** Milliseconds left, at most {@code most}; at least 1, as 0 means for ever to a socket. */
    int millis(long most) {
        return (int) Math.max(1, Math.min(most, (end - System.nanoTime()) / 1_000_000));
    }

    /**
     * What a task brings; {@code otherwise} if it is not there in time.
     *
     * @param most milliseconds to wait at most
     * @throws IllegalStateException if the task failed, which ours never do
     */
    <T> T await(Future<T> task, long most, T otherwise) {
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
