package io.github.geminiroutes.batch;

import io.github.geminiroutes.batch.job.JobState;
import io.github.geminiroutes.usage.MeterRegistrySource;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.camel.CamelContext;

/** The meters of the batch lane: how many jobs are in which state. */
final class BatchMeters {

    private static final String JOBS = "gemini.batch.jobs";

    private BatchMeters() {}

    /** Registers those that are not registered yet; each looks the lane up when it is read. */
    static void register(CamelContext context) {
        MeterRegistry registry = MeterRegistrySource.registry(context);
        for (JobState state : JobState.values()) {
            if (registry.find(JOBS).tag("state", state.id()).gauge() == null) {
                MeterRegistrySource.removeAtStop(
                        context,
                        registry,
                        Gauge.builder(JOBS, context, here -> count(here, state))
                                .description("Batch jobs by how far they are")
                                .tags("state", state.id())
                                .register(registry));
            }
        }
    }

    private static double count(CamelContext context, JobState state) {
        BatchLane lane = BatchLane.of(context);
        return lane == null
                ? 0
                : lane.views().stream().filter(view -> view.state() == state).count();
    }
}
