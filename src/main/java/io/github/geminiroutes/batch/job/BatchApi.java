package io.github.geminiroutes.batch.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.api.ApiCalls;
import io.github.geminiroutes.api.FileSource;
import io.github.geminiroutes.api.FilesClient;
import io.github.geminiroutes.api.InlineResults;
import io.github.geminiroutes.api.NameTakenException;
import io.github.geminiroutes.api.RemoteFile;
import io.github.geminiroutes.failure.Disposition;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.support.AtomicFile;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.Sha256;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Google's Batch API. Each method makes its calls once; a refusal is a {@link GeminiException}, a
 * connection that fails an {@link IOException}.
 */
public final class BatchApi {

    private static final String V1 = "/v1beta/";
    private static final String JSONL = "application/jsonl";
    private static final int PAGE = 100;

    /** A project has 100 active jobs; those that ended are listed for weeks. */
    private static final int MOST_PAGES = 200;

    private static final int MOST_JOBS = MOST_PAGES * PAGE;

    private static final int MOST_NAMES = 20;
    private static final int DIGITS = 30;

    private final ApiCalls calls;
    private final FilesClient files;

    /**
     * @param calls to the API, with the application's key
     */
    public BatchApi(ApiCalls calls) {
        this.calls = calls;
        this.files = new FilesClient(calls);
    }

    /**
     * Uploads the requests of a job under a name made of its id, and of those of the files that
     * they name: after a break the file is found again.
     *
     * @return its name, {@code files/…}
     */
    String upload(Path requests, Job job) throws IOException {
        FileSource source = FileSource.of(requests);
        String base =
                "files/gr-"
                        + Sha256.hex(job.id() + String.join("", job.uploads()))
                                .substring(0, DIGITS);
        for (int number = 1; number <= MOST_NAMES; number++) {
            String name = base + "-" + number;
            Optional<RemoteFile> known = files.get(name);
            if (known.isPresent()) {
                if (known.get().size() == source.size()
                        && known.get().state() == RemoteFile.State.ACTIVE) {
                    return name;
                }
                continue;
            }
            try {
                String uploaded = files.upload(source, name, job.id(), JSONL).name();
                return uploaded == null ? name : uploaded;
            } catch (NameTakenException e) {
                // Left by an upload that was broken off, and not shown: the next number is free.
                if (number == MOST_NAMES) {
                    throw e;
                }
            }
        }
        throw new IOException("Google has %d other files named %s-…".formatted(MOST_NAMES, base));
    }

    /** Creates a job. Not to be called again where its outcome is unknown. */
    Operation create(String model, String displayName, String file) throws IOException {
        ObjectNode body = GeminiJson.MAPPER.createObjectNode();
        ObjectNode batch = body.putObject("batch");
        batch.put("displayName", displayName).put("model", "models/" + model);
        batch.putObject("inputConfig").put("fileName", file);
        String path = V1 + "models/" + model + ":batchGenerateContent";
        return Operation.of(calls.postSoon(path, body));
    }

    /** A job by its name; where results stand in the answer, only what stands before them. */
    Operation get(String name) throws IOException {
        return Operation.of(InlineResults.look(calls, V1 + name));
    }

    /**
     * A job with the results that stand in the answer, which go into a file, a line each.
     *
     * @param most how many bytes the answer may have
     */
    Operation download(String name, Path target, long most) throws IOException {
        JsonNode[] job = new JsonNode[1];
        AtomicFile.write(
                target,
                out -> {
                    OutputStream lines = new BufferedOutputStream(out);
                    job[0] = InlineResults.download(calls, V1 + name, most, lines);
                    lines.flush();
                });
        return Operation.of(job[0]);
    }

    /**
     * The jobs of the project that are of interest, from all pages of the list. Each is there once:
     * a job that is made meanwhile moves another to the next page. Their errors are left out.
     *
     * @throws IOException also where the list has no end
     */
    public List<Operation> list(Predicate<Operation> isWanted) throws IOException {
        Map<String, Operation> found = new LinkedHashMap<>();
        boolean isWhole =
                calls.pages(
                        V1 + "batches?pageSize=" + PAGE,
                        MOST_PAGES,
                        page -> {
                            for (JsonNode one : page.path("operations")) {
                                Operation operation = Operation.of(one);
                                if (operation.name() != null && isWanted.test(operation)) {
                                    found.putIfAbsent(operation.name(), operation.withoutError());
                                }
                                if (found.size() > MOST_JOBS) {
                                    throw new IOException(
                                            "The list of batch jobs has more than %d jobs"
                                                    .formatted(MOST_JOBS));
                                }
                            }
                            return true;
                        });
        if (!isWhole) {
            throw new IOException(
                    "The list of batch jobs has more than %d pages, or comes too slowly"
                            .formatted(MOST_PAGES));
        }
        return List.copyOf(found.values());
    }

    /** Asks for the end of a job; whether and when it ends, and how, tells {@link #get}. */
    void cancel(String name) throws IOException {
        calls.postSoon(V1 + name + ":cancel", GeminiJson.MAPPER.createObjectNode());
    }

    /**
     * As {@link #cancel}; returns whether it was taken. One that Google refuses counts as made: the
     * next look would only meet the same.
     */
    boolean tryCancel(String name) throws IOException {
        try {
            cancel(name);
            return true;
        } catch (GeminiException e) {
            if (e.failure().kind().disposition() == Disposition.RETRY) {
                throw e;
            }
            return false;
        }
    }

    /** Has Google forget a job that has ended. */
    void delete(String name) throws IOException {
        calls.delete(V1 + name);
    }

    void deleteFile(String name) throws IOException {
        files.delete(name);
    }

    /** Gives its size. */
    long downloadFile(String file, Path target, long most) throws IOException {
        return files.download(file, target, -1, most);
    }
}
