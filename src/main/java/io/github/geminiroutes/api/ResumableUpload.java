package io.github.geminiroutes.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.support.FileChangedException;
import io.github.geminiroutes.support.GeminiJson;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.util.concurrent.Semaphore;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

/**
 * Google's resumable upload: a start that gives an address, then the pieces of the file, which are
 * an {@link UploadSession}.
 */
final class ResumableUpload {

    /** As Google's own clients cut. */
    private static final int PIECE = 8 * 1024 * 1024;

    private static final int MOST_AT_A_TIME = 3;

    /** Each has a piece in memory: they take an eighth of the heap at most, or one piece. */
    private static final int PART_OF_HEAP = 8;

    private static final String COMMAND = "X-Goog-Upload-Command";
    private static final String GRANULARITY = "X-Goog-Upload-Chunk-Granularity";
    private static final ContentType JSON = ContentType.create("application/json");

    private final ApiCalls calls;
    private final Tries again;
    private final Semaphore places = new Semaphore(atATime(Runtime.getRuntime().maxMemory()), true);

    ResumableUpload(ApiCalls calls, Pause pause) {
        this.calls = calls;
        this.again = new Tries(pause);
    }

    /**
     * How many uploads are made at a time.
     *
     * @param heap in bytes
     */
    static int atATime(long heap) {
        return (int) Math.max(1, Math.min(MOST_AT_A_TIME, heap / PART_OF_HEAP / PIECE));
    }

    RemoteFile upload(FileSource source, String name, String displayName, String mimeType)
            throws IOException {
        // It has no piece in memory yet: one that is refused and tried again holds no place.
        Start start = start(source.size(), name, displayName, mimeType);
        try {
            places.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("The program stops");
        }
        try {
            return send(source, name, start);
        } finally {
            places.release();
        }
    }

    private RemoteFile send(FileSource source, String name, Start start) throws IOException {
        RemoteFile[] sent = new RemoteFile[1];
        try {
            return source.read(
                    (in, stamp) -> {
                        sent[0] =
                                new UploadSession(
                                                calls,
                                                again,
                                                start.address,
                                                start.piece,
                                                source.size(),
                                                name)
                                        .send(in);
                        return sent[0];
                    });
        } catch (FileChangedException e) {
            remove(sent[0], e);
            throw e;
        }
    }

    /** Whatever was uploaded is no file that anybody has. */
    private void remove(RemoteFile sent, FileChangedException change) {
        if (sent != null && sent.name() != null) {
            try {
                calls.delete(FilesClient.FILES + sent.name());
            } catch (IOException | GeminiException e) {
                // It expires within two days.
                change.addSuppressed(e);
            }
        }
    }

    private Start start(long size, String name, String displayName, String mimeType)
            throws IOException {
        ObjectNode file = JsonNodeFactory.instance.objectNode();
        ObjectNode fields = file.putObject("file").put("displayName", displayName);
        if (name != null) {
            fields.put("name", name);
        }
        byte[] body = GeminiJson.MAPPER.writeValueAsBytes(file);
        Answer answer =
                again.make(
                        () -> {
                            HttpUriRequestBase request =
                                    calls.request("POST", "/upload/v1beta/files");
                            request.setHeader("X-Goog-Upload-Protocol", "resumable");
                            request.setHeader(COMMAND, "start");
                            request.setHeader("X-Goog-Upload-Header-Content-Length", size);
                            request.setHeader("X-Goog-Upload-Header-Content-Type", mimeType);
                            request.setEntity(new ByteArrayEntity(body, JSON));
                            return calls.send(
                                    request, KeyUse.of(calls.key()), ResumableUpload::started);
                        });
        // Not tried again at once: what the server wants is no fault of the connection.
        return new Start(UploadAddress.of(answer.url, calls.base()), piece(answer.granularity));
    }

    private static Answer started(ClassicHttpResponse response) throws IOException {
        ApiResponses.good(response);
        return new Answer(header(response, "X-Goog-Upload-URL"), header(response, GRANULARITY));
    }

    private static int piece(String granularity) {
        if (granularity == null || !granularity.matches("[1-9][0-9]{0,7}")) {
            return PIECE;
        }
        int unit = Integer.parseInt(granularity);
        if (unit > PIECE) {
            throw ApiResponses.malformed("The server wants pieces of " + unit + " bytes", null);
        }
        return PIECE / unit * unit;
    }

    static String header(ClassicHttpResponse response, String name) {
        Header header = response.getFirstHeader(name);
        return header == null ? null : header.getValue();
    }

    /** What the server says of an upload that it has started; nothing of it is checked. */
    private record Answer(String url, String granularity) {

        @Override
        public String toString() {
            return "Answer[address not shown]";
        }
    }

    /**
     * @param address where the pieces go; a secret
     * @param piece their length in bytes
     */
    private record Start(URI address, int piece) {

        @Override
        public String toString() {
            return "Start[address not shown]";
        }
    }
}
