package io.github.geminiroutes.folder;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What became of the prompts since the start. */
public final class PromptCounters {

    private final Clock clock = Clock.systemUTC();
    private volatile Instant answeredAt;
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong parked = new AtomicLong();
    private final RecentFailures setbacks = new RecentFailures();
    private final AtomicInteger settling = new AtomicInteger();
    private final AtomicInteger inFlight = new AtomicInteger();

    /** Prompts answered. */
    public long answered() {
        return answered.get();
    }

    /** Prompts that failed. */
    public long failed() {
        return failed.get();
    }

    /** Prompts put aside until later. */
    public long parked() {
        return parked.get();
    }

    /** The last prompts that failed or were put aside, the newest first. */
    public List<RecentFailure> setbacks() {
        return setbacks.newestFirst();
    }

    void add(RecentFailure setback) {
        setbacks.add(setback);
    }

    /** Prompts taken from the inbox and not settled yet. */
    public int inFlight() {
        return inFlight.get();
    }

    /** When a prompt was answered last; null before the first. */
    public Instant answeredAt() {
        return answeredAt;
    }

    void countAnswered() {
        answered.incrementAndGet();
        answeredAt = clock.instant();
    }

    void countFailed() {
        failed.incrementAndGet();
    }

    void countParked() {
        parked.incrementAndGet();
    }

    /** Prompts whose outcome is known and not written yet. */
    public int settling() {
        return settling.get();
    }

    void settlingBegins() {
        settling.incrementAndGet();
    }

    void settlingEnds() {
        settling.decrementAndGet();
    }

    void taken() {
        inFlight.incrementAndGet();
    }

    void released() {
        inFlight.decrementAndGet();
    }
}
