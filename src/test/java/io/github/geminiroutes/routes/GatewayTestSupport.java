package io.github.geminiroutes.routes;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.geminiroutes.gateway.GatewayHandler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The gateway's routes behind an HTTP server, as the program has them. */
abstract class GatewayTestSupport extends GeminiRoutesTestSupport {

    static final String TOKEN = "token-of-the-notebook";
    static final String OTHER_TOKEN = "token-of-the-service";
    static final String GENERATE = "/v1beta/models/gemini-3.8-flash:generateContent";
    static final String REQUEST =
            """
            {"contents":[{"parts":[{"text":"Hi"}]}],"newField":{"a":[1.50,1e3]}}""";

    final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final AtomicInteger begun = new AtomicInteger();

    /** Requests that have not ended. */
    final AtomicInteger open = new AtomicInteger();

    private Vertx vertx;
    Runnable beforeClose;
    String address;
    int port;

    @Override
    List<String> routes() {
        return List.of("gemini-generate", "gemini-redelivery", "gemini-stream", "gemini-gateway");
    }

    @Override
    Properties settings() {
        Properties properties = super.settings();
        properties.setProperty("gemini.gateway.tokens-file", tokens().toString());
        properties.setProperty("gemini.gateway.patience", "2");
        properties.setProperty("gemini.gateway.join", "true");
        properties.setProperty("gemini.http.response-timeout", "30");
        properties.setProperty("gemini.max-request-size", "100000");
        properties.setProperty("gemini.gateway.max-calls", "400");
        return properties;
    }

    /** Asked for before a directory of the test is there. */
    static Path tokens() {
        try {
            Path tokens = Files.createTempFile("gemini-routes-tokens", null);
            tokens.toFile().deleteOnExit();
            return Files.writeString(
                    tokens, "# clients\nnotebook " + TOKEN + "\nservice " + OTHER_TOKEN + "\n");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void startServer() {
        vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(4));
        Router router = Router.router(vertx);
        beforeClose =
                GatewayHandler.addTo(
                        router,
                        context(),
                        Set.of("https://page.example"),
                        request -> {
                            begun.incrementAndGet();
                            open.incrementAndGet();
                        },
                        ended -> open.decrementAndGet());
        port =
                vertx.createHttpServer()
                        .requestHandler(router)
                        .listen(0, "127.0.0.1")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join()
                        .actualPort();
        address = "http://127.0.0.1:" + port;
    }

    @AfterEach
    void stopServer() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** How many requests with a token have come. */
    int begun() {
        return begun.get();
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(address + path)).timeout(Duration.ofSeconds(30));
    }

    HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpRequest.Builder ask(String path, String body) {
        return request(path)
                .header("x-goog-api-key", TOKEN)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    static byte[] rawRequest(String body, String header) {
        return ("POST %s HTTP/1.1\r\nHost: a\r\nx-goog-api-key: %s\r\n%sContent-Length: %d\r\n\r\n%s"
                        .formatted(GENERATE, TOKEN, header, body.length(), body))
                .getBytes(US_ASCII);
    }
}
