package io.github.geminiroutes.template;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The time that one rendering may take. What counts is the processor's time: a busy machine makes
 * no template a bad one. Of one thread.
 */
final class WorkTime {

    /** For a rendering that has a processor of its own. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    /**
     * So many times the patience passes for work that a busy machine leaves without a processor.
     */
    private static final int MOST_PATIENCE = 6;

    private final LongSupplier clock;
    private final LongSupplier worked;
    private final long begunAt;

    /** What the thread had worked by the first look: a short rendering has none. */
    private long workedBefore;

    private boolean wasLookedAt;

    /**
     * @param clock in nanoseconds
     * @param worked for how many nanoseconds the thread has had a processor; negative if that
     *     cannot be told
     */
    WorkTime(LongSupplier clock, LongSupplier worked) {
        this.clock = clock;
        this.worked = worked;
        this.begunAt = clock.getAsLong();
    }

    /** The time of a rendering in this thread that begins now. */
    static WorkTime ofThisThread() {
        long thread = Thread.currentThread().getId();
        return new WorkTime(
                System::nanoTime,
                () -> ManagementFactory.getThreadMXBean().getThreadCpuTime(thread));
    }

    /**
     * Looks at the clocks. To be called now and then.
     *
     * @throws TemplateException if the time is over
     */
    void check() {
        if (tryEnd()) {
            throw new TemplateException(
                    "the template takes longer than %d s: make it simpler"
                            .formatted(PATIENCE.toSeconds()));
        }
    }

    /** Ends the time if it is over: returns whether it is. To be asked now and then. */
    boolean tryEnd() {
        if (!wasLookedAt) {
            wasLookedAt = true;
            workedBefore = worked.getAsLong();
        }
        long patience = PATIENCE.toNanos();
        long passed = clock.getAsLong() - begunAt;
        return passed > patience && (passed > MOST_PATIENCE * patience || hasWorked(patience / 2));
    }

    /** A JVM, or a virtual thread, that cannot tell counts as work. */
    private boolean hasWorked(long nanos) {
        long now = worked.getAsLong();
        return workedBefore < 0 || now < 0 || now - workedBefore >= nanos;
    }
}
