package io.github.geminiroutes.folder;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what became of the prompts since the start. Thread-safe. */
public final class PromptCounters {

    private final Clock clock;
    private volatile Instant answeredAt;
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong parked = new AtomicLong();
    private final AtomicLong unparked = new AtomicLong();
    private final RecentFailures recentFailures = new RecentFailures();
    private final AtomicInteger settling = new AtomicInteger();
    private final AtomicInteger inFlight = new AtomicInteger();

    public PromptCounters(Clock clock) {
        this.clock = clock;
    }

    /** Prompts answered. */
    public long answered() {
        return answered.get();
    }

    /** Prompts that failed. */
    public long failed() {
        return failed.get();
    }

    /** Prompts that were parked. */
    public long parked() {
        return parked.get();
    }

    /** The last prompts that failed or were parked, the newest first. */
    public List<RecentFailures.Entry> recentFailures() {
        return recentFailures.newestFirst();
    }

    void add(RecentFailures.Entry failure) {
        recentFailures.add(failure);
    }

    /** Prompts taken from the inbox and not settled yet. */
    public int inFlight() {
        return inFlight.get();
    }

    /** When the last prompt was answered; null before the first. */
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

    /** Counts a parked prompt that is back in the inbox. */
    void countUnparked() {
        unparked.incrementAndGet();
    }

    /** Prompts that were parked and have not been released since. */
    public long stillParked() {
        return parked.get() - unparked.get();
    }

    /** Prompts whose outcome is known and not written yet. */
    public int settling() {
        return settling.get();
    }

    void beginSettling() {
        settling.incrementAndGet();
    }

    void endSettling() {
        settling.decrementAndGet();
    }

    void countTaken() {
        inFlight.incrementAndGet();
    }

    void countReleased() {
        inFlight.decrementAndGet();
    }
}
