package io.github.geminiroutes.batch;

import io.github.geminiroutes.batch.job.Job;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.camel.util.function.ThrowingConsumer;

/**
 * In which order jobs are looked at: those whose last look took long come last, and one that takes
 * long ends the round. A server that drips holds no other job up for longer than one such look.
 * Touched by one thread at a time.
 */
final class LookOrder {

    private static final long LONG = Duration.ofSeconds(5).toNanos();

    private final Set<String> slow = new HashSet<>();
    private final LongSupplier nanos;

    /**
     * @param nanos the time that passes, in nanoseconds
     */
    LookOrder(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Looks at each, or at those before the first that takes long. */
    void each(List<Job> jobs, ThrowingConsumer<Job, IOException> look) throws IOException {
        slow.retainAll(jobs.stream().map(Job::id).toList());
        List<Job> ordered =
                jobs.stream()
                        .sorted(
                                Comparator.comparing((Job job) -> slow.contains(job.id()))
                                        .thenComparing(Job::dueAt))
                        .toList();
        for (Job job : ordered) {
            long began = nanos.getAsLong();
            look.accept(job);
            if (nanos.getAsLong() - began > LONG) {
                slow.add(job.id());
                return;
            }
        }
    }
}
