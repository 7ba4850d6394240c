package io.github.geminiroutes.testing;

import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A streamed answer in the hands of a test: what it sends goes out at once, or as soon as the call
 * is there. Thread-safe.
 */
public final class StreamScript {

    private final List<Consumer<HttpServerResponse>> early = new ArrayList<>();
    private final CompletableFuture<Void> asked = new CompletableFuture<>();
    private final CompletableFuture<Void> left = new CompletableFuture<>();
    private HttpServerResponse response;
    private int pieces;

    void attach(HttpServerResponse answered) {
        answered.putHeader("Content-Type", "text/event-stream").setChunked(true);
        answered.exceptionHandler(error -> left.complete(null));
        answered.closeHandler(closed -> left.complete(null));
        List<Consumer<HttpServerResponse>> waiting;
        synchronized (this) {
            response = answered;
            waiting = List.copyOf(early);
        }
        waiting.forEach(step -> step.accept(answered));
        asked.complete(null);
    }

    private void step(Consumer<HttpServerResponse> step) {
        HttpServerResponse now;
        synchronized (this) {
            now = response;
            if (now == null) {
                early.add(step);
                return;
            }
        }
        step.accept(now);
    }

    /** Sends a piece with a text; the usage counts the pieces. */
    public void piece(String text) {
        pieces++;
        raw(event(text, ""));
    }

    /** Sends a piece that names its finish reason. */
    public void lastPiece(String text) {
        pieces++;
        raw(event(text, ",\"finishReason\":\"STOP\""));
    }

    private String event(String text, String more) {
        return "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"%s\"}],\"role\":\"model\"}%s}],"
                        .formatted(text, more)
                + "\"usageMetadata\":{\"promptTokenCount\":5,\"candidatesTokenCount\":%d,\"totalTokenCount\":%d},"
                        .formatted(pieces, pieces + 5)
                + "\"modelVersion\":\"gemini-3.8-flash-001\",\"responseId\":\"r-1\"}\r\n\r\n";
    }

    /** Sends these letters as they are. */
    public void raw(String text) {
        step(answered -> answered.write(text));
    }

    /** Ends the answer as HTTP has it. */
    public void end() {
        step(answered -> answered.end().onComplete(ended -> left.complete(null)));
    }

    /** Closes the connection within the answer. */
    public void cut() {
        // Not before what was sent has gone out.
        step(answered -> answered.write(" ").onComplete(done -> answered.reset()));
    }

    /** Whether what was sent waits because the client does not read. */
    public synchronized boolean isHeldUp() {
        return response != null && response.writeQueueFull();
    }

    /** Is complete once the call is there. */
    public CompletableFuture<Void> asked() {
        return asked;
    }

    /** Is complete once the client has closed the connection, or the answer has ended. */
    public CompletableFuture<Void> left() {
        return left;
    }
}
