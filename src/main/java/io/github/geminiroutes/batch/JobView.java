package io.github.geminiroutes.batch;

import io.github.geminiroutes.batch.job.CollectingJob;
import io.github.geminiroutes.batch.job.Job;
import io.github.geminiroutes.batch.job.JobState;
import java.time.Duration;
import java.time.Instant;

/**
 * A job, for a person.
 *
 * @param id the name of its directory in {@code submitted}
 * @param state how far it is
 * @param model that answers; null if it is not known
 * @param prompts how many it has
 * @param age since its prompts were complete, or the first one came
 * @param name Google's name of it; null before it is known
 * @param remoteState what Google says of it; null before
 * @param reason why it waits; null if there is nothing to say
 */
public record JobView(
        String id,
        JobState state,
        String model,
        int prompts,
        Duration age,
        String name,
        String remoteState,
        String reason) {

    static JobView of(CollectingJob job, Instant now) {
        return new JobView(
                job.directory().id(),
                JobState.COLLECTING,
                job.model(),
                job.size(),
                Duration.between(job.began(), now),
                null,
                null,
                null);
    }

    /** Whether it is left as it is. */
    public boolean isDamaged() {
        return state == JobState.DAMAGED;
    }

    static JobView ofDamaged(String id, String why) {
        return new JobView(id, JobState.DAMAGED, null, 0, Duration.ZERO, null, null, why);
    }

    static JobView of(Job job, Instant now) {
        return new JobView(
                job.id(),
                job.state(),
                job.model(),
                job.requests(),
                Duration.between(job.closedAt(), now),
                job.name(),
                job.remoteState(),
                job.reason());
    }
}
