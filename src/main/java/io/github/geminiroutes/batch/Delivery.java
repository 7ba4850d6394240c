package io.github.geminiroutes.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.api.GeminiHttpClient;
import io.github.geminiroutes.batch.job.BatchSettings;
import io.github.geminiroutes.batch.job.Job;
import io.github.geminiroutes.batch.job.JobDamage;
import io.github.geminiroutes.batch.job.ResultFile;
import io.github.geminiroutes.batch.job.SubmittedPrompt;
import io.github.geminiroutes.event.Event;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.folder.DropFolderService;
import io.github.geminiroutes.folder.SubmittedFiles;
import io.github.geminiroutes.generate.BatchCalls;
import io.github.geminiroutes.support.GeminiJson;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of a job: its results become the answers of its prompts, by their keys, and what has no
 * result goes back. A restart begins anew, with the prompts that are still there.
 */
final class Delivery {

    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    private final Job job;
    private final BatchSettings settings;
    private final DropFolderService dropFolder;
    private final BatchCalls calls;
    private final SubmittedFiles files;
    private final List<SubmittedPrompt> prompts;
    private final ResultFile results;
    private final Failure refusal;
    private final RowDelivery rows;

    /** The prompts that have their outcome, or are left as they are. */
    private final Set<SubmittedPrompt> ended = ConcurrentHashMap.newKeySet();

    /**
     * @throws IOException if its files cannot be read
     */
    Delivery(
            Job job,
            BatchSettings settings,
            DropFolderService dropFolder,
            BatchCalls calls,
            CamelContext context)
            throws IOException {
        this.job = job;
        this.settings = settings;
        this.dropFolder = dropFolder;
        this.calls = calls;
        this.files = new SubmittedFiles(dropFolder, job.directory().prompts());
        this.prompts = JobDamage.prompts(job);
        files.requireWritable(
                prompts.stream().filter(prompt -> prompt.row() == null).map(SubmittedPrompt::name));
        this.results =
                ResultFile.read(
                        job.directory(),
                        prompts.stream().map(SubmittedPrompt::key).collect(Collectors.toSet()),
                        settings.maxResultBytes());
        this.refusal = LineFailures.refusal(job);
        this.rows = new RowDelivery(job, prompts, context);
        if (!results.duplicates().isEmpty()) {
            LOG.error(
                    "Batch job {}: {} prompts have more than one result, and none of these is taken",
                    job.id(),
                    results.duplicates().size());
        }
        if (results.unknown() > 0) {
            LOG.warn(
                    "Batch job {}: {} lines of the results name none of its prompts",
                    job.id(),
                    results.unknown());
        }
    }

    /** That the job is over; null if an earlier process has told it and begun to remove the job. */
    Event ended() {
        if (prompts.isEmpty()) {
            return null;
        }
        ObjectNode counts = GeminiJson.MAPPER.createObjectNode();
        counts.putObject("requestCounts")
                .put("all", job.requests())
                .put("withResult", results.answers());
        String state = String.valueOf(job.remoteState()).toLowerCase(Locale.ROOT);
        return Event.ofBatchJob(job.displayName(), state, job.model(), counts, job.endedAt());
    }

    /** The prompts that have an outcome now, in the order of their results. */
    Iterator<SubmittedPrompt> settled() {
        return prompts.stream()
                .filter(prompt -> isHere(prompt) && isSettled(prompt))
                .sorted(
                        Comparator.comparingLong(
                                prompt -> results.has(prompt.key()) ? results.at(prompt.key()) : 0))
                .iterator();
    }

    /** A file leaves the job with its outcome; a row has it then. */
    private boolean isHere(SubmittedPrompt prompt) {
        return prompt.row() == null ? files.holds(prompt.name()) : !rows.isWritten(prompt);
    }

    /** In a job that was done, a prompt without a result was not: it waits like others. */
    private boolean isSettled(SubmittedPrompt prompt) {
        return results.has(prompt.key())
                || refusal != null
                || job.wasDone() && job.hasResults()
                || !settings.isFallbackStandard() && (job.hasFailed() || settings.isEarly(job));
    }

