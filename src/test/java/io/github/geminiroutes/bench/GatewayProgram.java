package io.github.geminiroutes.bench;

import io.github.geminiroutes.testing.FreePort;
import io.github.geminiroutes.testing.GeminiServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The program as a gateway, and nothing else. */
final class GatewayProgram implements AutoCloseable {
    static final String TOKEN = "token-of-the-benchmark";
    private static final Duration TIME_LIMIT = Duration.ofMinutes(10);

    private final HttpClient http;
    private final int port;
    private final ChildRun run;

    /**
     * Starts it, and waits until it is ready.
     *
     * @param concurrency the most calls in flight, of the one token that there is
     */
    GatewayProgram(Contender subject, GeminiServer server, HttpClient http, int concurrency)
            throws IOException {
        this.http = http;
        // One token gets at most seven eighths.
        String all = Integer.toString(concurrency + concurrency / 7 + 1);
        Workspace workspace = new Workspace();
        port = FreePort.find();
        Path tokens = workspace.settings().root().resolve("tokens");
        Files.writeString(tokens, "benchmark " + TOKEN + "\n");
        workspace
                .settings()
                .server(server)
                .set("GEMINI_API_KEY", "bench-key")
                .set("HTTP_PORT", Integer.toString(port))
                .set("GEMINI_PROMPTS_ENABLED", "false")
                .set("MAX_CONCURRENCY", all)
                .set("GEMINI_GATEWAY_MAX_CALLS", all)
                .set("GEMINI_GATEWAY_TOKENS_FILE", tokens.toString());
        run = new ChildRun(subject, workspace);
        run.secondsUntil(this::isUp, TIME_LIMIT);
    }

    private boolean isUp() {
        try {
            URI ready = URI.create(baseUrl() + "/observe/health/ready");
            return http.send(
                                    HttpRequest.newBuilder(ready).build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("Interrupted", e));
        }
    }

    String baseUrl() {
        return "http://127.0.0.1:" + port;
    }

    ChildRun run() {
        return run;
    }

    /**
     * A call with a prompt of its own.
     *
     * @param baseUrl of the gateway, or of another that answers as Gemini does
     * @param method such as {@code generateContent}
     */
    static HttpRequest call(String baseUrl, String method, int number) {
        return HttpRequest.newBuilder(
                        URI.create(baseUrl + "/v1beta/models/" + QuotaRun.MODEL + ':' + method))
                .header("x-goog-api-key", TOKEN)
                .POST(
                        HttpRequest.BodyPublishers.ofString(
                                "{\"contents\":[{\"parts\":[{\"text\":\""
                                        + Workspace.text(number)
                                        + "\"}]}]}"))
                .build();
    }

    /** Ends it as a container is ended. */
    ChildRun.Outcome end() throws InterruptedException {
        run.terminate();
        return run.awaitEnd(TIME_LIMIT);
    }

    @Override
    public void close() {
        run.close();
    }
}
