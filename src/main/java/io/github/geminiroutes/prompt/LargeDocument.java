package io.github.geminiroutes.prompt;

import io.github.geminiroutes.support.FileStamp;
import io.github.geminiroutes.support.Sha256;
import io.github.geminiroutes.support.UntrustedFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;

/**
 * A file that is too large for a request: what tells its kind, and never the whole of it.
 *
 * @param start its first bytes
 * @param tail its last bytes
 * @param sha256 of its content, as 64 hex digits
 * @param stamp of the file when it was read
 */
public record LargeDocument(byte[] start, byte[] tail, String sha256, FileStamp stamp) {

    private static final int START = 64 * 1024;

    /**
     * Reads a file, piece by piece.
     *
     * @throws io.github.geminiroutes.support.FileChangedException if it changed meanwhile
     */
    public static LargeDocument read(UntrustedFiles files, String name) throws IOException {
        return files.read(name, LargeDocument::read);
    }

    private static LargeDocument read(InputStream in, FileStamp stamp) throws IOException {
        byte[] start = in.readNBytes(START);
        Tail tail = new Tail(new SequenceInputStream(new ByteArrayInputStream(start), in));
        String sha256 = Sha256.hex(tail);
        return new LargeDocument(start, tail.last(), sha256, stamp);
    }

    /** Keeps the last bytes that pass. */
    private static final class Tail extends java.io.FilterInputStream {

        private byte[] last = {};

        Tail(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = in.read(bytes, offset, length);
            if (count > 0) {
                int old = Math.min(last.length, Math.max(0, MediaEnd.LENGTH - count));
                int taken = Math.min(count, MediaEnd.LENGTH);
                byte[] now =
                        Arrays.copyOf(
                                Arrays.copyOfRange(last, last.length - old, last.length),
                                old + taken);
                System.arraycopy(bytes, offset + count - taken, now, old, taken);
                last = now;
            }
            return count;
        }

        byte[] last() {
            return last;
        }
    }
}
