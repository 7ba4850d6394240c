package io.github.geminiroutes.batch.job;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the results of a job that has ended here, be they in a file of Google's or in the job. */
final class JobResults {

    private static final Logger LOG = LoggerFactory.getLogger(JobResults.class);

    /** The results may come some minutes after the end of the job. */
    private static final Duration LAG = Duration.ofMinutes(15);

    private static final int MOST_MESSAGE = 500;

    /** How often results that lack lines are fetched before what has none is asked again. */
    private static final int MOST_FETCHES = 4;

    private static final String FETCHES = "fetches";

    private final BatchApi api;
    private final BatchSettings settings;

    JobResults(BatchApi api, BatchSettings settings) {
        this.api = api;
        this.settings = settings;
    }

    /**
     * The whole job. Results that stand in it are in its directory when this returns, if it has
     * ended.
     *
     * @param seen the job, of which what stands behind its first result may be missing
     * @throws GeminiException if the answer tells of another job
     * @throws IOException if a connection fails, or the disk does not take what must be written
     */
    Operation whole(Job job, Operation seen) throws IOException {
        seen.requireOf(job);
        if (!seen.hasInlined()) {
            return seen;
        }
        Path results = job.directory().results();
        long most = settings.mostOutput(job.requests());
        Operation whole = ServerIOException.ofServer(() -> api.download(job.name(), results, most));
        if (!whole.hasEnded() || whole.isOfAnother(job)) {
            Files.deleteIfExists(results);
        }
        whole.requireOf(job);
        return whole;
    }

    /**
     * Fetches the results of a job that has ended.
     *
     * @param operation the job, whole
     * @throws IOException if the disk does not take what must be written
     */
    void fetch(Job job, Operation operation, Instant now) throws IOException {
        if (job.text("endedAt") == null) {
            job.change(
                    JobState.RUNNING,
                    fields ->
                            fields.put("endedAt", now.toString())
                                    .put("remoteState", operation.state()));
        }
        if (operation.resultFile() != null) {
            download(job, operation, now);
        } else if (operation.hasInlined()) {
            fetched(job, operation, null);
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
            ServerIOException.ofServer(
                    () -> api.downloadFile(file, job.directory().results(), most));
            if (!operation.hasSucceeded() || isWhole(job) || !tryLater(job, now)) {
                fetched(job, operation, file);
            }
        } catch (GeminiException e) {
            if (!e.failure().isOfMissingResource()) {
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

    /**
     * Whether each prompt has its line. A page of a proxy or a file that is cut on the way looks
     * like results without them, and to ask these prompts again would be paid for. Delivery tells
     * of a list that is damaged.
     */
    private boolean isWhole(Job job) throws IOException {
        Set<String> keys;
        try {
            keys =
                    job.directory().read().stream()
                            .map(SubmittedPrompt::key)
                            .collect(Collectors.toSet());
        } catch (IOException e) {
            LOG.debug("Batch job {}: its list of prompts: {}", job.id(), e.toString());
            return true;
        }
        ResultFile results = ResultFile.read(job.directory(), keys, settings.maxResultBytes());
        return results.answers() == keys.size() && !results.isCut();
    }

    /** Has the results fetched once more, after a wait that doubles, if they may be. */
    private boolean tryLater(Job job, Instant now) throws IOException {
        int fetches = (int) job.number(FETCHES) + 1;
        if (fetches >= MOST_FETCHES) {
            return false;
        }
        LOG.warn("The results of batch job {} lack lines: they are fetched again", job.id());
        job.change(JobState.RUNNING, fields -> fields.put(FETCHES, fetches));
        job.pause(settings.pollInterval().multipliedBy(1L << (fetches - 1)), now);
        return true;
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
}
