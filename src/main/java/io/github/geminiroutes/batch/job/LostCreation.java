package io.github.geminiroutes.batch.job;

import io.github.geminiroutes.failure.FailureClassifier;
import io.github.geminiroutes.failure.GeminiException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for a job whose creation was begun and whose name is not known, or is that of another job.
 * The list of jobs lags: where the job is not on it, it is looked for once more after a while, and
 * only then created anew.
 */
final class LostCreation {

    private static final Logger LOG = LoggerFactory.getLogger(LostCreation.class);

    /** From three minutes to an hour and a half. */
    private static final int MOST_DOUBLINGS = 5;

    private final BatchApi api;
    private final BatchSettings settings;
    private final Clock clock;

    LostCreation(BatchApi api, BatchSettings settings, Clock clock) {
        this.api = api;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Looks for the job, of any attempt. Of two, the older one counts and the other is cancelled.
     *
     * @return null if it was not found; the job waits then, or may be created
     * @throws IOException if the list cannot be read, or the disk does not take the state
     */
    Operation find(Job job) throws IOException {
        List<Operation> found =
                ServerIOException.ofServer(
                        () -> api.list(one -> one.displayName().startsWith(job.displayNames())));
        if (found.isEmpty()) {
            miss(job, clock.instant());
            return null;
        }
        Operation oldest = oldest(found);
        // No more than were begun: else a list could have others wait for thousands of calls.
        found.stream()
                .filter(one -> one != oldest)
                .limit(job.attempt())
                .forEach(one -> cancel(job, one));
        return oldest;
    }

    /**
     * Looks for a job whose name leads to another one, or to none: the answer to its creation may
     * have been that to another one. Its display name is its own.
     *
     * @return whether the list has it by another name, which is its name from now on
     * @throws IOException if the disk does not take the name
     */
    boolean tryFindByOtherName(Job job) throws IOException {
        List<Operation> found;
        try {
            found =
                    ServerIOException.ofServer(
                            () ->
                                    api.list(
                                            one ->
                                                    one.displayName()
                                                            .startsWith(job.displayNames())));
        } catch (GeminiException | ServerIOException e) {
            Throwable cause = e instanceof ServerIOException ? e.getCause() : e;
            LOG.warn(
                    "Batch job {} cannot be looked for by its name {}: {}",
                    job.id(),
                    job.displayName(),
                    FailureClassifier.of(cause).summary());
            return false;
        }
        if (found.isEmpty() || found.stream().anyMatch(one -> one.name().equals(job.name()))) {
            return false;
        }
        Operation oldest = oldest(found);
        LOG.warn(
                "Batch job {} is {}, and not {}, as the answer to its creation said",
                job.id(),
                oldest.name(),
                job.name());
        job.change(
                JobState.RUNNING,
                fields -> fields.put("name", oldest.name()).remove(List.of("unseenAt", "reason")));
        job.goOn();
        return true;
    }

    private static Operation oldest(List<Operation> found) {
        return found.stream().min(Comparator.comparing(Operation::createTime)).orElseThrow();
    }

    /** The first one goes on, whatever becomes of this. */
    private void cancel(Job job, Operation second) {
        LOG.warn("Batch job {}: {} is a second one and is cancelled", job.id(), second.name());
        try {
            api.cancel(second.name());
        } catch (IOException | GeminiException e) {
            LOG.error(
                    "Batch job {}: {} cannot be cancelled, and may be billed; cancel it in AI Studio: {}",
                    job.id(),
                    second.name(),
                    FailureClassifier.of(e).summary());
        }
    }

    private void miss(Job job, Instant now) throws IOException {
        Duration wait = wait(job.attempt());
        Instant lookedAt = job.instant("lookedAt");
        if (lookedAt == null) {
            job.change(JobState.CREATING, fields -> fields.put("lookedAt", now.toString()));
            job.pause(wait, now);
        } else if (now.isBefore(lookedAt.plus(wait))) {
            job.pause(Duration.between(now, lookedAt.plus(wait)), now);
        } else {
            LOG.info("Batch job {} was not created: the next attempt follows", job.id());
            job.change(JobState.UPLOADED, fields -> fields.remove("lookedAt"));
        }
    }

    /** Each attempt may have made a job that is paid for and never shown: the next one is later. */
    private Duration wait(int attempt) {
        return settings.createWait()
                .multipliedBy(1L << Math.max(0, Math.min(attempt - 1, MOST_DOUBLINGS)));
    }
}
