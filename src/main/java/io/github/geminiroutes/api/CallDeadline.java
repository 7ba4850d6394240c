package io.github.geminiroutes.api;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The end of the time that one call may take, over all its phases. A time-out of a socket is no
 * such end: each byte that drips in begins it anew. Thread-safe.
 */
final class CallDeadline {

    private static final long IDLE_SECONDS = 10;

    /**
     * The program was stopped, as a virtual machine is that is moved. Answers that came meanwhile
     * lie in the sockets, and are paid for: they are read first.
     */
    private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final long GRACE_MILLIS = 5_000;

    /** One thread for all calls: it only closes sockets. It ends when no call is out. */
    private static final ScheduledThreadPoolExecutor TIMER = timer();

    private final Duration time;
    private volatile boolean isOver;
    private ScheduledFuture<?> end;
    private boolean isStopped;

    private CallDeadline(Duration time) {
        this.time = time;
    }

    /**
     * @param time how long the call may take; zero for no limit
     * @param abort ends the call, on another thread
     */
    static CallDeadline start(Duration time, Runnable abort) {
        CallDeadline deadline = new CallDeadline(time);
        if (!time.isZero()) {
            deadline.schedule(abort, time.toMillis());
        }
        return deadline;
    }

    private synchronized void schedule(Runnable abort, long millis) {
        if (!isStopped) {
            long due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
            end = TIMER.schedule(() -> end(abort, due), millis, TimeUnit.MILLISECONDS);
        }
    }

    private void end(Runnable abort, long due) {
        if (System.nanoTime() - due > LATE_NANOS) {
            schedule(abort, GRACE_MILLIS);
        } else {
            isOver = true;
            abort.run();
        }
    }

    /** The call has ended in time, unless {@link #isOver()}. */
    synchronized void stop() {
        isStopped = true;
        if (end != null) {
            end.cancel(false);
        }
    }

    boolean isOver() {
        return isOver;
    }

    /** How long the call may take. */
    Duration time() {
        return time;
    }

    private static ScheduledThreadPoolExecutor timer() {
        ScheduledThreadPoolExecutor timer =
                new ScheduledThreadPoolExecutor(
                        1,
                        work -> {
                            Thread thread = new Thread(work, "gemini-call-deadline");
                            thread.setDaemon(true);
                            return thread;
                        });
        timer.setRemoveOnCancelPolicy(true);
        timer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        return timer;
    }
}
