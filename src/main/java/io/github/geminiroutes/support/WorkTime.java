package io.github.geminiroutes.support;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The time that work on what a stranger wrote may take: half of the patience as time of the
 * processor, and six times the patience in all. A busy machine makes nothing a stranger wrote a bad
 * one. Of one thread's work.
 */
public final class WorkTime {

    /**
     * So many times the patience passes for work that a busy machine leaves without a processor.
     */
    private static final int MOST_PATIENCE = 6;

    private static final ThreadLocal<Brief> BRIEF = new ThreadLocal<>();

    private final LongSupplier clock;
    private final LongSupplier worked;
    private final Duration patience;
    private final long begunAt;

    /** What the thread had worked by the first look: short work has none. */
    private long workedBefore;

    private boolean wasLookedAt;

    private Brief brief;

    /** While it is open, no work of its thread has more time than this. */
    public static final class Brief implements AutoCloseable {

        private final Duration most;
        private boolean hasEndedWork;

        private Brief(Duration most) {
            this.most = most;
        }

        /** Whether work was ended, as this time was over. */
        public boolean hasEndedWork() {
            return hasEndedWork;
        }

        @Override
        public void close() {
            BRIEF.remove();
        }
    }

    /** Has work of this thread take no longer than so long, until the result is closed. */
    public static Brief brief(Duration most) {
        Brief brief = new Brief(most);
        BRIEF.set(brief);
        return brief;
    }

    /**
     * @param clock in nanoseconds
     * @param worked for how many nanoseconds the thread has had a processor; negative if that
     *     cannot be told
     * @param patience with work that has a processor of its own
     */
    public WorkTime(LongSupplier clock, LongSupplier worked, Duration patience) {
        this.clock = clock;
        this.worked = worked;
        this.patience = patience;
        this.begunAt = clock.getAsLong();
    }

    /** Does work no part of which has more time than this. */
    public static <T> T briefly(Duration most, Supplier<T> work) {
        Brief brief = brief(most);
        try {
            return work.get();
        } finally {
            brief.close();
        }
    }

    /** The time of work in this thread that begins now. */
    public static WorkTime ofThisThread(Duration patience) {
        Brief now = BRIEF.get();
        boolean isBrief = now != null && now.most.compareTo(patience) < 0;
        WorkTime time = of(Thread.currentThread(), isBrief ? now.most : patience);
        time.brief = isBrief ? now : null;
        return time;
    }

    /** The time of all work of a thread that begins now. */
    public static WorkTime ofNew(Thread thread, Duration patience) {
        WorkTime time = of(thread, patience);
        time.wasLookedAt = true;
        return time;
    }

    private static WorkTime of(Thread thread, Duration patience) {
        long id = thread.getId();
        return new WorkTime(
                System::nanoTime,
                () -> ManagementFactory.getThreadMXBean().getThreadCpuTime(id),
                patience);
    }

    /** How long work may take that has a processor of its own. */
    public Duration patience() {
        return patience;
    }

    /** Ends the time if it is over: returns whether it is. To be asked now and then. */
    public boolean tryEnd() {
        if (!wasLookedAt) {
            wasLookedAt = true;
            workedBefore = worked.getAsLong();
        }
        long nanos = patience.toNanos();
        long passed = clock.getAsLong() - begunAt;
        boolean isOver = passed > nanos && (passed > MOST_PATIENCE * nanos || hasWorked(nanos / 2));
        if (isOver && brief != null) {
            brief.hasEndedWork = true;
        }
        return isOver;
    }

    /** A JVM, or a virtual thread, that cannot tell counts as work. */
    private boolean hasWorked(long nanos) {
        long now = worked.getAsLong();
        return workedBefore < 0 || now < 0 || now - workedBefore >= nanos;
    }
}
