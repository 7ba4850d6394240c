package io.github.geminiroutes.app;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Hands the requests of a connection to Vert.x one at a time, each after the answer to the one
 * before, and closes a connection on which too many wait. Vert.x would keep as many as a client
 * likes to send, and would write a stack trace for each connection that ends while a request of
 * those is not whole.
 */
final class PipelineLimit extends ChannelDuplexHandler {

    /** Browsers and scrapers send one at a time. */
    static final int MOST = 16;

    /** Of the requests that wait. Nobody sends much before an answer: it may be a refusal. */
    private static final int MOST_BYTES = 64 * 1024;

    /** About what an object takes that stands for a few bytes of a body. */
    private static final int OBJECT_BYTES = 256;

    private final Deque<Object> held = new ArrayDeque<>();
    private int heldBytes;
    private int waiting;
    private boolean isPassing;
    private boolean isBusy;
    private boolean isAnswered;
    private boolean isOver;

    /** Bounds a connection that was just made. */
    static void addTo(HttpConnection connection) {
        if (connection instanceof ConnectionBase base) {
            ChannelPipeline pipeline = base.channelHandlerContext().pipeline();
            pipeline.addBefore(
                    base.channelHandlerContext().name(), "gemini-pipeline", new PipelineLimit());
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext channel, Object message) throws Exception {
        boolean isRequest = message instanceof HttpRequest;
        if (isRequest) {
            waiting++;
            // What its client left behind is no request any more, and is malformed as a rule.
            isOver |= waiting > MOST || !channel.channel().isActive();
        }
        if (!isOver && held.isEmpty() && mayPass(message)) {
            pass(channel, message);
            return;
        }
        heldBytes += weight(message);
        isOver |= heldBytes > MOST_BYTES;
        if (isOver) {
            ReferenceCountUtil.release(message);
            channel.close();
        } else {
            held.add(message);
        }
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
            heldBytes -= weight(message);
            try {
                pass(channel, message);
            } catch (Exception e) {
                channel.fireExceptionCaught(e);
            }
        }
        // An answer that was written meanwhile is sent only then.
        channel.fireChannelReadComplete();
    }

    private static int weight(Object message) {
        return message instanceof HttpContent content
                ? OBJECT_BYTES + content.content().readableBytes()
                : OBJECT_BYTES;
    }

    @Override
    public void channelInactive(ChannelHandlerContext channel) throws Exception {
        isOver = true;
        held.forEach(ReferenceCountUtil::release);
        held.clear();
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
