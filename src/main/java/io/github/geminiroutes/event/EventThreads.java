package io.github.geminiroutes.event;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads of deliveries, one for each lane: an endpoint that holds one up holds up its lane
 * only. They are the deliveries' own: the retries of all other routes share ten threads. They end
 * when they have nothing to do.
 */
public final class EventThreads extends ScheduledThreadPoolExecutor {

    private static final long IDLE_SECONDS = 10;

    public EventThreads() {
        super(
                EventOutbox.LANES,
                work -> {
                    Thread thread = new Thread(work, "gemini-event");
                    thread.setDaemon(true);
                    return thread;
                });
        setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        allowCoreThreadTimeOut(true);
        setRemoveOnCancelPolicy(true);
    }
}
