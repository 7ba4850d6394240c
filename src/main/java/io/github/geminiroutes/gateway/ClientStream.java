package io.github.geminiroutes.gateway;

import io.github.geminiroutes.generate.BrokenStreamException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/**
 * Writes the pieces of an answer to a client as they come: as events, or as the elements of an
 * array. A piece is asked for once the client has room for it; at most two wait in memory. A break
 * is told as Google tells it, by an error in place of a piece.
 */
final class ClientStream implements Flow.Subscriber<String> {

    private static final int ROOM = 64 * 1024;

    private final Context loop;
    private final HttpServerResponse response;
    private final boolean isEvents;
    private final Consumer<Future<Void>> onSent;
    private final Runnable onHangUp;

    /** All that follows is used on the event loop only. */
    private Flow.Subscription pieces;

    private boolean hasBegun;
    private boolean isOver;

    /**
     * @param isEvents whether the client has asked for events
     * @param onSent gets what ends once the client has read all, on the event loop
     * @param onHangUp is told that the client has hung up before, on the event loop
     */
    ClientStream(
            Context loop,
            HttpServerResponse response,
            boolean isEvents,
            Consumer<Future<Void>> onSent,
            Runnable onHangUp) {
        this.loop = loop;
        this.response = response;
        this.isEvents = isEvents;
        this.onSent = onSent;
        this.onHangUp = onHangUp;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        loop.runOnContext(
                now -> {
                    if (isOver) {
                        subscription.cancel();
                        return;
                    }
                    pieces = subscription;
                    response.setChunked(true).setWriteQueueMaxSize(ROOM);
                    pieces.request(1);
                });
    }

    @Override
    public void onNext(String piece) {
        loop.runOnContext(now -> write(piece));
    }

    private void write(String piece) {
        if (isOver) {
            return;
        }
        response.write(framed(piece));
        if (response.writeQueueFull()) {
            // A client that never reads on is ended by gemini.stream.reader-timeout.
            response.drainHandler(
                    drained -> {
                        response.drainHandler(null);
                        pieces.request(1);
                    });
        } else {
            pieces.request(1);
        }
    }

    /** A line end within JSON is never within a text. In an event, CR alone is one, too. */
    static String line(String piece) {
        return piece.indexOf('\n') < 0 && piece.indexOf('\r') < 0
                ? piece
                : piece.replaceAll("[\r\n]+", " ");
    }

    private String framed(String piece) {
        String line = line(piece);
        String start = hasBegun ? ",\r\n" : "[";
        hasBegun = true;
        return isEvents ? "data: " + line + "\r\n\r\n" : start + line;
    }

    @Override
    public void onError(Throwable error) {
        loop.runOnContext(
                now -> {
                    if (!isOver) {
                        response.write(framed(errorBody(error)));
                        end();
                    }
                });
    }

    private static String errorBody(Throwable error) {
        String googles = error instanceof BrokenStreamException broken ? broken.errorBody() : null;
        return googles == null
                ? new String(FailureReply.broken(error).json(), StandardCharsets.UTF_8)
                : googles;
    }

    @Override
    public void onComplete() {
        loop.runOnContext(now -> end());
    }

    private void end() {
        if (isOver) {
            return;
        }
        isOver = true;
        onSent.accept(response.end(isEvents ? "" : hasBegun ? "]" : "[]"));
    }

    /** The client has hung up. On the event loop. */
    void cancel() {
        if (!isOver) {
            isOver = true;
            if (pieces != null) {
                pieces.cancel();
            }
            onHangUp.run();
        }
    }
}
