package io.github.geminiroutes.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.geminiroutes.support.GeminiJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A stand-in for Google's Batch and Files API on loopback, and for {@code generateContent}: it
 * answers each prompt with its echo, keeps a bill, and does what breaks in practice as its {@link
 * BatchScript} says: shuffled and missing results, lost answers to a creation, a full lane, jobs
 * that never end, output that lags, a list that lags.
 */
public final class BatchServer implements AutoCloseable {
    private static final String V1 = "/v1beta/";

    private final HttpServer http;
    private final ExecutorService threads = Executors.newFixedThreadPool(8);
    private final Map<String, byte[]> files = new HashMap<>();
    private final Map<String, String> uploads = new HashMap<>();
    private final BatchJobs jobs;

    private BatchServer(BatchScript script) throws IOException {
        jobs = new BatchJobs(script);
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_000);
        http.createContext("/", this::handle);
        http.setExecutor(threads);
        http.start();
    }

    /** Starts a server on a free port. */
    public static BatchServer start(BatchScript script) throws IOException {
        return new BatchServer(script);
    }

    /** What {@code GOOGLE_GEMINI_BASE_URL} is to be. */
    public String baseUrl() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    /** What the server has, and what it has done. */
    public BatchJobs jobs() {
        return jobs;
    }

    /** How many files are kept. */
    public synchronized int files() {
        return files.size();
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange call) throws IOException {
        try {
            byte[] body = call.getRequestBody().readAllBytes();
            Reply reply = answer(call, body);
            if (reply != null) {
                call.getResponseHeaders().add("Content-Type", "application/json");
                reply.headers.forEach(call.getResponseHeaders()::add);
                call.sendResponseHeaders(
                        reply.code, reply.body.length == 0 ? -1 : reply.body.length);
                call.getResponseBody().write(reply.body);
            }
            // Without a reply the connection ends: the answer is lost.
        } catch (RuntimeException e) {
            call.sendResponseHeaders(500, -1);
            throw e;
        } finally {
            call.close();
        }
    }

    private record Reply(int code, byte[] body, Map<String, String> headers) {}

    private static Reply ok(JsonNode body) {
        try {
            return new Reply(200, GeminiJson.MAPPER.writeValueAsBytes(body), Map.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ObjectNode object() {
        return GeminiJson.MAPPER.createObjectNode();
    }

    private static Reply error(int code, String status, String message) {
        ObjectNode body = object();
        body.putObject("error").put("code", code).put("message", message).put("status", status);
        return new Reply(code, ok(body).body, Map.of());
    }

    private static Reply notFound() {
        return error(404, "NOT_FOUND", "Requested entity was not found.");
    }

    private static Reply noFile(String name) {
        return error(
                403,
                "PERMISSION_DENIED",
                "You do not have permission to access the File " + name + " or it may not exist.");
    }

    private Reply answer(HttpExchange call, byte[] body) throws IOException {
        String method = call.getRequestMethod();
        String path = call.getRequestURI().getPath();
        if (path.equals("/upload" + V1 + "files")) {
            return startUpload(body);
        }
        if (path.startsWith("/upload-session/")) {
            return upload(path.substring(16), body, call);
        }
        if (path.startsWith("/download" + V1)) {
            return download(path.substring(("/download" + V1).length()).replace(":download", ""));
        }
        String what = path.substring(V1.length());
        if (what.startsWith("files/")) {
            return file(method, what);
        }
        if (what.endsWith(":generateContent")) {
            JsonNode request = GeminiJson.MAPPER.readTree(body);
            return ok(jobs.answerNow(request));
        }
        if (what.endsWith(":batchGenerateContent")) {
            return create(what.substring("models/".length(), what.indexOf(':')), body);
        }
        if (what.equals("batches")) {
            return ok(jobs.list(call.getRequestURI().getQuery()));
        }
        return what.startsWith("batches/") ? job(method, what) : notFound();
    }

    private synchronized Reply startUpload(byte[] body) throws IOException {
        String name = GeminiJson.MAPPER.readTree(body).path("file").path("name").asText();
        String id = "u" + uploads.size();
        uploads.put(id, name);
        return new Reply(
                200, new byte[0], Map.of("X-Goog-Upload-URL", baseUrl() + "/upload-session/" + id));
    }

    private synchronized Reply upload(String id, byte[] body, HttpExchange call) {
        String name = uploads.get(id);
        String command = call.getRequestHeaders().getFirst("X-Goog-Upload-Command");
        byte[] before = files.getOrDefault(id, new byte[0]);
        byte[] all = new byte[before.length + body.length];
        System.arraycopy(before, 0, all, 0, before.length);
        System.arraycopy(body, 0, all, before.length, body.length);
        if (!command.contains("finalize")) {
            files.put(id, all);
            return new Reply(200, new byte[0], Map.of("X-Goog-Upload-Status", "active"));
        }
        files.remove(id);
        if (files.containsKey(name)) {
            Reply taken = error(409, "ALREADY_EXISTS", "Requested entity already exists");
            return new Reply(409, taken.body, Map.of("X-Goog-Upload-Status", "final"));
        }
        files.put(name, all);
        ObjectNode file = object();
        file.set("file", about(name));
        return new Reply(200, ok(file).body, Map.of("X-Goog-Upload-Status", "final"));
    }

    private ObjectNode about(String name) {
        return object().put("name", name)
                .put("sizeBytes", String.valueOf(files.get(name).length))
                .put("uri", baseUrl() + V1 + name)
                .put("state", "ACTIVE");
    }

    private synchronized Reply file(String method, String name) {
        if (!files.containsKey(name)) {
            return noFile(name);
        }
        if (method.equals("DELETE")) {
            files.remove(name);
            return ok(object());
        }
        return ok(about(name));
    }

    private Reply download(String name) {
        byte[] results = jobs.results(name);
        return results == null ? noFile(name) : new Reply(200, results, Map.of());
    }

    private Reply create(String model, byte[] body) throws IOException {
        JsonNode batch = GeminiJson.MAPPER.readTree(body).path("batch");
        String file = batch.path("inputConfig").path("fileName").asText();
        byte[] input;
        synchronized (this) {
            input = files.get(file);
        }
        if (input == null) {
            return noFile(file);
        }
        return switch (jobs.next()) {
            case FULL ->
                    error(
                            429,
                            "RESOURCE_EXHAUSTED",
                            "You exceeded your current quota, please check your plan and billing details.");
            case LOST -> {
                jobs.create(model, batch.path("displayName").asText(), text(input));
                yield null;
            }
            case NEVER_CAME -> null;
            case NOT_FOUND -> notFound();
            case CREATED -> ok(jobs.create(model, batch.path("displayName").asText(), text(input)));
        };
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private Reply job(String method, String what) {
        String name = what.replace(":cancel", "");
        if (!jobs.has(name)) {
            return notFound();
        }
        if (method.equals("DELETE")) {
            jobs.delete(name);
            return ok(object());
        }
        if (what.endsWith(":cancel")) {
            jobs.cancel(name);
            return ok(object());
        }
        return ok(jobs.about(name));
    }

    /** How long a job takes unless the script says otherwise. */
    static final Duration USUAL = Duration.ofMillis(300);
}
