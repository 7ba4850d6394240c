package io.github.geminiroutes.batch.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.api.FileSource;
import io.github.geminiroutes.api.UploadedFiles;
import io.github.geminiroutes.failure.Disposition;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.support.AtomicFile;
import io.github.geminiroutes.support.FileChangedException;
import io.github.geminiroutes.support.FileStamp;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.RefusedFileException;
import io.github.geminiroutes.support.UntrustedFiles;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The attachments of jobs that are too large for a line: each is at Google before the job is
 * created, and stays until the job has ended. Thread-safe.
 */
public final class JobUploads {

    private static final Logger LOG = LoggerFactory.getLogger(JobUploads.class);

    /**
     * So often a whole job waits for a file that the server does not take; then it goes without.
     */
    private static final int PATIENCE = 5;

    private final Map<String, Integer> failures = new ConcurrentHashMap<>();
    private final Storage storage;
    private final UntrustedFiles inbox;
    private final Function<Path, UntrustedFiles> places;
    private final Map<String, List<UploadedFiles.Use>> held = new ConcurrentHashMap<>();

    /**
     * @param inbox where attachments lie
     * @param places opens the directory of a job's prompts
     */
    public JobUploads(
            Storage storage, UntrustedFiles inbox, Function<Path, UntrustedFiles> places) {
        this.storage = storage;
        this.inbox = inbox;
        this.places = places;
    }

    /** The files at Google. */
    @FunctionalInterface
    public interface Storage {

        /**
         * @throws IOException if the list of our own cannot be read
         */
        UploadedFiles open() throws IOException;
    }

    /**
     * Uploads the attachments of a job. A prompt is left out if one of its own can no longer be
     * sent.
     *
     * @return the requests as they are to be sent; null if none is left
     * @throws GeminiException if Google refuses the files of all
     * @throws IOException if the way to Google fails, or the disk; it may be tried again
     */
    Path prepare(Job job) throws IOException {
        JobDirectory directory = job.directory();
        List<SubmittedPrompt> prompts = directory.read();
        if (prompts.stream().allMatch(prompt -> prompt.files().isEmpty())) {
            return directory.requests();
        }
        List<UploadedFiles.Use> before = held.getOrDefault(job.id(), List.of());
        List<UploadedFiles.Use> uses = new ArrayList<>();
        Map<SubmittedPrompt, List<String>> addresses = new HashMap<>();
        List<GeminiException> refusals = new ArrayList<>();
        try {
            for (SubmittedPrompt prompt : prompts) {
                List<String> own = addresses(job, prompt, uses, refusals);
                if (own != null) {
                    addresses.put(prompt, own);
                }
            }
            if (refusals.size() == prompts.size()) {
                throw refusals.get(refusals.size() - 1);
            }
        } catch (IOException | RuntimeException e) {
            failures.merge(job.id(), 1, Integer::sum);
            uses.forEach(UploadedFiles.Use::close);
            throw e;
        }
        held.put(job.id(), uses);
        before.forEach(UploadedFiles.Use::close);
        job.change(
                job.state(),
                fields -> {
                    ArrayNode names = fields.putArray("uploads");
                    uses.forEach(use -> names.add(use.file().name()));
                });
        AtomicFile.write(directory.sent(), out -> write(directory, prompts, addresses, out));
        return addresses.isEmpty() ? null : directory.sent();
    }

    /** Where the attachments of a prompt lie at Google; null if one of them cannot be sent. */
    private List<String> addresses(
            Job job,
            SubmittedPrompt prompt,
            List<UploadedFiles.Use> uses,
            List<GeminiException> refusals)
            throws IOException {
        List<String> own = new ArrayList<>();
        for (JobFile file : prompt.files()) {
            String reason;
            try {
                FileSource source = source(job, file);
                UploadedFiles.Use use = storage.open().acquire(source, file.mimeType());
                uses.add(use);
                own.add(use.file().uri());
                continue;
            } catch (FileChangedException | NoSuchFileException | RefusedFileException e) {
                reason = "it has changed or is gone";
            } catch (GeminiException e) {
                if (e.failure().kind().disposition() != Disposition.FAIL
                        && failures.getOrDefault(job.id(), 0) < PATIENCE) {
                    throw e;
                }
                refusals.add(e);
                reason = e.failure().summary();
            }
            LOG.warn(
                    "Batch job {}: {} is left out and asked again, as {} cannot be sent: {}",
                    job.id(),
                    prompt.name(),
                    file.name(),
                    reason);
            return null;
        }
        return own;
    }

    private FileSource source(Job job, JobFile file) throws IOException {
        UntrustedFiles place = file.isPrompt() ? places.apply(job.directory().prompts()) : inbox;
        FileStamp stamp = place.look(file.name());
        if (!file.isSame(place, stamp)) {
            throw new FileChangedException();
        }
        return FileSource.of(place, file.name(), stamp);
    }

    private static void write(
            JobDirectory directory,
            List<SubmittedPrompt> prompts,
            Map<SubmittedPrompt, List<String>> addresses,
            OutputStream out)
            throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(directory.requests()))) {
            long at = 0;
            for (SubmittedPrompt prompt : prompts) {
                byte[] start = in.readNBytes((int) (prompt.at() - at));
                byte[] request = in.readNBytes(prompt.size());
                byte[] end = in.readNBytes(2);
                at = prompt.at() + prompt.size() + 2;
                List<String> own = addresses.get(prompt);
                if (own != null) {
                    out.write(start);
                    out.write(own.isEmpty() ? request : addressed(request, own));
                    out.write(end);
                }
            }
        }
    }

    private static byte[] addressed(byte[] request, List<String> own) throws IOException {
        JsonNode tree = GeminiJson.MAPPER.readTree(new String(request, StandardCharsets.UTF_8));
        for (JsonNode content : tree.path("contents")) {
            for (JsonNode part : content.path("parts")) {
                for (int number = 0; number < own.size(); number++) {
                    if (part.path("fileData") instanceof ObjectNode file
                            && file.path("fileUri").asText().equals(JobFile.address(number))) {
                        file.put("fileUri", own.get(number));
                    }
                }
            }
        }
        return GeminiJson.MAPPER.writeValueAsBytes(tree);
    }

    /** Has the files of a job stay that an earlier process uploaded. */
    public void recall(Job job) throws IOException {
        if (!held.containsKey(job.id()) && !job.uploads().isEmpty()) {
            List<UploadedFiles.Use> uses = new ArrayList<>();
            for (String name : job.uploads()) {
                uses.add(storage.open().hold(name));
            }
            held.put(job.id(), uses);
        }
    }

    /** Lets the files of a job go. */
    public void end(Job job) {
        failures.remove(job.id());
        List<UploadedFiles.Use> uses = held.remove(job.id());
        if (uses != null) {
            uses.forEach(UploadedFiles.Use::close);
        }
    }
}
