package io.github.geminiroutes.testing;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files of a project, as Google's Files API keeps them: resumable uploads, chosen names,
 * states, deletion, downloads. Of an uploaded file only size and digest are kept. Its faults are
 * switched on by tests. It runs on the event loop of {@link GeminiServer}; tests read it from their
 * own thread.
 */
public final class StoredFiles {

    private static final int GRANULARITY = 262_144;
    private static final Pattern FILE = Pattern.compile("/v1beta/(files/[^/:?]+)");
    private static final Pattern DOWNLOAD =
            Pattern.compile("/download/v1beta/(files/[^/:?]+):download");

    /** A file of the project. */
    public static final class Stored {
        final String name;
        final String displayName;
        final String mimeType;
        final long size;
        final byte[] digest;
        final byte[] content;
        boolean isHidden;
        int looksUntilActive;
        boolean isBroken;
        Instant expires = Instant.now().plusSeconds(48 * 3600);

        Stored(
                String name,
                String displayName,
                String mimeType,
                long size,
                byte[] digest,
                byte[] content) {
            this.name = name;
            this.displayName = displayName;
            this.mimeType = mimeType;
            this.size = size;
            this.digest = digest;
            this.content = content;
        }
    }

    private static final class Upload {
        final String name;
        final String displayName;
        final String mimeType;
        final long size;
        final MessageDigest digest = sha256();
        long received;
        Stored file;

        Upload(String name, String displayName, String mimeType, long size) {
            this.name = name;
            this.displayName = displayName;
            this.mimeType = mimeType;
            this.size = size;
        }
    }

    private final Map<String, Stored> files = new LinkedHashMap<>();
    private final Map<String, Upload> uploads = new LinkedHashMap<>();
    private final List<String> events = new ArrayList<>();
    private final AtomicInteger number = new AtomicInteger();
    private final List<Integer> lost = new ArrayList<>();
    private final List<Integer> spoilt = new ArrayList<>();
    private final List<String> digests = new ArrayList<>();
    private int pieces;
    private boolean losesLastAnswer;
    private int looksUntilActive;
    private boolean breaks;
    private long room = Long.MAX_VALUE;
    private String uploadHost;
    private int losses;
    private boolean refusesUploads;
    private boolean cutsDownloads;
    private Instant expires;

    /** The pieces of these numbers, counted from 1, lose half of their bytes and their answer. */
    public synchronized void losePieces(Integer... numbers) {
        lost.addAll(List.of(numbers));
    }

    /** Another byte is stored than was sent in the pieces of these numbers. */
    public synchronized void spoilPieces(Integer... numbers) {
        spoilt.addAll(List.of(numbers));
    }

    /** The SHA-256 of each file that was uploaded, in hex. */
    public synchronized List<String> digests() {
        return List.copyOf(digests);
    }

    /** The answers to the last pieces are lost from now on; the files are there. */
    public synchronized void loseLastAnswer() {
        losesLastAnswer = true;
    }

    /** New files are PROCESSING until they were looked at so often. */
    public synchronized void processFor(int looks) {
        looksUntilActive = looks;
    }

    /** All files are ACTIVE from now on. */
    public synchronized void activate() {
        looksUntilActive = 0;
        files.values().forEach(file -> file.looksUntilActive = 0);
    }

    /** New files FAIL once they are looked at. */
    public synchronized void breakNew() {
        breaks = true;
        looksUntilActive = 1;
    }

    /** The storage holds so many bytes. */
    public synchronized void roomFor(long bytes) {
        room = bytes;
    }

    /** The key may not upload. */
    public synchronized void refuseUploads() {
        refusesUploads = true;
    }

    /** Uploads are to go to another address. */
    public synchronized void uploadTo(String host) {
        uploadHost = host;
    }

    /** Downloads break off in the middle. */
    public synchronized void cutDownloads() {
        cutsDownloads = true;
    }

    /** New files expire then. */
    public synchronized void expireAt(Instant time) {
        expires = time;
    }

    /** A name that is taken by a file which nobody sees. */
    public synchronized void hide(String name) {
        Stored file = new Stored(name, "", "", 0, new byte[32], null);
        file.isHidden = true;
        files.put(name, file);
    }

    /** Another's file. */
    public synchronized void put(String name, String displayName, byte[] content) {
        files.put(
                name,
                new Stored(
                        name,
                        displayName,
                        "text/plain",
                        content.length,
                        sha256().digest(content),
                        content));
    }

    /** Whatever is there is gone, as after two days. */
    public synchronized void loseAll() {
        files.clear();
    }

