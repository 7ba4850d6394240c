package io.github.geminiroutes.testing;

import io.netty.channel.ChannelOption;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.impl.ConnectionBase;

/** Carries a reply out on the connection. */
final class ReplyWriter {
    private final Vertx vertx;

    ReplyWriter(Vertx vertx) {
        this.vertx = vertx;
    }

    void write(Reply reply, HttpServerRequest request) {
        HttpServerResponse response = request.response();
        if (response.closed()) {
            return; // the client did not wait
        }
        if (reply instanceof Reply.Whole whole && isStream(request) && whole.answersPrompt()) {
            StreamScript script = new StreamScript();
            script.raw("data: " + new JsonObject(whole.body()).encode() + "\r\n\r\n");
            script.end();
            script.attach(response);
        } else if (reply instanceof Reply.Whole whole) {
            response.putHeader("Content-Type", "application/json; charset=UTF-8");
            whole.headers().forEach(response::putHeader);
            response.setStatusCode(whole.status()).end(whole.body());
        } else if (reply instanceof Reply.Stream stream) {
            stream.script().attach(response);
        } else if (reply instanceof Reply.Paced paced) {
            pace(paced, response);
        } else if (reply instanceof Reply.Late late) {
            vertx.setTimer(late.delay().toMillis(), timer -> write(late.then(), request));
        } else if (reply instanceof Reply.Once once) {
            Context context = vertx.getOrCreateContext();
            once.said().thenRun(() -> context.runOnContext(now -> write(once.then(), request)));
        } else if (reply instanceof Reply.Cut cut) {
            cut(cut.body(), request);
        } else if (reply instanceof Reply.Reset) {
            reset(request);
        }
        // Reply.Hang: nothing is written
    }

    private static boolean isStream(HttpServerRequest request) {
        return request.path().endsWith(":streamGenerateContent");
    }

    private void pace(Reply.Paced paced, HttpServerResponse response) {
        StreamScript script = new StreamScript();
        script.attach(response);
        script.piece("piece 1 ");
        int[] sent = {1};
        vertx.setPeriodic(
                paced.interval().toMillis(),
                timer -> {
                    sent[0]++;
                    boolean isLast = sent[0] >= paced.pieces();
                    if (isLast || response.closed()) {
                        vertx.cancelTimer(timer);
                    }
                    if (isLast) {
                        script.lastPiece("piece " + sent[0]);
                        script.end();
                    } else {
                        script.piece("piece " + sent[0] + ' ');
                    }
                });
    }

    private static void cut(String body, HttpServerRequest request) {
        Buffer whole = Buffer.buffer(body);
        HttpServerResponse response = request.response();
        response.putHeader("Content-Type", "application/json; charset=UTF-8");
        response.putHeader("Content-Length", Integer.toString(whole.length()));
        response.write(whole.slice(0, whole.length() / 2))
                .onComplete(written -> request.connection().close());
    }

    /** Without lingering, closing a socket sends RST in place of FIN. */
    private static void reset(HttpServerRequest request) {
        ConnectionBase connection = (ConnectionBase) request.connection();
        connection.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        connection.close();
    }
}
