package io.github.geminiroutes.bench;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.PoolOptions;

/** A reverse proxy that does nothing else, for comparison. */
public final class PlainProxy {
    private static final int MOST_CONNECTIONS = 1_000;

    private final HttpClient upstream;

    private PlainProxy(HttpClient upstream) {
        this.upstream = upstream;
    }

    /** Serves the port of the first argument from the port of the second, until it is ended. */
    public static void main(String[] arguments) {
        Vertx vertx = Vertx.vertx();
        HttpClientOptions target =
                new HttpClientOptions()
                        .setDefaultHost("127.0.0.1")
                        .setDefaultPort(Integer.parseInt(arguments[1]));
        PlainProxy proxy =
                new PlainProxy(
                        vertx.createHttpClient(
                                target, new PoolOptions().setHttp1MaxSize(MOST_CONNECTIONS)));
        vertx.createHttpServer()
                .requestHandler(proxy::pass)
                .listen(Integer.parseInt(arguments[0]), "127.0.0.1")
                .onFailure(error -> System.exit(1));
    }

    private void pass(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        Future<HttpClientResponse> asked =
                request.body()
                        .compose(
                                body ->
                                        upstream.request(request.method(), request.uri())
                                                .compose(
                                                        call -> {
                                                            call.headers()
                                                                    .addAll(request.headers())
                                                                    .remove("Host");
                                                            return call.send(body);
                                                        }));
        asked.onFailure(error -> response.setStatusCode(502).end())
                .compose(
                        answer -> {
                            response.setStatusCode(answer.statusCode());
                            response.headers().addAll(answer.headers());
                            return answer.pipeTo(response);
                        });
    }
}
