package io.github.geminiroutes.batch;

import io.github.geminiroutes.batch.job.Job;
import io.github.geminiroutes.batch.job.JobState;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.camel.util.function.ThrowingConsumer;

/**
 * In which order jobs are looked at, or brought to Google: those whose last look took long come
 * last, in every other round, and one that takes long ends the round. A server that drips holds the
 * other jobs, and the delivery of their answers, up for one such look. Touched by one thread at a
 * time.
 */
final class LookOrder {

    private static final Duration LONG = Duration.ofSeconds(5);

    /** Of the time, a job whose looks take long has this part at most. */
    private static final int PART = 10;

    private final Set<String> slow = new HashSet<>();
    private final Comparator<Job> order;
    private final Clock clock;
    private final LongSupplier nanos;
    private boolean haveSlowWaited;

    /**
     * @param order of those whose last look was quick
     * @param nanos the time that passes, in nanoseconds
     */
    LookOrder(Comparator<Job> order, Clock clock, LongSupplier nanos) {
        this.order = order;
        this.clock = clock;
        this.nanos = nanos;
    }

    /** Looks at each that is due, or at those before the first that takes long. */
    void each(List<Job> jobs, ThrowingConsumer<Job, IOException> look) throws IOException {
        slow.retainAll(jobs.stream().map(Job::id).toList());
        Instant begin = clock.instant();
        List<Job> due =
                jobs.stream()
                        .filter(job -> job.isDue(begin))
                        .sorted(Comparator.comparing(this::isSlow).thenComparing(order))
                        .toList();
        boolean isQuickDue = due.stream().anyMatch(job -> !isSlow(job));
        haveSlowWaited = isQuickDue && !haveSlowWaited;
        for (Job job : due) {
            if (isSlow(job) && haveSlowWaited) {
                return;
            }
            long began = nanos.getAsLong();
            JobState before = job.state();
            look.accept(job);
            Duration took = Duration.ofNanos(nanos.getAsLong() - began);
            if (took.compareTo(LONG) > 0) {
                slow.add(job.id());
                Instant now = clock.instant();
                Duration rest = took.multipliedBy(PART);
                if (job.state() == before && job.dueAt().isBefore(now.plus(rest))) {
                    job.pause(rest, now);
                }
                return;
            }
            slow.remove(job.id());
        }
    }

    private boolean isSlow(Job job) {
        return slow.contains(job.id());
    }
}
