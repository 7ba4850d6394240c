package io.github.geminiroutes.gateway;

import io.github.geminiroutes.support.JsonWeight;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Reads the body of a request, bounded in size, in time, and in what all bodies together, and those
 * of one token, take of the memory. Used on the event loop only.
 */
final class RequestBody {

    /** For the largest body, at 350 KB a second; a client that is slower is ended. */
    private static final Duration TIME = Duration.ofSeconds(60);

    private static final int TOO_LARGE = 413;
    private static final int TOO_SLOW = 408;
    private static final int UNAVAILABLE = 503;

    private final int most;
    private final RequestMemory memory;

    /**
     * @param most the most bytes of one body
     */
    RequestBody(int most) {
        this(most, Runtime.getRuntime().maxMemory());
    }

    RequestBody(int most, long heap) {
        memory = new RequestMemory(heap);
        this.most = (int) Math.min(most, memory.most() / JsonWeight.PER_BYTE);
    }

    /**
     * Reads a body.
     *
     * @param token the name of the token that sends it
     * @param whole gets it; {@link #release} gives its memory back
     * @param refused gets the reply where it cannot be read; its memory is given back
     */
    void read(
            HttpServerRequest request,
            String token,
            Consumer<byte[]> whole,
            Consumer<GatewayReply> refused) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        // Vert.x has refused a length that is no number.
        if (length != null && (length.length() > 10 || Long.parseLong(length) > most)) {
            refused.accept(tooLarge());
            return;
        }
        Reading reading = new Reading(request, token, whole, refused);
        // Most bodies come with their head, and need no timer.
        Vertx.currentContext().runOnContext(now -> reading.limit());
        request.handler(reading::add);
        request.endHandler(end -> reading.end());
        request.exceptionHandler(gone -> reading.refuse(tooSlow()));
        if (request.getHeader(HttpHeaders.EXPECT) != null) {
            request.response().writeContinue();
        }
    }

    /** Gives the memory of a body back. */
    void release(String token, int bytes) {
        memory.giveBack(token, (long) bytes * JsonWeight.PER_BYTE);
    }

    /** What a body that was read has of the memory, until it is released. */
    RequestMemory.Held held(Asked asked) {
        return memory.held(asked.name(), asked.body().length);
    }

    private GatewayReply tooLarge() {
        return GoogleError.of(
                TOO_LARGE,
                "REQUEST_TOO_LARGE",
                "The request is larger than "
                        + most
                        + " bytes (gemini.max-request-size, at most a tenth of the heap).");
    }

    static GatewayReply tooManyValues() {
        return GoogleError.of(
                TOO_LARGE,
                "REQUEST_TOO_LARGE",
                "The request has more values than the gateway's heap has room for.");
    }

    private static GatewayReply tooSlow() {
        return GoogleError.of(
                TOO_SLOW,
                "REQUEST_TOO_SLOW",
                "The request was not complete after " + TIME.toSeconds() + " s.");
    }

    static GatewayReply tooMuch() {
        return GoogleError.of(
                UNAVAILABLE,
                "REQUESTS_TOO_LARGE",
                "The large requests under way fill the gateway's memory. Please try again.",
                Duration.ofSeconds(1));
    }

    private final class Reading {

        private final HttpServerRequest request;
        private final String token;
        private final Consumer<byte[]> whole;
        private final Consumer<GatewayReply> refused;
        private Buffer bytes = Buffer.buffer();
        private final Vertx vertx = Vertx.currentContext().owner();
        private long timer = -1;
        private boolean isOver;

        Reading(
                HttpServerRequest request,
                String token,
                Consumer<byte[]> whole,
                Consumer<GatewayReply> refused) {
            this.request = request;
            this.token = token;
            this.whole = whole;
            this.refused = refused;
        }

        void limit() {
            if (!isOver) {
                timer = vertx.setTimer(TIME.toMillis(), id -> refuse(tooSlow()));
            }
        }

        void add(Buffer piece) {
            if (isOver) {
                return;
            }
            if (bytes.length() + piece.length() > most) {
                refuse(tooLarge());
                return;
            }
            if (!memory.tryTake(token, (long) piece.length() * JsonWeight.PER_BYTE)) {
                refuse(tooMuch());
                return;
            }
            bytes.appendBuffer(piece);
        }

        void end() {
            if (!isOver) {
                isOver = true;
                vertx.cancelTimer(timer);
                byte[] body = bytes.getBytes();
                // The handlers of the request keep this object until its reply is out.
                bytes = null;
                whole.accept(body);
            }
        }

        void refuse(GatewayReply reply) {
            if (!isOver) {
                isOver = true;
                vertx.cancelTimer(timer);
                release(token, bytes.length());
                bytes = null;
                request.handler(null);
                refused.accept(reply);
            }
        }
    }
}
