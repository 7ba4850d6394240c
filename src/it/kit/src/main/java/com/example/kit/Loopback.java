package com.example.kit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Both servers a host talks to, on loopback: Gemini below {@code /v1beta}, and the host's own stock
 * service at {@code /stock}.
 */
public final class Loopback implements AutoCloseable {

    /** What every answered question is answered with. */
    public static final String ANSWER = "Forty-two.";

    private static final String ANSWERED =
            """
            {"candidates":[{"content":{"parts":[{"text":"%s"}],"role":"model"},"finishReason":"STOP"}],
             "usageMetadata":{"promptTokenCount":5,"candidatesTokenCount":2,"totalTokenCount":7},
             "modelVersion":"gemini-3.8-flash-001","responseId":"r-1"}"""
                    .formatted(ANSWER);

    private static final String OVERLOADED =
            """
            {"error":{"code":503,"message":"The model is overloaded. Please try again later.","status":"UNAVAILABLE"}}""";

    private final HttpServer server;
    private final Queue<Integer> nextCodes = new ConcurrentLinkedQueue<>();
    private final List<Request> questions = new CopyOnWriteArrayList<>();
    private final List<Request> stockRequests = new CopyOnWriteArrayList<>();

    public Loopback() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1beta/models/", this::gemini);
        server.createContext("/stock", this::stock);
        server.start();
    }

    /** Where both are reached. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Codes of Gemini's next answers; then 200 for ever. */
    public void answerNext(Integer... codes) {
        Collections.addAll(nextCodes, codes);
    }

    /** What Gemini was asked. */
    public List<Request> questions() {
        return questions;
    }

    /** What the stock service was asked. */
    public List<Request> stockRequests() {
        return stockRequests;
    }

    private void gemini(HttpExchange exchange) throws IOException {
        questions.add(Request.of(exchange));
        // The diagnostics of a host look at the model, too, at a time of their own.
        boolean isQuestion = exchange.getRequestURI().getPath().endsWith("enerateContent");
        Integer code = isQuestion ? nextCodes.poll() : null;
        if (code != null && code != 200) {
            reply(exchange, code, OVERLOADED);
        } else if (exchange.getRequestURI().getPath().endsWith(":streamGenerateContent")) {
            exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
            reply(exchange, 200, "data: " + ANSWERED.replace("\n", "") + "\n\n");
        } else {
            reply(exchange, 200, ANSWERED);
        }
    }

    private void stock(HttpExchange exchange) throws IOException {
        stockRequests.add(Request.of(exchange));
        reply(exchange, 200, "7 left");
    }

    private static void reply(HttpExchange exchange, int code, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(code, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /**
     * @param key the API key it came with; null without
     */
    public record Request(String path, String key, String body) {

        private static Request of(HttpExchange exchange) throws IOException {
            return new Request(
                    exchange.getRequestURI().getPath(),
                    exchange.getRequestHeaders().getFirst("x-goog-api-key"),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
