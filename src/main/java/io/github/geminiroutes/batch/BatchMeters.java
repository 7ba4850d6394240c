package io.github.geminiroutes.batch;

import io.github.geminiroutes.batch.job.JobState;
import io.github.geminiroutes.usage.MeterRegistrySource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.apache.camel.CamelContext;

/** The meters of the batch lane: how many jobs are in which state. */
final class BatchMeters {

    private static final String JOBS = "gemini.batch.jobs";

    private BatchMeters() {}

    /** Registers those that are not registered yet; each looks the lane up when it is read. */
    static void register(CamelContext context) {
        Map<String, ToDoubleFunction<CamelContext>> counts = new LinkedHashMap<>();
        for (JobState state : JobState.values()) {
            counts.put(state.id(), here -> count(here, state));
        }
        MeterRegistrySource.gauges(
                context, JOBS, "Batch jobs by how far they are", "state", counts);
    }

    private static double count(CamelContext context, JobState state) {
        BatchLane lane = BatchLane.of(context);
        return lane == null
                ? 0
                : lane.views().stream().filter(view -> view.state() == state).count();
    }
}
