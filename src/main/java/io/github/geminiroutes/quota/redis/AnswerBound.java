package io.github.geminiroutes.quota.redis;

import io.lettuce.core.protocol.CommandHandler;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import java.util.function.Consumer;

/**
 * Bounds what a Redis may answer, which the client itself does not: a text or an array without an
 * end would fill the heap, answers to no question would keep a core busy.
 */
final class AnswerBound implements NettyCustomizer {

    private final Consumer<Throwable> down;

    /**
     * @param down told of a connection that is closed for what came over it
     */
    AnswerBound(Consumer<Throwable> down) {
        this.down = down;
    }

    @Override
    public void afterChannelInitialized(Channel channel) {
        ChannelPipeline handlers = channel.pipeline();
        // Behind TLS, and where commands are still commands.
        handlers.addBefore(
                handlers.context(CommandHandler.class).name(),
                "gemini-answer-bound",
                new BoundedAnswers(down));
    }
}
