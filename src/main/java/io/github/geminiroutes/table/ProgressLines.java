package io.github.geminiroutes.table;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/** Reads the lines of a progress file: all of them once, and then single ones. Thread-safe. */
final class ProgressLines {

    private static final int BUFFER = 64 * 1024;

    private final FileChannel channel;

    /** The part of the file that was read last: outcomes are mostly asked for in their order. */
    private final ByteBuffer window = ByteBuffer.allocate(BUFFER);

    private long windowAt = -1;

    ProgressLines(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Notes what all whole lines say.
     *
     * @return where the last one ends
     * @throws IOException if they cannot be read
     */
    synchronized long load(KnownRows known) throws IOException {
        byte[] line = new byte[BUFFER];
        int length = 0;
        long at = 0;
        long position = 0;
        ByteBuffer bytes = ByteBuffer.allocate(BUFFER);
        while (channel.read(bytes.clear(), position) > 0) {
            bytes.flip();
            position += bytes.limit();
            while (bytes.hasRemaining()) {
                byte b = bytes.get();
                if (b == '\n') {
                    ProgressLine.read(line, length, at, known);
                    at += length + 1;
                    length = 0;
                } else {
                    line = length < line.length ? line : Arrays.copyOf(line, length * 2);
                    line[length++] = b;
                }
            }
        }
        return at;
    }

    /**
     * The line that begins at a place, without its end.
     *
     * @throws IOException if it cannot be read
     */
    synchronized byte[] at(long place) throws IOException {
        byte[] line = new byte[512];
        int length = 0;
        for (long at = place; ; at++) {
            byte b = byteAt(at);
            if (b == '\n') {
                return Arrays.copyOf(line, length);
            }
            line = length < line.length ? line : Arrays.copyOf(line, length * 2);
            line[length++] = b;
        }
    }

    private byte byteAt(long at) throws IOException {
        if (windowAt < 0 || at < windowAt || at >= windowAt + window.limit()) {
            window.clear();
            int count = channel.read(window, at);
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
