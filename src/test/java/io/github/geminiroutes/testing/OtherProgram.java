package io.github.geminiroutes.testing;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Another program of the same project that asks the same model at a steady pace. */
public final class OtherProgram implements AutoCloseable {
    private static final long MINUTE_MILLIS = 60_000;

    private final ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();
    private final AtomicLong calls = new AtomicLong();

    /** Begins to ask; a call the quota has no room for is refused and costs nothing. */
    public OtherProgram(GeminiServer server, String model, int callsPerMinute) {
        pace.scheduleAtFixedRate(
                () -> calls.addAndGet(server.eatRequests(model, 1)),
                0,
                MINUTE_MILLIS / callsPerMinute,
                TimeUnit.MILLISECONDS);
    }

    /** How many of its calls went through. */
    public long calls() {
        return calls.get();
    }

    @Override
    public void close() {
        pace.shutdownNow();
    }
}
