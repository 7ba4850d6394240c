package io.github.geminiroutes.support;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Java keeps a buffer outside the heap for each thread, as large as one write. */
final class InPieces extends OutputStream {

    private static final int LONGEST_PIECE = 64 * 1024;

    private final FileChannel channel;

    InPieces(FileChannel channel) {
        this.channel = channel;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        for (int at = from; at < from + count; ) {
            int piece = Math.min(LONGEST_PIECE, from + count - at);
            at += channel.write(ByteBuffer.wrap(bytes, at, piece));
        }
    }
}
