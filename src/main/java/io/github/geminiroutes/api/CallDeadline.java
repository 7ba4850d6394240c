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

    /** One thread for all calls: it only closes sockets. It ends when no call is out. */
    private static final ScheduledThreadPoolExecutor TIMER = timer();

    private final Duration time;
    private volatile boolean isOver;
    private volatile ScheduledFuture<?> end;

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
            deadline.end =
                    TIMER.schedule(
                            () -> {
                                deadline.isOver = true;
                                abort.run();
                            },
                            time.toMillis(),
                            TimeUnit.MILLISECONDS);
        }
        return deadline;
    }

    /** The call has ended in time, unless {@link #isOver()}. */
    void stop() {
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
