package io.github.geminiroutes.api;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import java.util.function.Consumer;

/**
 * Cuts the body of a streamed answer into its pieces, however the network has cut it. It is read as
 * server-sent events; a server or a gateway that sends one JSON array, or one JSON object, in their
 * place is understood, too. Source of the format: the HTML standard, "Server-sent events". Touched
 * by one thread at a time.
 */
final class PieceParser {

    private static final int[] BYTE_ORDER_MARK = {0xef, 0xbb, 0xbf};

    private final Consumer<byte[]> pieces;
    private final long maxSize;
    private Form form;
    private int marks;

    /** What the bytes are read as, once the first of them has told. */
    interface Form {

        /** Reads some bytes. */
        void read(byte[] bytes, int from, int to);

        /** The bytes of the piece under way. */
        long held();

        /** The body has ended. */
        void end();
    }

    /**
     * @param pieces gets each piece once it is whole
     * @param maxSize the largest piece in bytes
     */
    PieceParser(Consumer<byte[]> pieces, long maxSize) {
        this.pieces = pieces;
        this.maxSize = maxSize;
    }

    /**
     * Reads some bytes.
     *
     * @throws GeminiException if a piece is too large, or the body is neither of the forms
     */
    void read(byte[] bytes) {
        int from = form == null ? start(bytes) : 0;
        if (form != null) {
            form.read(bytes, from, bytes.length);
        }
    }

    /** Passes a byte order mark and white space by; the first other byte tells the form. */
    private int start(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            int b = bytes[i] & 0xff;
            if (marks < BYTE_ORDER_MARK.length && b == BYTE_ORDER_MARK[marks]) {
                marks++;
            } else if (b == '{' || b == '[') {
                form = new JsonForm(pieces, maxSize);
                return i;
            } else if (b != ' ' && b != '\t' && b != '\r' && b != '\n') {
                form = new EventForm(pieces, maxSize);
                return i;
            }
        }
        return bytes.length;
    }

    /**
     * The body has ended.
     *
     * @throws GeminiException if it ended within a JSON text
     */
    void end() {
        if (form != null) {
            form.end();
        }
    }

    /** The bytes that are held of the piece under way. */
    long held() {
        return form == null ? 0 : form.held();
    }

    static GeminiException malformed(String message) {
        return new GeminiException(
                Failure.of(FailureKind.MALFORMED_ANSWER, message).withHttpCode(200));
    }
}
