package io.github.geminiroutes.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * Copies parts of what a parser reads, as they come and without keeping them. The parser reads
 * ahead: a part is told by its offsets. Of all else only so many bytes may come.
 */
final class PartOfStream extends WatchedStream {

    private static final long NONE = -1;

    private final long mostElsewhere;
    private final OutputStream out;
    private byte[] piece = new byte[0];
    private long read;
    private long elsewhere;
    private boolean isAmongParts;
    private long copied = NONE;
    private OutputStream target;

    /**
     * @param mostElsewhere how many bytes may come that are in no part
     * @param out gets the parts, a line each; null where they are left out
     */
    PartOfStream(InputStream in, long mostElsewhere, OutputStream out) {
        super(in);
        this.mostElsewhere = mostElsewhere;
        this.out = out;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        // The parser is through with the piece before: it is part of the part as a whole.
        copy(read);
        int count = in.read(bytes, offset, length);
        if (count > 0) {
            piece = Arrays.copyOfRange(bytes, offset, offset + count);
            read += count;
            if (!isAmongParts) {
                elsewhere += count;
                requireFew();
            }
        }
        return count;
    }

    private void requireFew() {
        if (elsewhere > mostElsewhere) {
            throw ApiResponses.malformed(
                    "The answer is larger than " + mostElsewhere + " bytes", null);
        }
    }

    /** From an offset that lies in the piece read last, parts follow, and what separates them. */
    void enter(long offset) {
        isAmongParts = true;
        elsewhere -= read - offset;
    }

    /** The parts end before an offset that lies in the piece read last. */
    void leave(long offset) {
        isAmongParts = false;
        elsewhere += read - offset;
        requireFew();
    }

    /**
     * A part begins.
     *
     * @param offset lies in the piece read last
     * @param isLeftOut whether this one goes nowhere
     */
    void begin(long offset, boolean isLeftOut) {
        copied = offset;
        target = isLeftOut ? null : out;
    }

    /** The part ends before an offset. */
    void end(long offset) throws IOException {
        copy(offset);
        copied = NONE;
        if (target != null) {
            target.write('\n');
        }
    }

    private void copy(long to) throws IOException {
        if (copied != NONE && target != null) {
            int from = (int) (copied - (read - piece.length));
            int length = (int) (to - copied);
            for (int i = from; i < from + length; i++) {
                // In JSON they only stand between values.
                if (piece[i] == '\n' || piece[i] == '\r') {
                    piece[i] = ' ';
                }
            }
            target.write(piece, from, length);
            copied = to;
        }
    }
}
