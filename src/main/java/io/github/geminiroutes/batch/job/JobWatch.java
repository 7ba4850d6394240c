package io.github.geminiroutes.batch.job;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureClassifier;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the jobs that Google has, at growing intervals, until each has ended and its results are
 * here. A job that takes too long is cancelled; then, too, it is looked at until it has ended, as
 * it may have been done meanwhile.
 */
public final class JobWatch {

    private static final Logger LOG = LoggerFactory.getLogger(JobWatch.class);

    /** The results may come some minutes after the end of the job. */
    private static final Duration LAG = Duration.ofMinutes(15);

    /** A cancel shows within minutes; one without effect is repeated so often. */
    private static final Duration NO_EFFECT = Duration.ofHours(1);

    private static final int MOST_CANCELS = 5;

    private static final int MOST_MESSAGE = 500;

    private final BatchApi api;
    private final BatchSettings settings;
    private final Clock clock;

    public JobWatch(BatchApi api, BatchSettings settings, Clock clock) {
        this.api = api;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Looks at a job if it is due.
     *
     * @throws IOException if the disk does not take what must be written
     */
    public void look(Job job) throws IOException {
        Instant now = clock.instant();
        if (!job.isDue(now)) {
            return;
        }
        job.growPause(settings.pollInterval(), settings.longestPoll(), now);
        try {
            Operation operation = JobSteps.ofServer(() -> api.get(job.name()));
            seenAgain(job);
            if (operation.hasEnded()) {
                fetch(job, operation, now);
            } else {
                goesOn(job, operation, now);
            }
        } catch (GeminiException e) {
            refused(job, e.failure());
        } catch (ServerIOException e) {
            LOG.warn(
                    "Batch job {} cannot be looked at: {}",
                    job.id(),
                    FailureClassifier.of(e.getCause()).summary());
        }
    }

    private void goesOn(Job job, Operation operation, Instant now) throws IOException {
        if (!operation.state().equals(job.remoteState()) || job.text("endedAt") != null) {
            // One that had ended, by an earlier answer, has its time for results anew.
            job.change(
                    JobState.RUNNING,
                    fields -> fields.put("remoteState", operation.state()).remove("endedAt"));
        }
        boolean isLate = now.isAfter(job.createdAt().plus(settings.deadline()));
        if (isLate && isToBeCancelled(job, now)) {
            int cancels = (int) job.number("cancels") + 1;
            LOG.warn(
                    "Batch job {} ({}) is not done after {} s (gemini.batch.deadline): it is cancelled{}",
                    job.id(),
                    job.name(),
                    Duration.between(job.createdAt(), now).toSeconds(),
                    again(cancels));
            JobSteps.ofServer(() -> api.tryCancel(job.name()));
            job.change(
                    JobState.RUNNING,
                    fields -> fields.put("cancelledAt", now.toString()).put("cancels", cancels));
            job.goOn();
        }
    }

    private static boolean isToBeCancelled(Job job, Instant now) {
        Instant last = job.instant("cancelledAt");
        return last == null
                || job.number("cancels") < MOST_CANCELS && !now.isBefore(last.plus(NO_EFFECT));
    }

    private static String again(int cancels) {
        if (cancels == 1) {
            return "";
        }
        return cancels < MOST_CANCELS
                ? " again, as the last time had no effect"
                : " for the last time; cancel it in AI Studio if that has no effect either";
    }

    private void fetch(Job job, Operation operation, Instant now) throws IOException {
        if (job.text("endedAt") == null) {
            job.change(
                    JobState.RUNNING,
                    fields ->
                            fields.put("endedAt", now.toString())
                                    .put("remoteState", operation.state()));
        }
        if (operation.inlined() != null && operation.resultFile() == null) {
            ResultFile.write(operation.inlined(), job.directory().results());
            fetched(job, operation, null);
        } else if (operation.resultFile() != null) {
            download(job, operation, now);
        } else if (operation.hasSucceeded() && isLagging(job, now)) {
            job.pause(settings.pollInterval(), now);
        } else {
            fetched(job, operation, null);
        }
    }

    private void download(Job job, Operation operation, Instant now) throws IOException {
        try {
            String file = operation.resultFile();
            long most = settings.mostOutput(job.requests());
            JobSteps.ofServer(() -> api.download(file, job.directory().results(), most));
            fetched(job, operation, file);
        } catch (GeminiException e) {
            if (!BatchApi.isMissing(e.failure())) {
                LOG.warn(
                        "The results of batch job {} cannot be fetched: {}",
                        job.id(),
                        e.failure().summary());
            } else if (isLagging(job, now)) {
                job.pause(settings.pollInterval(), now);
            } else {
                LOG.error(
                        "The results of batch job {} ({}) are gone: {}",
                        job.id(),
                        job.name(),
                        e.failure().summary());
                fetched(job, operation, null);
            }
        }
    }

    private static boolean isLagging(Job job, Instant now) {
        return now.isBefore(job.instant("endedAt").plus(LAG));
    }

    private void fetched(Job job, Operation operation, String file) throws IOException {
        JsonNode error = operation.error();
        String message = error.path("message").asText("");
        job.change(
                JobState.FETCHED,
                fields -> {
                    fields.put("remoteState", operation.state())
                            .put("resultFile", file)
                            .put(JobDamage.RESULT_BYTES, JobDamage.size(job.directory().results()));
                    if (error.isObject()) {
                        fields.put(
                                "reason",
                                message.substring(0, Math.min(MOST_MESSAGE, message.length())));
                    }
                });
        LOG.info(
                "Batch job {} ({}) has ended: {}{}",
                job.id(),
                job.name(),
                operation.state(),
                message.isEmpty()
                        ? ""
                        : ", " + Failure.of(FailureKind.UNEXPECTED, message).message());
    }

    /** A job of another key's project is not there. It is none the less, and may be paid for. */
    private void refused(Job job, Failure failure) throws IOException {
        if (!BatchApi.isMissing(failure)) {
            LOG.warn("Batch job {} cannot be looked at: {}", job.id(), failure.summary());
        } else if (job.text("unseenAt") == null) {
            String now = clock.instant().toString();
            job.change(
                    JobState.RUNNING,
                    fields ->
                            fields.put("unseenAt", now)
                                    .put(
                                            "reason",
                                            "The key in use does not see this job: it may be of another project"));
            LOG.error(
                    "Batch job {} ({}) is not seen with the key in use, which may be that of another project."
                            + " Its prompts stay in submitted until it is seen again; move them into the inbox to"
                            + " ask, and pay, anew: {}",
                    job.id(),
                    job.name(),
                    failure.summary());
        }
    }

    private static void seenAgain(Job job) throws IOException {
        if (job.text("unseenAt") != null) {
            job.change(
                    JobState.RUNNING,
                    fields -> {
                        fields.remove("unseenAt");
                        fields.remove("reason");
                    });
            LOG.info("Batch job {} ({}) is seen again", job.id(), job.name());
        }
    }

    /**
     * Has Google forget a job whose answers are all written. That is for tidiness: where it fails,
     * Google does so by itself.
     *
     * @throws IOException if the disk does not take it that the job is delivered
     */
    public void forget(Job job) throws IOException {
        JobDamage.delivered(job);
        try {
            if (job.name() != null) {
                api.delete(job.name());
            }
            if (job.text("file") != null) {
                api.deleteFile(job.text("file"));
            }
        } catch (IOException | GeminiException e) {
            LOG.info(
                    "Google keeps batch job {} for a while: {}",
                    job.id(),
                    FailureClassifier.of(e).summary());
        }
    }
}
