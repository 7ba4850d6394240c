package io.github.geminiroutes.batch.job;

import io.github.geminiroutes.failure.Disposition;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureClassifier;
import io.github.geminiroutes.failure.GeminiException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a job to Google: from the closed directory to a job whose name is known. A step that fails
 * is taken again later; only a creation never is, before it is known that the first made no job.
 */
public final class JobSteps {

    private static final Logger LOG = LoggerFactory.getLogger(JobSteps.class);

    private static final int BAD_REQUEST = 400;

    private final BatchApi api;
    private final BatchSettings settings;
    private final JobUploads uploads;
    private final LostCreation lost;
    private final FullLanes full = new FullLanes();
    private final Predicate<Job> budget;
    private final Clock clock;

    /**
     * @param budget whether the day's budget has room for a job: it is reserved then
     */
    public JobSteps(
            BatchApi api,
            BatchSettings settings,
            JobUploads uploads,
            Predicate<Job> budget,
            Clock clock) {
        this.uploads = uploads;
        this.api = api;
        this.settings = settings;
        this.lost = new LostCreation(api, settings, clock);
        this.budget = budget;
        this.clock = clock;
    }

    /**
     * Takes the next steps of a job that Google may not have yet.
     *
     * @throws IOException if the disk does not take what must be written
     */
    public void advance(Job job) throws IOException {
        Instant now = clock.instant();
        if (!job.isDue(now)) {
            return;
        }
        boolean isLate = now.isAfter(job.closedAt().plus(settings.deadline()));
        if (job.state() != JobState.CREATING && (isLate || JobDamage.tellIfUnsendable(job))) {
            // It has made no job at Google, and a person may see what it met.
            giveUp(job);
            return;
        }
        try {
            if (job.state() == JobState.CLOSED && !tryWaitForLane(job, now)) {
                upload(job);
            }
            if (job.state() == JobState.CREATING) {
                Operation found = lost.find(job);
                if (found != null) {
                    created(job, found);
                }
            }
            if (job.state() == JobState.UPLOADED && tryAdmit(job, now)) {
                create(job);
            }
        } catch (GeminiException e) {
            wait(job, e.failure());
        } catch (ServerIOException e) {
            wait(job, FailureClassifier.of(e.getCause()));
        }
    }

    private void giveUp(Job job) throws IOException {
        job.change(
                JobState.FETCHED,
                fields ->
                        fields.put("remoteState", "NOT_CREATED")
                                .put("endedAt", clock.instant().toString()));
    }

    private void upload(Job job) throws IOException {
        Path requests;
        try {
            requests = ServerIOException.ofServer(() -> uploads.prepare(job));
        } catch (GeminiException e) {
            if (e.failure().kind().disposition() != Disposition.FAIL) {
                throw e;
            }
            // Given back, its prompts would be uploaded again and again.
            refuse(job, BAD_REQUEST, "INVALID_ARGUMENT", e.failure());
            return;
        }
        if (requests == null) {
            giveUp(job);
            return;
        }
        String file = ServerIOException.ofServer(() -> api.upload(requests, job));
        job.change(JobState.UPLOADED, fields -> fields.put("file", file));
    }

    /**
     * Has a job wait whose lane is full. Nothing is uploaded for it either: it may be given up
     * before the lane has room.
     */
    private boolean tryWaitForLane(Job job, Instant now) {
        boolean waits = full.isFull(job, now);
        if (waits) {
            job.pause(settings.pollInterval(), now);
        }
        return waits;
    }

    private boolean tryAdmit(Job job, Instant now) {
        if (tryWaitForLane(job, now)) {
            return false;
        }
        if (!budget.test(job)) {
            job.growPause(settings.pollInterval(), settings.longestPoll(), now);
            return false;
        }
        return true;
    }

    private void create(Job job) throws IOException {
        Instant now = clock.instant();
        int attempt = job.attempt() + 1;
        job.change(
                JobState.CREATING,
                fields ->
                        fields.put("attempt", attempt)
                                .put("intendedAt", now.toString())
                                .remove(List.of("lookedAt", Job.WAITS_UNTIL)));
        try {
            created(job, api.create(job.model(), job.displayName(), job.text("file")));
        } catch (GeminiException e) {
            refused(job, e.failure());
        } catch (IOException e) {
            unknown(job, FailureClassifier.of(e));
        }
    }

    private void created(Job job, Operation operation) throws IOException {
        if (operation.name() == null || operation.isOfAnother(job)) {
            unknown(job, null);
            return;
        }
        Instant now = clock.instant();
        job.change(
                JobState.RUNNING,
                fields -> {
                    fields.put("name", operation.name())
                            .put("createdAt", now.toString())
                            .put("remoteState", operation.state())
                            .remove("reason");
                });
        full.accepted(job);
        job.goOn();
        job.pause(settings.pollInterval(), now);
        LOG.info(
                "Batch job {} ({}): {} prompts for {}",
                job.id(),
                operation.name(),
                job.requests(),
                job.model());
    }

    private void unknown(Job job, Failure failure) {
        LOG.warn(
                "Batch job {}: whether it was created is not known ({}); it is looked for by its name {}",
                job.id(),
                failure == null ? "the answer does not name it" : failure.summary(),
                job.displayName());
    }

    /** A refusal by the server itself: there is no job. */
    private void refused(Job job, Failure failure) throws IOException {
        Disposition disposition = failure.kind().disposition();
        if (failure.httpCode() == 429 || failure.httpCode() == 402) {
            full.refused(job, clock.instant());
            job.change(
                    JobState.UPLOADED,
                    fields ->
                            fields.put("reason", failure.summary())
                                    .put(Job.WAITS_UNTIL, job.dueAt().toString()));
            LOG.warn(
                    "Batch job {} waits until {}, as the batch lane of {} is full: {}",
                    job.id(),
                    job.dueAt(),
                    job.model(),
                    failure.summary());
        } else if (disposition == Disposition.RETRY || failure.httpCode() < 400) {
            unknown(job, failure);
        } else if (failure.isOfMissingResource()) {
            // The input: a creation names nothing else but the model. It lives 48 hours, and a lane
            // may be full for longer.
            job.change(JobState.CLOSED, fields -> fields.remove("file"));
            job.growPause(settings.pollInterval(), settings.longestPoll(), clock.instant());
        } else if (disposition == Disposition.FAIL) {
            refuse(job, failure.httpCode(), failure.status(), failure);
        } else {
            job.change(JobState.UPLOADED, fields -> fields.put("reason", failure.summary()));
            wait(job, failure);
        }
    }

    /** Ends a job that there is none of at Google; its prompts fail with the code and status. */
    private void refuse(Job job, int code, String status, Failure failure) throws IOException {
        job.change(
                JobState.FETCHED,
                fields ->
                        fields.put("remoteState", "REFUSED")
                                .put("code", code)
                                .put("status", status)
                                .put("reason", failure.message())
                                .put("endedAt", clock.instant().toString()));
        LOG.warn("Batch job {} is refused: {}", job.id(), failure.summary());
    }

    private void wait(Job job, Failure failure) {
        job.growPause(settings.pollInterval(), settings.longestPoll(), clock.instant());
        LOG.warn(
                "Batch job {} ({}) goes on at {}: {}",
                job.id(),
                job.state().id(),
                job.dueAt(),
                failure.summary());
    }
}
