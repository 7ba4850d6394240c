package io.github.geminiroutes.app;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Closes a connection on which too many requests wait for the answers before them. Vert.x keeps
 * each of them in memory, as many as a client likes to send.
 */
final class PipelineLimit extends ChannelDuplexHandler {

    /** Browsers and scrapers send one at a time. */
    static final int MOST = 16;

    private int waiting;

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
        if (message instanceof HttpRequest) {
            waiting++;
        }
        if (waiting > MOST) {
            ReferenceCountUtil.release(message);
            channel.close();
            return;
        }
        super.channelRead(channel, message);
    }

    @Override
    public void write(ChannelHandlerContext channel, Object message, ChannelPromise promise)
            throws Exception {
        if (message instanceof LastHttpContent && !isInterim(message)) {
            waiting--;
        }
        super.write(channel, message, promise);
    }

    /** After {@code 100 Continue}, which is whole in itself, its request still waits. */
    private static boolean isInterim(Object message) {
        return message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    }
}
