package io.github.geminiroutes.routes;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiPredicate;

/** A server in Google's place that keeps some requests, and answers the others at once. */
class HangingGoogle implements AutoCloseable {

    static final String ANSWER =
            "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"A\"}]},\"finishReason\":\"STOP\"}]}";

    final Vertx vertx =
            Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));

    /** Those that it keeps. */
    final Queue<HttpServerRequest> hanging = new ConcurrentLinkedQueue<>();

    private final HttpServer server;

    /**
     * @param hangs whether a request is kept, by its path and its body
     */
    HangingGoogle(BiPredicate<String, String> hangs) {
        server =
                vertx.createHttpServer()
                        .requestHandler(
                                request ->
                                        request.bodyHandler(
                                                body -> {
                                                    if (hangs.test(
                                                            request.path(), body.toString())) {
                                                        hanging.add(request);
                                                    } else {
                                                        answer(request, body.toString());
                                                    }
                                                }))
                        .listen(0, "127.0.0.1")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join();
    }

    /** Answers a request that is not kept. */
    void answer(HttpServerRequest request, String body) {
        request.response().end(ANSWER);
    }

    String baseUrl() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    /** Hangs up on those that it keeps. */
    void endAll() {
        hanging.forEach(request -> request.connection().close());
        hanging.clear();
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
