package io.github.geminiroutes.table;

import io.github.geminiroutes.support.LastingChannel;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Reads the lines of a progress file: all of them once, and then single ones. Thread-safe. */
final class ProgressLines {

    private static final int BUFFER = 64 * 1024;

    /**
     * A line is an answer, which is at most a tenth of the heap, and a few words. What is longer is
     * damage, such as zeros that a power failure leaves.
     */
    private static final int LONGEST =
            (int) Math.min(Integer.MAX_VALUE - 16, Runtime.getRuntime().maxMemory() / 8);

    private final LastingChannel channel;
    private final int longest;

    /** The part of the file that was read last: outcomes are mostly asked for in their order. */
    private final ByteBuffer window = ByteBuffer.allocate(BUFFER);

    private long windowAt = -1;

    ProgressLines(LastingChannel channel) {
        this(channel, LONGEST);
    }

    /**
     * @param longest line in bytes
     */
    ProgressLines(LastingChannel channel, int longest) {
        this.channel = channel;
        this.longest = longest;
    }

    /**
     * Where the last whole line ends.
     *
     * @throws IOException if it cannot be read
     */
    long end() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(BUFFER);
        for (long end = channel.get().size(); end > 0; ) {
            long from = Math.max(0, end - BUFFER);
            channel.get().read(bytes.clear().limit((int) (end - from)), from);
            for (int i = bytes.position() - 1; i >= 0; i--) {
                if (bytes.get(i) == '\n') {
                    return from + i + 1;
                }
            }
            end = from;
        }
        return 0;
    }

    /**
     * Notes what all whole lines say; one that is too long says nothing.
     *
     * @throws IOException if they cannot be read
     */
    synchronized void load(KnownRows known) throws IOException {
        byte[] line = new byte[BUFFER];
        long length = 0;
        long at = 0;
        long position = 0;
        ByteBuffer bytes = ByteBuffer.allocate(BUFFER);
        while (channel.get().read(bytes.clear(), position) > 0) {
            bytes.flip();
            position += bytes.limit();
            while (bytes.hasRemaining()) {
                byte b = bytes.get();
                if (b == '\n') {
                    if (length <= longest) {
                        ProgressLine.read(line, (int) length, at, known);
                    }
                    at += length + 1;
                    length = 0;
                } else {
                    if (length < longest) {
                        line = withRoom(line, (int) length);
                        line[(int) length] = b;
                    }
                    length++;
                }
            }
        }
    }

    /**
     * The line that begins at a place, without its end.
     *
     * @throws IOException if it cannot be read, or is too long
     */
    synchronized byte[] at(long place) throws IOException {
        byte[] line = new byte[512];
        int length = 0;
        for (long at = place; ; at++) {
            byte b = byteAt(at);
            if (b == '\n') {
                return Arrays.copyOf(line, length);
            }
            if (length == longest) {
                throw new IOException("the progress file has a line that is too long");
            }
            line = withRoom(line, length);
            line[length++] = b;
        }
    }

    private byte[] withRoom(byte[] line, int length) {
        return length < line.length
                ? line
                : Arrays.copyOf(line, (int) Math.min(longest, length * 2L));
    }

    private byte byteAt(long at) throws IOException {
        if (windowAt < 0 || at < windowAt || at >= windowAt + window.limit()) {
            window.clear();
            int count = channel.get().read(window, at);
            window.flip();
            windowAt = at;
            if (count <= 0) {
                windowAt = -1;
                throw new EOFException("the progress file ends in a line");
            }
        }
        return window.get((int) (at - windowAt));
    }
}
