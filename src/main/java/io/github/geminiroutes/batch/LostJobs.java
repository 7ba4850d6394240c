package io.github.geminiroutes.batch;

import io.github.geminiroutes.batch.job.Job;
import io.github.geminiroutes.batch.job.JobDamage;
import io.github.geminiroutes.batch.job.JobDirectory;
import io.github.geminiroutes.batch.job.LostState;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureClassifier;
import io.github.geminiroutes.failure.GeminiException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The jobs whose state is gone or cannot be read, until Google's list was looked at. */
final class LostJobs {

    private static final Logger LOG = LoggerFactory.getLogger(LostJobs.class);

    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY = 429;

    private final Jobs jobs;
    private final Map<JobDirectory, String> faults = new ConcurrentHashMap<>();
    private Instant nextLook = Instant.EPOCH;

    LostJobs(Jobs jobs) {
        this.jobs = jobs;
    }

    /**
     * Adds one.
     *
     * @param fault what is wrong with its state
     */
    void add(JobDirectory directory, String fault) {
        faults.put(directory, fault);
    }

    void clear() {
        faults.clear();
    }

    /** Looks for them at Google, at most once in a period. */
    void find(LostState state, Instant now, Duration period) {
        if (faults.isEmpty() || now.isBefore(nextLook)) {
            return;
        }
        nextLook = now.plus(period);
        for (JobDirectory directory : List.copyOf(faults.keySet())) {
            try {
                found(directory, state.find(directory));
            } catch (GeminiException | IOException e) {
                Failure failure = FailureClassifier.of(e);
                if (!isAnAnswer(failure.httpCode())) {
                    LOG.warn(
                            "Batch job {} is looked for later: {}",
                            directory.id(),
                            failure.summary());
                    return;
                }
                found(directory, null);
            }
        }
    }

    /** Whether it is no passing fault: a server that has no such list answers so each time. */
    private static boolean isAnAnswer(int code) {
        return code / 100 == 4 && code != REQUEST_TIMEOUT && code != TOO_MANY;
    }

    private void found(JobDirectory directory, Job job) {
        String fault = faults.remove(directory);
        if (job == null) {
            String unseen = fault + ", and Google's list has no such job for the key in use";
            jobs.leave(directory, JobDamage.ofState(directory, unseen));
        } else {
            LOG.warn(
                    "Batch job {}: its job.json {}; it goes on, as Google's list has it as {}",
                    job.id(),
                    fault,
                    job.name());
            jobs.add(job);
        }
    }
}
