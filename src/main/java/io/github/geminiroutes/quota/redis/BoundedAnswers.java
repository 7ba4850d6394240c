package io.github.geminiroutes.quota.redis;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.util.Collection;
import java.util.function.Consumer;

/**
 * Follows the answers on one connection as far as to know where each ends (RESP 2 and 3), and
 * closes the connection on one that is too large or that nobody has asked for. Touched by the
 * connection's thread alone.
 */
final class BoundedAnswers extends ChannelDuplexHandler {

    /** An answer of the script has some thousand: a message of a stop is the longest part. */
    private static final long MOST_BYTES = 256 * 1024L;

    private static final long MOST_VALUES = 10_000;

    /** Longer than any number. */
    private static final int START_OF_LINE = 24;

    private final Consumer<Throwable> down;
    private final StringBuilder line = new StringBuilder();
    private long asked;

    /** Of the answer that is being read, and of pushes before it. */
    private long bytes;

    /** How many values of it are still to come. */
    private long values = 1;

    /** How many bytes of a text are still to come, with its line's end. */
    private long text;

    private boolean isPush;

    /**
     * @param down told why the connection is closed
     */
    BoundedAnswers(Consumer<Throwable> down) {
        this.down = down;
    }

    @Override
    public void write(ChannelHandlerContext context, Object commands, ChannelPromise promise)
            throws Exception {
        asked += commands instanceof Collection<?> several ? several.size() : 1;
        super.write(context, commands, promise);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (message instanceof ByteBuf buffer) {
            try {
                read(buffer);
            } catch (UnboundedAnswerException e) {
                ReferenceCountUtil.release(message);
                down.accept(e);
                context.close();
                return;
            }
        }
        super.channelRead(context, message);
    }

    private void read(ByteBuf buffer) {
        int end = buffer.writerIndex();
        for (int at = buffer.readerIndex(); at < end; ) {
            if (text > 0) {
                long step = Math.min(text, end - at);
                at += (int) step;
                text -= step;
                if (text == 0) {
                    endValue();
                }
            } else {
                count(1);
                byte next = buffer.getByte(at++);
                if (next == '\n') {
                    endLine();
                } else if (line.length() < START_OF_LINE) {
                    line.append((char) next);
                }
            }
        }
    }

    private void count(long more) {
        bytes += more;
        if (bytes > MOST_BYTES) {
            throw new UnboundedAnswerException();
        }
    }

    private void endLine() {
        String start = line.toString().strip();
        line.setLength(0);
        char type = start.isEmpty() ? 0 : start.charAt(0);
        if (values == 1 && type == '>') {
            isPush = true;
        }
        switch (type) {
            case '$', '=', '!' -> {
                long length = number(start);
                count(Math.max(0, length));
                if (length >= 0) {
                    text = length + 2;
                    return;
                }
            }
            case '*', '~', '>' -> add(number(start));
            case '%' -> add(2 * number(start));
            // What is said of a value comes before it.
            case '|' -> add(2 * number(start) + 1);
            default -> {
                // One line is the whole value.
            }
        }
        endValue();
    }

    /** A length that is none, or that is not told before, as no Redis sends it, has no bound. */
    private static long number(String start) {
        if (!start.substring(1).matches("-1|[0-9]{1,9}")) {
            throw new UnboundedAnswerException();
        }
        return Long.parseLong(start.substring(1));
    }

    private void add(long more) {
        values += Math.max(0, more);
        if (values > MOST_VALUES) {
            throw new UnboundedAnswerException();
        }
    }

    private void endValue() {
        values--;
        if (values > 0) {
            return;
        }
        values = 1;
        if (!isPush) {
            asked--;
            bytes = 0;
        }
        isPush = false;
        if (asked < 0) {
            throw new UnboundedAnswerException();
        }
    }

    /** The other end sends more than a Redis does that was asked what it was asked. */
    static final class UnboundedAnswerException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        UnboundedAnswerException() {
            super("the answer is larger than any, or to no question", null, false, false);
        }
    }
}