    /** All files are lost when a prompt next asks for one. */
    public synchronized void loseBeforeNextCall() {
        losses = 1;
    }

    /** All files are lost whenever a prompt asks for one. */
    public synchronized void loseBeforeEachCall() {
        losses = Integer.MAX_VALUE;
    }

    /** The names of the files that are visible. */
    public synchronized List<String> names() {
        return files.values().stream().filter(f -> !f.isHidden).map(f -> f.name).toList();
    }

    /** The sizes of the files that are visible. */
    public synchronized List<Long> sizes() {
        return files.values().stream().filter(f -> !f.isHidden).map(f -> f.size).toList();
    }

    /** What happened, in order: {@code start}, {@code final}, {@code delete NAME}. */
    public synchronized List<String> events() {
        return List.copyOf(events);
    }

    /** The refusal of a request that names a file which is not there or not ready. */
    synchronized Optional<Reply> refusal(PromptRequest request) {
        for (var uri : request.body().findValues("fileUri")) {
            Matcher name = Pattern.compile(".*/v1beta/(files/.+)").matcher(uri.asText());
            if (name.matches()) {
                if (losses > 0) {
                    losses--;
                    files.clear();
                }
                Stored file = files.get(name.group(1));
                if (file == null || file.isHidden) {
                    return Optional.of(missing(name.group(1)));
                }
                if (file.looksUntilActive > 0) {
                    return Optional.of(
                            error(
                                    400,
                                    "FAILED_PRECONDITION",
                                    "The File %s is not in an ACTIVE state and usage is not allowed."
                                            .formatted(name.group(1).substring(6))));
                }
            }
        }
        return Optional.empty();
    }

    /** Whether a path is served here. */
    static boolean serves(String path) {
        return path.startsWith("/upload/")
                || path.startsWith("/download/")
                || path.equals("/v1beta/files")
                || FILE.matcher(path).matches();
    }

    /** Serves a call; gives null where the connection is to break without an answer. */
    synchronized Reply serve(HttpServerRequest request, Buffer body) {
        String path = request.path();
        if (path.startsWith("/upload/")) {
            String id = request.getParam("upload_id");
            return id == null ? start(request, body) : piece(request, uploads.get(id), body);
        }
        Matcher download = DOWNLOAD.matcher(path);
        if (download.matches()) {
            return download(files.get(download.group(1)), download.group(1));
        }
        if (path.equals("/v1beta/files")) {
            return list();
        }
        Matcher one = FILE.matcher(path);
        String name = one.matches() ? one.group(1) : "";
        Stored file = files.get(name);
        if (file == null || file.isHidden) {
            return missing(name);
        }
        if (request.method().name().equals("DELETE")) {
            files.remove(name);
            events.add("delete " + name);
            return Reply.of(200, "{}");
        }
        String json = json(file);
        if (file.looksUntilActive > 0) {
            file.looksUntilActive--;
        }
        return Reply.of(200, json);
    }

    private Reply start(HttpServerRequest request, Buffer body) {
        var file = body.toJsonObject().getJsonObject("file");
        long size = Long.parseLong(request.getHeader("X-Goog-Upload-Header-Content-Length"));
        if (used() + size > room) {
            return full();
        }
        if (refusesUploads) {
            events.add("refused");
            return Reply.of(
                    403,
                    """
                    {"error":{"code":403,"message":"No uploads","status":"PERMISSION_DENIED"}}
                    """);
        }
        String id = "secret-" + number.incrementAndGet();
        uploads.put(
                id,
                new Upload(
                        file.getString("name", "files/server-" + number.get()),
                        file.getString("displayName", ""),
                        request.getHeader("X-Goog-Upload-Header-Content-Type"),
                        size));
        events.add("start");
        String host =
                uploadHost == null
                        ? "http://127.0.0.1:" + request.localAddress().port()
                        : uploadHost;
        return new Reply.Whole(
                200,
                "",
                false,
                Map.of(
                        "X-Goog-Upload-URL",
                        host + "/upload/v1beta/files?upload_id=" + id,
                        "X-Goog-Upload-Chunk-Granularity",
                        Integer.toString(GRANULARITY),
                        "X-Goog-Upload-Status",
                        "active"));
    }

