package io.github.geminiroutes.gateway;

import io.github.geminiroutes.generate.PieceStream;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;

/**
 * The client of one request: it gets one reply, or one answer as it comes, unless it hangs up
 * before. Its methods may be called on any thread; what they do happens on the event loop.
 */
final class Client {

    /** The code of a client that has hung up before it was replied to. */
    static final int GONE = 499;

    /** For a whole reply; a client that reads more slowly is ended. */
    private static final Duration TIME_TO_READ = Duration.ofSeconds(60);

    /**
     * For a client whose request is refused before its end: a connection that is closed at once
     * takes the reply with it.
     */
    private static final long LINGER_MILLIS = 2_000;

    private final Vertx vertx;
    private final Context loop;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private boolean isReplied;
    private ClientStream stream;
    private long timer = -1;
    private Runnable onEnd = () -> {};
    private Runnable onHangUp = () -> {};
    private IntConsumer onCode = code -> {};
    private IntFunction<Runnable> onUnread = bytes -> () -> {};

    /** On the event loop. */
    Client(HttpServerRequest request) {
        this.request = request;
        // Not the router's: that one is bounded, and slow.
        loop = Vertx.currentContext();
        vertx = loop.owner();
        response = request.response();
        response.putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Cache-Control", "no-store");
        response.closeHandler(closed -> hangUp());
        response.exceptionHandler(broken -> hangUp());
    }

    /** What is to be done once its reply is written or it has hung up, whichever comes first. */
    void onEnd(Runnable action) {
        onEnd = action;
    }

    /** What is told the code of its reply, or {@link #GONE}: once. */
    void onCode(IntConsumer action) {
        onCode = action;
    }

    /**
     * What is told of a reply of so many bytes that its client does not read at once, and gives
     * what is to be run once it is read or the client has gone.
     */
    void onUnread(IntFunction<Runnable> action) {
        onUnread = action;
    }

    /** Does something on the event loop, soon. */
    void runOnLoop(Runnable action) {
        loop.runOnContext(now -> action.run());
    }

    /** Whether it has its reply, or has hung up. On the event loop. */
    boolean isReplied() {
        return isReplied;
    }

    /**
     * Does something after a while, unless it is replied to before, or another limit is set. On the
     * event loop.
     */
    void limit(Duration time, Runnable action) {
        vertx.cancelTimer(timer);
        timer = vertx.setTimer(Math.max(1, time.toMillis()), late -> action.run());
    }

    /** What is to be done where it hangs up before it is replied to. */
    void onHangUp(Runnable action) {
        onHangUp = action;
    }

    /** Sends a reply; the second is left out. */
    void send(GatewayReply reply) {
        send(reply, () -> {});
    }

    /**
     * Sends a reply.
     *
     * @param lost is run where the client does not get it: it has another reply, or has hung up
     */
    void send(GatewayReply reply, Runnable lost) {
        loop.runOnContext(now -> write(reply, false, lost));
    }

    /**
     * Sends an answer as it comes.
     *
     * @param timeToRead for its end; a client that reads more slowly is ended
     * @param ended is run once the answer is with the client, or the client has gone
     */
    void stream(PieceStream pieces, boolean isEvents, Duration timeToRead, Runnable ended) {
        loop.runOnContext(now -> begin(pieces, isEvents, timeToRead, ended));
    }

    private void begin(PieceStream pieces, boolean isEvents, Duration timeToRead, Runnable ended) {
        if (isReplied) {
            pieces.close();
            ended.run();
            return;
        }
        isReplied = true;
        onHangUp = () -> {};
        onCode.accept(GatewayReply.OK);
        vertx.cancelTimer(timer);
        response.setStatusCode(GatewayReply.OK)
                .putHeader(
                        HttpHeaders.CONTENT_TYPE,
                        isEvents ? "text/event-stream" : "application/json; charset=UTF-8");
        Runnable end =
                () -> {
                    onEnd.run();
                    ended.run();
                };
        stream =
                new ClientStream(
                        loop, response, isEvents, sent -> whenRead(sent, timeToRead, end), end);
        pieces.subscribe(stream);
    }

    /** Sends an error to a client whose request is not read to its end. */
    void refuse(GatewayReply reply) {
        loop.runOnContext(now -> refuseNow(reply));
    }

    /** The same for a caller on the event loop that must have replied when it returns. */
    void refuseNow(GatewayReply reply) {
        write(reply, true, () -> {});
    }

    private void write(GatewayReply reply, boolean isLast, Runnable lost) {
        if (isReplied) {
            lost.run();
            return;
        }
        isReplied = true;
        // It holds the request, which a client that reads slowly must not keep in memory.
        onHangUp = () -> {};
        onCode.accept(reply.code());
        vertx.cancelTimer(timer);
        response.setStatusCode(reply.code())
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json; charset=UTF-8");
        if (reply.retryAfter() != null) {
            response.putHeader(
                    HttpHeaders.RETRY_AFTER,
                    String.valueOf(Math.max(1, reply.retryAfter().plusMillis(999).toSeconds())));
        }
        if (isLast) {
            response.putHeader(HttpHeaders.CONNECTION, "close");
        }
        Future<Void> sent = response.end(Buffer.buffer(reply.json()));
        if (!sent.succeeded()) {
            sent.onFailure(closed -> lost.run());
            Runnable read = onUnread.apply(reply.json().length);
            sent.onComplete(ended -> read.run());
        }
        whenRead(sent, TIME_TO_READ, () -> end(isLast));
    }

    /** Waits until the last byte of a reply is with the client, or the client's time is over. */
    private void whenRead(Future<Void> sent, Duration timeToRead, Runnable then) {
        if (sent.isComplete()) {
            then.run();
            return;
        }
        long late = vertx.setTimer(timeToRead.toMillis(), slow -> cut());
        sent.onComplete(
                written -> {
                    vertx.cancelTimer(late);
                    then.run();
                });
    }

    /** Vert.x itself closes a connection only once the client has read all, which it never may. */
    void cut() {
        if (request.connection() instanceof ConnectionBase connection) {
            connection.channelHandlerContext().close();
        } else {
            request.connection().close();
        }
    }

    private void end(boolean isLast) {
        onEnd.run();
        if (isLast) {
            closeSoon();
        }
    }

    /** The header alone closes nothing: a client could send on without end. */
    private void closeSoon() {
        if (request.isEnded()) {
            request.connection().close();
            return;
        }
        long linger = vertx.setTimer(LINGER_MILLIS, late -> request.connection().close());
        request.end()
                .onComplete(
                        whole -> {
                            vertx.cancelTimer(linger);
                            request.connection().close();
                        });
    }

    private void hangUp() {
        if (stream != null) {
            stream.cancel();
        } else if (!isReplied) {
            isReplied = true;
            onCode.accept(GONE);
            vertx.cancelTimer(timer);
            onEnd.run();
            Runnable gone = onHangUp;
            onHangUp = () -> {};
            gone.run();
        }
    }
}
