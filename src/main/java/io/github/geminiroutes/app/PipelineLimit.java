package io.github.geminiroutes.app;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Hands the requests of a connection to Vert.x one at a time, each after the answer to the one
 * before, and closes a connection on which too many wait. Vert.x would keep as many as a client
 * likes to send, and would write a stack trace for each connection that ends while a request of
 * those is not whole.
 */
final class PipelineLimit extends ChannelDuplexHandler {

    /** Browsers and scrapers send one at a time. */
    static final int MOST = 16;

    /** Of requests that wait, heads too. Nobody sends much before an answer: it may refuse. */
    private static final int MOST_BYTES = 64 * 1024;

    /** About what an object takes that stands for a few bytes of a body. */
    private static final int OBJECT_BYTES = 256;

    /** A field takes some objects, whose characters are few where there are many of them. */
    private static final int FIELD_BYTES = 128;

    private static final int SHARE_OF_HEAP = 32;

    /** All servers of a JVM have one heap. */
    private static final Room OF_ALL = new Room(Runtime.getRuntime().maxMemory());

    private final Deque<Object> held = new ArrayDeque<>();
    private final Room room;
    private int heldBytes;
    private int waiting;
    private boolean isPassing;
    private boolean isBusy;
    private boolean isAnswered;
    private boolean isOver;

    /**
     * @param room is that of all connections
     */
    PipelineLimit(Room room) {
        this.room = room;
    }

    /** The memory of what waits on all connections together. */
    static final class Room {

        private final AtomicLong free;

        /**
         * @param heap how many bytes the JVM has
         */
        Room(long heap) {
            free = new AtomicLong(heap / SHARE_OF_HEAP);
        }

        private boolean take(int bytes) {
            boolean isThere = free.addAndGet(-bytes) >= 0;
            if (!isThere) {
                give(bytes);
            }
            return isThere;
        }

        private void give(int bytes) {
            free.addAndGet(bytes);
        }
    }

    /** Bounds a connection that was just made. */
    static void addTo(HttpConnection connection) {
        if (connection instanceof ConnectionBase base) {
            ChannelPipeline pipeline = base.channelHandlerContext().pipeline();
            pipeline.addBefore(
                    base.channelHandlerContext().name(),
                    "gemini-pipeline",
                    new PipelineLimit(OF_ALL));
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext channel, Object message) throws Exception {
        boolean isRequest = message instanceof HttpRequest;
        if (isRequest) {
            waiting++;
            // What its client left behind is no request any more, and is malformed as a rule.
            isOver |= waiting > MOST + 1 || !channel.channel().isActive();
        }
        if (!isOver && held.isEmpty() && mayPass(message)) {
            pass(channel, message);
            return;
        }
        int bytes = weight(message);
        isOver |= heldBytes + bytes > MOST_BYTES;
        isOver = isOver || !room.take(bytes);
        if (isOver) {
            ReferenceCountUtil.release(message);
            channel.close();
        } else {
            heldBytes += bytes;
            held.add(alone(message));
        }
    }

    /** A few bytes of a body would keep all that was read with them. */
    private static Object alone(Object message) {
        if (!(message instanceof HttpContent content) || !content.content().isReadable()) {
            return message;
        }
        HttpContent copy = content.replace(Unpooled.copiedBuffer(content.content()));
        copy.setDecoderResult(content.decoderResult());
        content.release();
        return copy;
    }

    /** The rest of a request goes with it. */
    private boolean mayPass(Object message) {
        return !(isBusy && message instanceof HttpRequest);
    }

    private void pass(ChannelHandlerContext channel, Object message) throws Exception {
        isBusy |= message instanceof HttpRequest;
        isPassing = true;
        try {
            super.channelRead(channel, message);
        } finally {
            isPassing = false;
            endAnswered();
        }
    }

    private void endAnswered() {
        isBusy &= !isAnswered;
        isAnswered = false;
    }

    /** Vert.x is done with an answer only after it is written. */
    private void goOnSoon(ChannelHandlerContext channel) {
        if (!held.isEmpty()) {
            channel.executor().execute(() -> goOn(channel));
        }
    }

    private void goOn(ChannelHandlerContext channel) {
        while (!held.isEmpty() && mayPass(held.peek())) {
            Object message = held.remove();
            give(weight(message));
            try {
                pass(channel, message);
            } catch (Exception e) {
                channel.fireExceptionCaught(e);
            }
        }
        // An answer that was written meanwhile is sent only then.
        channel.fireChannelReadComplete();
    }

    private void give(int bytes) {
        heldBytes -= bytes;
        room.give(bytes);
    }

    private static int weight(Object message) {
        int bytes = OBJECT_BYTES;
        if (message instanceof HttpRequest request) {
            bytes += request.uri().length() + weight(request.headers());
        }
        if (message instanceof HttpContent content) {
            bytes += content.content().readableBytes();
        }
        if (message instanceof LastHttpContent last) {
            bytes += weight(last.trailingHeaders());
        }
        return bytes;
    }

    private static int weight(HttpHeaders headers) {
        int bytes = 0;
        for (Map.Entry<String, String> field : headers) {
            bytes += FIELD_BYTES + field.getKey().length() + field.getValue().length();
        }
        return bytes;
    }

    @Override
    public void channelInactive(ChannelHandlerContext channel) throws Exception {
        isOver = true;
        held.forEach(ReferenceCountUtil::release);
        held.clear();
        give(heldBytes);
        super.channelInactive(channel);
    }

    @Override
    public void write(ChannelHandlerContext channel, Object message, ChannelPromise promise)
            throws Exception {
        boolean isLast = message instanceof LastHttpContent && !isInterim(message);
        super.write(channel, message, promise);
        if (isLast) {
            waiting--;
            isAnswered = true;
            if (!isPassing) {
                endAnswered();
                goOnSoon(channel);
            }
        }
    }

    /** After {@code 100 Continue}, which is whole in itself, its request still waits. */
    private static boolean isInterim(Object message) {
        return message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    }
}