    /**
     * Makes an exchange the call of a prompt, with its answer.
     *
     * @throws GeminiException if it has none, with the reason
     * @throws IOException if the files of the job cannot be read
     * @throws InterruptedException if the process stops
     */
    void open(Exchange exchange, SubmittedPrompt prompt) throws IOException, InterruptedException {
        if (prompt.row() != null) {
            exchange.getMessage().setHeader(Exchange.FILE_NAME, prompt.title());
        } else if (!files.open(exchange, prompt.name(), prompt.sha256(), prompt.receivedAt())) {
            return;
        }
        Instant sentAt = job.createdAt() == null ? job.closedAt() : job.createdAt();
        calls.begin(
                exchange,
                JobDamage.kind(job, prompt),
                job.model(),
                prompt.outputFile(),
                prompt.task(),
                // A line alike: the job keeps the sum.
                job.inputTokens() / Math.max(1, job.requests()),
                sentAt);
        if (!results.has(prompt.key())) {
            throw new GeminiException(LineFailures.of(prompt, job, results, refusal));
        }
        if (results.isTooLong(prompt.key())) {
            throw GeminiHttpClient.tooLarge(settings.maxResultBytes());
        }
        calls.awaitMemory(exchange, results.size(prompt.key()));
        try {
            calls.read(exchange, body(prompt));
        } catch (GeminiException e) {
            // A file lives 48 hours, and a job may have waited for as long.
            throw e.failure().isOfMissingResource() && !prompt.files().isEmpty()
                    ? new GeminiException(
                            Failure.of(
                                    FailureKind.OTHER_SERVER_ERROR,
                                    "An attachment was gone when the batch job ran"),
                            e)
                    : e;
        }
    }

    /** Notes that a prompt has its outcome, or is not to have one from this job. */
    void end(SubmittedPrompt prompt) {
        ended.add(prompt);
    }

    /** The rows of the job. */
    RowDelivery rows() {
        return rows;
    }

    private byte[] body(SubmittedPrompt prompt) {
        try {
            return results.body(prompt.key());
        } catch (IOException e) {
            throw new GeminiException(
                    Failure.of(
                            FailureKind.MALFORMED_ANSWER,
                            "The line of the batch job cannot be read: " + e.getMessage()),
                    e);
        }
    }

    /**
     * Gives back what is left: prompts that were not done, and those whose text has changed. One
     * whose result was not delivered to the end, as the program stopped, stays: it is paid for.
     *
     * @return whether none is left
     * @throws IOException if the folders do not take it; the next call goes on
     */
    boolean giveBackRest() throws IOException {
        boolean isStandard = settings.isFallbackStandard() && !job.wasDone();
        List<SubmittedPrompt> left =
                prompts.stream().filter(prompt -> !ended.contains(prompt)).toList();
        List<SubmittedPrompt> rowsLeft =
                left.stream()
                        .filter(prompt -> prompt.row() != null && !rows.isWritten(prompt))
                        .toList();
        List<SubmittedPrompt> rowsBack = rowsLeft.stream().filter(row -> !isSettled(row)).toList();
        rows.giveBack(rowsBack, isStandard);
        rows.flush();
        List<String> all = files.names();
        List<String> back = new ArrayList<>(all);
        left.stream()
                .filter(prompt -> prompt.row() == null && isSettled(prompt))
                .forEach(prompt -> back.remove(prompt.name()));
        if (isStandard) {
            askInStandard(back);
        }
        boolean areOut = rowsBack.size() == rowsLeft.size() && back.size() == all.size();
        for (String name : back) {
            areOut &= files.giveBack(name);
        }
        if (!back.isEmpty() || !rowsBack.isEmpty()) {
            LOG.info(
                    "Batch job {}: {} prompts without a result go back into the inbox{}",
                    job.id(),
                    back.size() + rowsBack.size(),
                    areOut ? "" : "; others wait for their turn");
        }
        return areOut;
    }

    private void askInStandard(List<String> names) throws IOException {
        Map<String, String> digests = new HashMap<>();
        prompts.stream()
                .filter(prompt -> prompt.row() == null)
                .forEach(prompt -> digests.put(prompt.name(), prompt.sha256()));
        digests.keySet().retainAll(names);
        SubmittedFiles.askInStandard(dropFolder, digests);
    }
}
