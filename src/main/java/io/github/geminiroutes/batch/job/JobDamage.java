package io.github.geminiroutes.batch.job;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.support.GeminiJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a hand or a fault of the disk may do to the directory of a job. Before a job is created
 * nothing is paid for, and its prompts go back. What was paid for stays: it is fetched once more,
 * or left as it is.
 */
public final class JobDamage {

    private static final Logger LOG = LoggerFactory.getLogger(JobDamage.class);

    /** The field of a job with the size of the list of its prompts. */
    static final String LIST_BYTES = "listBytes";

    /** That with the size of its results, from when they are here on. */
    static final String RESULT_BYTES = "resultBytes";

    private static final String REMEDY =
            ": put it back from a backup and restart; or, to ask, and pay, anew, move the files below"
                    + " prompts/ into the inbox and remove the directory";

    private JobDamage() {}

    /** Why a job whose state is not known is left as it is. */
    public static String ofState(JobDirectory directory, String fault) {
        return "%s %s%s".formatted(directory.job(), fault, REMEDY);
    }

    /** Whether somebody has removed the directory, and not the disk with it. */
    public static boolean isRemoved(JobDirectory directory) {
        return !isDirectory(directory.path()) && isDirectory(directory.path().getParent());
    }

    private static boolean isDirectory(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Tells the log where what is to be sent, or the list of the prompts, is not whole; returns
     * whether that is the case.
     */
    static boolean tellIfUnsendable(Job job) {
        JobDirectory directory = job.directory();
        boolean isWhole = hasSize(directory.requests(), job.bytes()) && hasWholeList(job);
        if (!isWhole) {
            LOG.warn(
                    "Batch job {}: {} or {} is gone or not whole. Google has no job of it yet: its prompts"
                            + " go back into the inbox",
                    job.id(),
                    directory.requests(),
                    directory.list().getFileName());
        }
        return !isWhole;
    }

    /** Whether the list of its prompts is there as it was written. */
    public static boolean hasWholeList(Job job) {
        return hasSize(job.directory().list(), job.number(LIST_BYTES));
    }

    /** The same of a job whose state is gone: only the end of the list tells. */
    public static boolean hasWholeList(JobDirectory directory) {
        try {
            return directory.each(prompt -> {}) >= 0;
        } catch (IOException e) {
            LOG.debug("The list of the batch job {} cannot be read", directory.id(), e);
            return false;
        }
    }

    private static boolean hasSize(Path file, long noted) {
        return noted <= 0 || size(file) == noted;
    }

    /** The size of a file in bytes; -1 if there is none. */
    static long size(Path file) {
        return Files.isRegularFile(file) ? file.toFile().length() : -1;
    }

    /**
     * The prompts of a job whose results are here or will not come.
     *
     * @return none if the list is damaged and no result came: all that is there goes back
     * @throws DamagedJobException if it is damaged and results are here, which are paid for
     */
    public static List<SubmittedPrompt> prompts(Job job) throws IOException {
        try {
            List<SubmittedPrompt> listed = job.directory().read();
            if (listed.size() == job.requests()) {
                return listed;
            }
        } catch (IOException e) {
            // Their number may be unknown, too, and is no reason to take the list for an empty one.
            LOG.warn("Batch job {}: its list of prompts: {}", job.id(), e.toString());
        }
        if (job.hasResults()) {
            throw new DamagedJobException(
                    "%s is gone or not whole, and results are here that are paid for%s"
                            .formatted(job.directory().list(), REMEDY));
        }
        return List.of();
    }

    /**
     * Tells that the requests are gone or not whole, if so. Answers are taken all the same: what is
     * not known is whether JSON was asked for, and of which schema.
     */
    public static void tellOfRequests(Job job) {
        if (job.hasResults() && !hasSize(job.directory().requests(), job.bytes())) {
            LOG.warn(
                    "Batch job {}: {} is gone or not whole. The answers are taken as they are, as text and"
                            + " without a look at the schema that was asked for",
                    job.id(),
                    job.directory().requests());
        }
    }

    /** What the request of a prompt says about its answer; nothing if it cannot be read. */
    public static JsonNode kind(Job job, SubmittedPrompt prompt) {
        try {
            return job.directory().kind(prompt);
        } catch (IOException e) {
            LOG.debug("Batch job {}: the request of {}: {}", job.id(), prompt.name(), e.toString());
            return GeminiJson.MAPPER.createObjectNode();
        }
    }

    /** All answers of a job are written: whatever is lost from here on is needed no more. */
    static void delivered(Job job) throws IOException {
        if (!isRemoved(job.directory())) {
            job.change(JobState.DELIVERED, fields -> {});
        }
    }

    /**
     * Has results fetched once more that were here and are gone or cut.
     *
     * @return whether they are
     * @throws IOException if the disk does not take the state
     */
    public static boolean fetchAgain(Job job) throws IOException {
        if (hasSize(job.directory().results(), job.number(RESULT_BYTES))) {
            return false;
        }
        LOG.warn(
                "Batch job {}: {} is gone or not whole: it is fetched from Google once more",
                job.id(),
                job.directory().results());
        job.change(JobState.RUNNING, fields -> fields.remove(RESULT_BYTES));
        job.goOn();
        return true;
    }
}