    private Reply piece(HttpServerRequest request, Upload upload, Buffer body) {
        if (upload == null) {
            return error(404, "NOT_FOUND", "Requested entity was not found.");
        }
        if (request.getHeader("x-goog-api-key") != null) {
            return error(400, "INVALID_ARGUMENT", "The key has no business here.");
        }
        String command = request.getHeader("X-Goog-Upload-Command");
        if (command.equals("query")) {
            events.add("query");
            return progress(upload);
        }
        if (Long.parseLong(request.getHeader("X-Goog-Upload-Offset")) != upload.received) {
            return error(400, "INVALID_ARGUMENT", "The offset is wrong.");
        }
        boolean isLast = command.contains("finalize");
        if (!isLast && body.length() % GRANULARITY != 0) {
            return error(400, "INVALID_ARGUMENT", "A piece has a wrong length.");
        }
        pieces++;
        boolean isLost = lost.remove(Integer.valueOf(pieces));
        int kept = isLost ? body.length() / 2 : body.length();
        byte[] stored = body.getBytes(0, kept);
        if (spoilt.remove(Integer.valueOf(pieces))) {
            stored[kept / 2] ^= 1;
        }
        upload.digest.update(stored);
        upload.received += kept;
        if (isLost) {
            return Reply.reset();
        }
        if (!isLast) {
            return progress(upload);
        }
        if (upload.received != upload.size) {
            return error(400, "INVALID_ARGUMENT", "The file is not whole.");
        }
        if (files.containsKey(upload.name)) {
            return new Reply.Whole(
                    409,
                    error(409, "ALREADY_EXISTS", "ID already exists.").body(),
                    false,
                    Map.of("X-Goog-Upload-Status", "final"));
        }
        upload.file =
                new Stored(
                        upload.name,
                        upload.displayName,
                        upload.mimeType,
                        upload.size,
                        upload.digest.digest(),
                        null);
        upload.file.looksUntilActive = looksUntilActive;
        upload.file.isBroken = breaks;
        upload.file.expires = expires == null ? upload.file.expires : expires;
        files.put(upload.name, upload.file);
        digests.add(HexFormat.of().formatHex(upload.file.digest));
        events.add("final");
        return losesLastAnswer ? Reply.reset() : progress(upload);
    }

    private Reply progress(Upload upload) {
        boolean isFinal = upload.file != null;
        return new Reply.Whole(
                200,
                isFinal ? "{\"file\":" + json(upload.file) + "}" : "",
                false,
                Map.of(
                        "X-Goog-Upload-Status",
                        isFinal ? "final" : "active",
                        "X-Goog-Upload-Size-Received",
                        Long.toString(upload.received)));
    }

    private Reply download(Stored file, String name) {
        if (file == null || file.content == null) {
            return missing(name);
        }
        String text = new String(file.content, java.nio.charset.StandardCharsets.UTF_8);
        return cutsDownloads ? new Reply.Cut(text) : Reply.of(200, text);
    }

    private Reply list() {
        return Reply.of(
                200,
                "{\"files\":["
                        + String.join(
                                ",",
                                files.values().stream()
                                        .filter(file -> !file.isHidden)
                                        .map(this::json)
                                        .toList())
                        + "]}");
    }

    private long used() {
        return files.values().stream().mapToLong(file -> file.size).sum();
    }

    private String json(Stored file) {
        String state =
                file.isBroken && file.looksUntilActive == 0
                        ? "FAILED"
                        : file.looksUntilActive > 0 ? "PROCESSING" : "ACTIVE";
        return ("{\"name\":\"%s\",\"displayName\":\"%s\",\"mimeType\":\"%s\",\"sizeBytes\":\"%d\","
                        + "\"expirationTime\":\"%s\",\"sha256Hash\":\"%s\","
                        + "\"uri\":\"https://generativelanguage.googleapis.com/v1beta/%s\",\"state\":\"%s\"}")
                .formatted(
                        file.name,
                        file.displayName,
                        file.mimeType,
                        file.size,
                        file.expires,
                        Base64.getEncoder().encodeToString(file.digest),
                        file.name,
                        state);
    }

    private static Reply.Whole missing(String name) {
        return error(
                403,
                "PERMISSION_DENIED",
                "You do not have permission to access the File %s or it may not exist."
                        .formatted(name.replace("files/", "")));
    }

    private static Reply full() {
        return Reply.of(
                429,
                """
                {"error":{"code":429,"message":"You exceeded your current quota.","status":"RESOURCE_EXHAUSTED","details":[
                {"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[
                {"quotaMetric":"generativelanguage.googleapis.com/file_storage_bytes",
                "quotaId":"FileStorageBytesPerProject","quotaValue":"21474836480"}]},
                {"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"9223372036854775807s"}]}}""");
    }

    private static Reply.Whole error(int code, String status, String message) {
        return new Reply.Whole(
                code,
                "{\"error\":{\"code\":%d,\"message\":\"%s\",\"status\":\"%s\"}}"
                        .formatted(code, message, status),
                false,
                Map.of());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
