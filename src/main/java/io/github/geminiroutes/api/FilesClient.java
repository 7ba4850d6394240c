package io.github.geminiroutes.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.support.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpHeaders;

/**
 * Google's Files API: upload, look up, list, delete, download. Thread-safe; each call runs on the
 * thread of its caller.
 *
 * <p>A refusal of the server is a {@link GeminiException}, a connection that fails an {@link
 * IOException}. Nothing but the pieces of an upload is tried again here.
 */
public final class FilesClient {

    /** The path of the files. */
    static final String FILES = "/v1beta/";

    private static final int PAGE = 100;

    /** More files than a project's 20 GB hold, if they are not tiny. */
    private static final int MOST_PAGES = 500;

    private final ApiCalls calls;
    private final ResumableUpload uploads;

    /**
     * @param calls to the API
     */
    public FilesClient(ApiCalls calls) {
        this(calls, Pause.REAL);
    }

    /**
     * @param pause waits between two tries
     */
    FilesClient(ApiCalls calls, Pause pause) {
        this.calls = calls;
        this.uploads = new ResumableUpload(calls, pause);
    }

    /**
     * Uploads a file in pieces; a piece that is lost is sent again from where the server stands.
     *
     * @param name the name it gets, {@code files/} and at most 40 of {@code a-z0-9-}; null to have
     *     the server choose
     * @param displayName what its uploader calls it, at most 512 characters
     * @return the file, which may still be {@linkplain RemoteFile.State#PROCESSING processed}
     * @throws NameTakenException if there is a file of that name, visible or not
     * @throws io.github.geminiroutes.support.FileChangedException if the file changed meanwhile;
     *     what was uploaded is deleted again
     */
    public RemoteFile upload(FileSource source, String name, String displayName, String mimeType)
            throws IOException {
        return uploads.upload(source, name, displayName, mimeType);
    }

    /**
     * A file by its name.
     *
     * @return nothing if it is missing, expired or another's: the server does not tell which
     */
    public Optional<RemoteFile> get(String name) throws IOException {
        try {
            return Optional.of(RemoteFile.of(calls.get(FILES + checked(name))));
        } catch (GeminiException e) {
            if (e.failure().isOfMissingResource()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The names of the files of the project that are of interest, at most 50,000. */
    List<String> list(Predicate<RemoteFile> isWanted) throws IOException {
        List<String> names = new ArrayList<>();
        calls.pages(
                FILES + "files?pageSize=" + PAGE,
                MOST_PAGES,
                page -> {
                    for (JsonNode one : page.path("files")) {
                        RemoteFile file = RemoteFile.of(one);
                        if (isWanted.test(file) && names.size() < PAGE * MOST_PAGES) {
                            names.add(file.name());
                        }
                    }
                    return true;
                });
        return names;
    }

    /**
     * Deletes a file.
     *
     * @return false if there was none
     */
    public boolean delete(String name) throws IOException {
        try {
            calls.delete(FILES + checked(name));
            return true;
        } catch (GeminiException e) {
            if (e.failure().isOfMissingResource()) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Downloads a file that Google made, such as the results of a batch job. It appears whole or
     * not at all, and an earlier file of that name is replaced.
     *
     * @param name such as {@code files/batch-abc}
     * @param size how long it must be, in bytes; -1 if that is unknown
     * @param most how long it may be, in bytes
     * @return its size
     * @throws GeminiException if it is missing, longer than it may be, or cut
     */
    public long download(String name, Path target, long size, long most) throws IOException {
        HttpUriRequestBase request =
                calls.request("GET", "/download" + FILES + checked(name) + ":download?alt=media");
        // Packed, its length would not be known.
        request.setHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
        return calls.send(
                request,
                KeyUse.download(calls.key(), most),
                response -> save(response, target, size, most));
    }

    private static long save(ClassicHttpResponse response, Path target, long size, long most)
            throws IOException {
        if (response.getCode() != 200 || response.getEntity() == null) {
            throw ApiResponses.failure(response);
        }
        long announced = response.getEntity().getContentLength();
        try (BoundedDownload in = new BoundedDownload(response.getEntity().getContent(), most)) {
            BoundedDownload.requireNoMore(announced, most);
            AtomicFile.write(
                    target,
                    out -> {
                        byte[] piece = new byte[64 * 1024];
                        for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                            out.write(piece, 0, count);
                        }
                        requireWhole(in.size(), announced);
                        requireWhole(in.size(), size);
                    });
            return in.size();
        }
    }

    private static void requireWhole(long saved, long expected) {
        if (expected >= 0 && saved != expected) {
            throw ApiResponses.malformed(
                    "The file has %d bytes, and %d came".formatted(expected, saved), null);
        }
    }

    private static String checked(String name) {
        if (RemoteFile.name(name) == null) {
            throw new IllegalArgumentException("This is no file's name");
        }
        return name;
    }
}
