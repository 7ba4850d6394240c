package io.github.geminiroutes.testing;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The part of the API that a diagnosis asks, on loopback: models.get and countTokens. */
public final class ProbedApi implements AutoCloseable {

    private static final String MODEL =
            """
            {"name":"models/gemini-3.8-flash","inputTokenLimit":1048576,"outputTokenLimit":65536,
             "supportedGenerationMethods":["generateContent","countTokens"]}""";

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> keys = new CopyOnWriteArrayList<>();
    private final String scheme;
    private volatile int code = 200;
    private volatile String body;
    private volatile String model = MODEL;
    private volatile Function<String, String> batches = query -> "{}";
    private volatile Duration behind = Duration.ZERO;

    private ProbedApi(HttpServerOptions options) {
        scheme = options.isSsl() ? "https" : "http";
        server = vertx.createHttpServer(options).requestHandler(this::handle);
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
    }

    public static ProbedApi start() {
        return new ProbedApi(new HttpServerOptions());
    }

    /** With TLS, and a certificate for localhost that began and ends so many days from now. */
    public static ProbedApi secure(Path directory, int beginsInDays, int endsInDays)
            throws IOException, InterruptedException {
        Path store = certificate(directory, beginsInDays, endsInDays);
        return new ProbedApi(
                new HttpServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(
                                new PfxOptions()
                                        .setPath(store.toString())
                                        .setPassword("changeit")));
    }

    private static Path certificate(Path directory, int begin, int end)
            throws IOException, InterruptedException {
        Path store = directory.resolve("certificate.p12");
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process process =
                new ProcessBuilder(
                                keytool.toString(),
                                "-J-XX:TieredStopAtLevel=1",
                                "-J-XX:+UseSerialGC",
                                "-genkeypair",
                                "-alias",
                                "server",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=localhost",
                                "-ext",
                                "san=dns:localhost",
                                "-startdate",
                                "%+dd".formatted(begin),
                                "-validity",
                                String.valueOf(end - begin),
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                store.toString(),
                                "-storepass",
                                "changeit")
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("keytool.out").toFile())
                        .start();
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException("keytool made no certificate");
        }
        return store;
    }

    /** From now on it answers so. */
    public ProbedApi says(int newCode, String newBody) {
        code = newCode;
        body = newBody;
        return this;
    }

    /** From now on it answers as in this recording of an error. */
    public ProbedApi says(int newCode, Class<?> caller, String recording) throws IOException {
        try (InputStream in = caller.getResourceAsStream("/gemini/errors/" + recording + ".json")) {
            return says(newCode, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** What models.get says. */
    public ProbedApi model(String json) {
        model = json;
        return this;
    }

    /** What the list of batch jobs says, by the query; null: it does not know the job. */
    public ProbedApi batches(Function<String, String> pages) {
        batches = pages;
        return this;
    }

    /** Its clock goes behind. */
    public ProbedApi behind(Duration time) {
        behind = time;
        return this;
    }

    private void handle(HttpServerRequest request) {
        requests.add(request.method() + " " + request.uri());
        keys.add(String.valueOf(request.getHeader("x-goog-api-key")));
        if (code == 200 && request.path().startsWith("/v1beta/batches")) {
            String page = batches.apply(request.uri().substring("/v1beta/batches".length()));
            request.response()
                    .setStatusCode(page == null ? 404 : 200)
                    .end(
                            page == null
                                    ? "{\"error\":{\"code\":404,\"message\":\"No.\",\"status\":\"NOT_FOUND\"}}"
                                    : page);
            return;
        }
        boolean isCount = request.path().endsWith(":countTokens");
        String answer = code != 200 ? body : isCount ? "{\"totalTokens\":2}" : model;
        request.response()
                .setStatusCode(code)
                .putHeader(
                        "Date",
                        ZonedDateTime.now(ZoneOffset.UTC)
                                .minus(behind)
                                .format(DateTimeFormatter.RFC_1123_DATE_TIME))
                .putHeader("Location", "http://127.0.0.1:" + server.actualPort() + "/elsewhere")
                .end(Buffer.buffer(answer == null ? "" : answer));
    }

    public String baseUrl() {
        return scheme + "://localhost:" + server.actualPort();
    }

    /** Method and URI of every request. */
    public List<String> requests() {
        return requests;
    }

    /** The key of every request; "null" if it had none. */
    public List<String> keys() {
        return keys;
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
