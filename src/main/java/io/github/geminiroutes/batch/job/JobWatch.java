package io.github.geminiroutes.batch.job;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureClassifier;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.support.PauseAfterDelay;
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

    /** A cancel shows within minutes; one without effect is repeated so often. */
    private static final Duration NO_EFFECT = Duration.ofHours(1);

    private static final int MOST_CANCELS = 5;

    /** A deletion that takes longer holds up the answers of other jobs. */
    private static final Duration LONG_DELETION = Duration.ofSeconds(5);

    private static final Duration NO_DELETIONS = Duration.ofMinutes(10);

    /** One look may meet a server that is not up to date. */
    private static final Duration OUT_OF_SIGHT = Duration.ofMinutes(10);

    private final BatchApi api;
    private final JobResults results;
    private final LostCreation lost;
    private final BatchSettings settings;
    private final Clock clock;
    private final PauseAfterDelay deletions;

    public JobWatch(BatchApi api, BatchSettings settings, Clock clock) {
        this.api = api;
        this.results = new JobResults(api, settings);
        this.lost = new LostCreation(api, settings, clock);
        this.settings = settings;
        this.clock = clock;
        this.deletions = new PauseAfterDelay(() -> clock, LONG_DELETION);
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
            Operation seen = ServerIOException.ofServer(() -> api.get(job.name()));
            Operation operation = results.whole(job, seen);
            seenAgain(job);
            if (operation.hasEnded()) {
                results.fetch(job, operation, now);
            } else {
                goesOn(job, operation, now);
            }
        } catch (GeminiException e) {
            if (!mayHaveOtherName(job, e.failure()) || !lost.tryFindByOtherName(job)) {
                refused(job, e.failure());
            }
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
            ServerIOException.ofServer(() -> api.tryCancel(job.name()));
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

    /** Not for ever where the job is not seen: a list may have two hundred pages. */
    private boolean mayHaveOtherName(Job job, Failure failure) {
        return failure.kind() == FailureKind.MALFORMED_ANSWER
                || failure.isOfMissingResource() && !isOutOfSight(job);
    }

    /** A job of another key's project is not there. It is none the less, and may be paid for. */
    private void refused(Job job, Failure failure) throws IOException {
        if (!failure.isOfMissingResource()) {
            LOG.warn("Batch job {} cannot be looked at: {}", job.id(), failure.summary());
        } else if (job.text("unseenAt") == null) {
            String now = clock.instant().toString();
            job.change(
                    JobState.RUNNING,
                    fields ->
                            fields.put("unseenAt", now)
                                    .put(
                                            "reason",
                                            "The key in use does not see this job: it may be of another"
                                                    + " project, or another copy of DATA_DIR took its answers"));
            LOG.error(
                    "Batch job {} ({}) is not seen with the key in use, which may be that of another project;"
                            + " or another copy of DATA_DIR took its answers. Its prompts stay in submitted until"
                            + " it is seen again; move them into the inbox to ask, and pay, anew: {}",
                    job.id(),
                    job.name(),
                    failure.summary());
        }
    }

    /** Whether the key in use has not seen a job for a while: nobody can tell when it will. */
    public boolean isOutOfSight(Job job) {
        Instant since = job.instant("unseenAt");
        return since != null && clock.instant().isAfter(since.plus(OUT_OF_SIGHT));
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
     * Google does so by itself. After a deletion that took long none is tried for ten minutes.
     *
     * @throws IOException if the disk does not take it that the job is delivered
     */
    public void forget(Job job) throws IOException {
        JobDamage.delivered(job);
        if (!deletions.tryRun(() -> delete(job), took -> NO_DELETIONS)) {
            LOG.info(
                    "Google keeps batch job {} for a while: the last deletion took long", job.id());
        }
    }

    private void delete(Job job) {
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
