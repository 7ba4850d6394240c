package io.github.geminiroutes.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Files;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.camel.builder.ExchangeBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Models that do not answer, and more prompts for them than places in memory. */
@Timeout(240)
class SlowModelsRouteTest extends DropFolderRoutesTestSupport {

    private static final int PLACES = 16;
    private static final String ANSWER =
            "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"A\"}]},\"finishReason\":\"STOP\"}]}";

    private static final Queue<HttpServerRequest> HANGING = new ConcurrentLinkedQueue<>();

    private static Vertx vertx;
    private static HttpServer google;

    @BeforeAll
    static void startGoogle() {
        vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
        google =
                vertx.createHttpServer()
                        .requestHandler(request -> request.bodyHandler(body -> answer(request)))
                        .listen(0, "127.0.0.1")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join();
    }

    @AfterAll
    static void stopGoogle() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private static void answer(HttpServerRequest request) {
        if (request.path().contains("slow")) {
            HANGING.add(request);
        } else {
            request.response().end(ANSWER);
        }
    }

    @AfterEach
    void endAll() {
        HANGING.forEach(request -> request.connection().close());
        HANGING.clear();
    }

    @Override
    Properties settings() {
        Properties properties = super.settings();
        properties.setProperty("gemini.base-url", "http://127.0.0.1:" + google.actualPort());
        properties.setProperty("gemini.max-concurrency", Integer.toString(PLACES));
        properties.setProperty("gemini.retry.max-retries", "0");
        return properties;
    }

    @Test
    void promptsAndCallsForOthersAreAnsweredMeanwhile() throws Exception {
        for (int i = 0; i < 100; i++) {
            drop("slow" + i + ".txt", "---\nmodel: slow-" + i % 2 + "\n---\nQ");
        }
        soon().until(() -> HANGING.size() >= PLACES / 4 * 3);

        for (int i = 0; i < 10; i++) {
            drop("good" + i + ".txt", "---\nmodel: good\n---\nQ");
        }

        soon().until(
                        () -> {
                            try (var done = Files.list(folder.done())) {
                                return done.count() == 10;
                            }
                        });
        assertThat(
                        template()
                                .send(
                                        "direct:gemini-generate",
                                        ExchangeBuilder.anExchange(context()).withBody("Q").build())
                                .getMessage()
                                .getBody())
                .isEqualTo("A");
        assertThat(HANGING).hasSizeBetween(PLACES / 4 * 3, PLACES / 4 * 3 + 1);
    }
}
