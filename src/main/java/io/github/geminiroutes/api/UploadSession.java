package io.github.geminiroutes.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.support.FileChangedException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.NullEntity;

/**
 * One upload that was started: the pieces of the file, one after the other. After a piece whose
 * answer is lost the server is asked how much it has, and gets what follows. One piece is in
 * memory.
 */
final class UploadSession {

    private static final String COMMAND = "X-Goog-Upload-Command";
    private static final String OFFSET = "X-Goog-Upload-Offset";
    private static final String STATUS = "X-Goog-Upload-Status";
    private static final String RECEIVED = "X-Goog-Upload-Size-Received";

    /** What counts as a step forward; byte by byte a file would take for ever. */
    private static final int STEP = 256 * 1024;

    /** Uploads are made one after the other, or a few at a time: one that drips holds others up. */
    private static final Duration UNHURRIED = Duration.ofMinutes(15);

    private static final ContentType BYTES = ContentType.APPLICATION_OCTET_STREAM;

    /**
     * What the server says of an upload.
     *
     * @param isFinal whether it has all
     * @param received how many bytes it has; -1 if it does not say
     * @param file the file, once it has all; null if the answer does not tell it
     */
    private record Progress(boolean isFinal, long received, RemoteFile file) {}

    private final ApiCalls calls;
    private final Tries again;
    private final URI address;
    private final long size;
    private final String name;
    private final byte[] piece;
    private final long begun = System.nanoTime();
    private long offset;
    private int length;

    /**
     * @param address where the pieces go; a secret
     * @param piece their length in bytes
     * @param size that of the file
     * @param name the file's name; null if the server chooses it
     */
    UploadSession(ApiCalls calls, Tries again, URI address, int piece, long size, String name) {
        this.calls = calls;
        this.again = again;
        this.address = address;
        this.size = size;
        this.name = name;
        this.piece = new byte[(int) Math.min(piece, Math.max(1, size))];
    }

    /**
     * Sends all of it, and gives the file that it became. That the server has forgotten the upload
     * is no fault of the prompt that needs it.
     */
    RemoteFile send(InputStream in) throws IOException {
        try {
            return sendAll(in);
        } catch (GeminiException e) {
            throw e.failure().isOfMissingResource()
                    ? ApiResponses.malformed("The server knows nothing of the upload any more", e)
                    : e;
        }
    }

    private RemoteFile sendAll(InputStream in) throws IOException {
        while (true) {
            length = in.readNBytes(piece, 0, (int) Math.min(piece.length, size - offset));
            boolean isLast = offset + length == size;
            if (length == 0 && !isLast) {
                throw new FileChangedException();
            }
            Progress progress = sendPiece(isLast);
            if (progress.isFinal) {
                return isLast ? file(progress) : tooEarly();
            }
            if (isLast) {
                throw ApiResponses.malformed(
                        "The server has the whole file and does not end", null);
            }
            offset += length;
        }
    }

    private RemoteFile tooEarly() {
        throw ApiResponses.malformed("The server ended the upload before its end", null);
    }

    /** The answer to the last piece can be lost: a chosen name tells. */
    private RemoteFile file(Progress progress) throws IOException {
        RemoteFile file = progress.file;
        if (file == null && name != null) {
            file = RemoteFile.of(again.make(() -> calls.get(FilesClient.FILES + name)));
        }
        if (file == null || file.name() == null || file.uri() == null) {
            throw ApiResponses.malformed("The server does not say which file it made", null);
        }
        return file;
    }

    /** Until the server has all of the piece. */
    private Progress sendPiece(boolean isLast) throws IOException {
        int from = 0;
        int stepped = 0;
        for (int tries = 1; ; tries++) {
            try {
                return sendRest(from, isLast);
            } catch (IOException | GeminiException e) {
                Tries.giveUp(e, tries);
            }
            BoundedDownload.requirePace(offset + from, System.nanoTime() - begun, UNHURRIED);
            again.pause(tries);
            Progress known = known(isLast);
            if (known.isFinal) {
                return known;
            }
            int got = got(known.received);
            if (got == length && !isLast) {
                return known;
            }
            if (got - stepped >= STEP) {
                tries = 0;
                stepped = got;
            }
            from = got;
        }
    }

    /** What a server says after the end is not documented: a chosen name tells, too. */
    private Progress known(boolean isLast) throws IOException {
        try {
            return again.make(this::query);
        } catch (NameTakenException e) {
            throw e;
        } catch (GeminiException e) {
            if (isLast && name != null && e.failure().httpCode() / 100 == 4) {
                return new Progress(true, -1, null);
            }
            throw e;
        }
    }

    /** How much of the piece at hand the server has. */
    private int got(long received) {
        if (received < offset || received > offset + length) {
            throw ApiResponses.malformed(
                    "The server has %d bytes of the upload, and %d to %d were sent"
                            .formatted(received, offset, offset + length),
                    null);
        }
        return (int) (received - offset);
    }

    private Progress sendRest(int from, boolean isLast) throws IOException {
        HttpUriRequestBase request = new HttpUriRequestBase("POST", address);
        request.setHeader(COMMAND, isLast ? "upload, finalize" : "upload");
        request.setHeader(OFFSET, offset + from);
        request.setEntity(new ByteArrayEntity(piece, from, length - from, BYTES));
        return calls.send(request, KeyUse.none(), this::progress);
    }

    private Progress query() throws IOException {
        HttpUriRequestBase request = new HttpUriRequestBase("POST", address);
        request.setHeader(COMMAND, "query");
        request.setEntity(NullEntity.INSTANCE);
        return calls.send(request, KeyUse.none(), this::progress);
    }

    private Progress progress(ClassicHttpResponse response) throws IOException {
        String status = ResumableUpload.header(response, STATUS);
        if (response.getCode() == 409) {
            throw new NameTakenException(ApiResponses.failure(response).failure());
        }
        byte[] body = ApiResponses.good(response);
        if (status == null) {
            // Something on the way answered: the piece is sent again.
            throw new GeminiException(
                    Failure.of(
                            FailureKind.CONFLICT, "The answer does not say how far the upload is"));
        }
        if (status.equals("cancelled")) {
            throw ApiResponses.malformed("The server gave the upload up", null);
        }
        String received = ResumableUpload.header(response, RECEIVED);
        boolean isFinal = status.equals("final");
        JsonNode file = isFinal ? ApiResponses.tree(body).path("file") : null;
        return new Progress(
                isFinal,
                received == null || !received.matches("[0-9]{1,18}")
                        ? -1
                        : Long.parseLong(received),
                file == null || !file.has("name") ? null : RemoteFile.of(file));
    }
}
