package io.github.geminiroutes.app;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.concurrent.TimeUnit;

/**
 * Takes no further connection from the system while too many are open. Vert.x takes them on a
 * thread of its own, faster than its event loop can look at them and close the surplus: a flood of
 * them would take all file descriptors of the program.
 */
final class AcceptLimit extends ChannelInboundHandlerAdapter {

    private static final String NAME = "gemini-accept";

    private final int most;
    private int open;

    /**
     * @param most more than there may be, as the oldest is closed for a new one
     */
    AcceptLimit(int most) {
        this.most = most;
    }

    /** Bounds the server of a connection that was just made. */
    static void addTo(HttpConnection connection, int most) {
        if (connection instanceof ConnectionBase base) {
            Channel server = base.channelHandlerContext().channel().parent();
            if (server != null && server.pipeline().get(NAME) == null) {
                server.pipeline().addFirst(NAME, new AcceptLimit(most));
            }
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext server, Object message) throws Exception {
        if (message instanceof Channel accepted) {
            count(server.channel(), 1);
            accepted.closeFuture().addListener(closed -> countLater(server.channel(), accepted));
        }
        super.channelRead(server, message);
    }

    /**
     * The file of a closed connection stays open until the event loop has selected once more. What
     * a task schedules runs after that.
     */
    private void countLater(Channel server, Channel closed) {
        EventLoop loop = closed.eventLoop();
        loop.execute(() -> loop.schedule(() -> count(server, -1), 1, TimeUnit.MILLISECONDS));
    }

    private synchronized void count(Channel server, int more) {
        open += more;
        server.config().setAutoRead(open < most);
    }
}
