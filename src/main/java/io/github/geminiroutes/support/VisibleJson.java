package io.github.geminiroutes.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * JSON for a person in front of a terminal: control characters beyond ASCII, and the invisible ones
 * that reverse the text after them, are written as {@code \}{@code u} escapes. A reader of JSON
 * reads the same values.
 */
public final class VisibleJson {

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int DELETE = 0x7f;

    /** The first byte of U+0080 to U+00BF in UTF-8. */
    private static final int LATIN = 0xc2;

    /** The first byte of U+0600 to U+063F. */
    private static final int ARABIC = 0xd8;

    /** The first byte of U+2000 to U+2FFF. */
    private static final int PUNCTUATION = 0xe2;

    private VisibleJson() {}

    /**
     * Escapes what cannot be seen. Outside its strings JSON has none of these characters.
     *
     * @param json in UTF-8
     * @return the same array if there is nothing to escape
     */
    public static byte[] of(byte[] json) {
        ByteArrayOutputStream escaped = null;
        int copied = 0;
        for (int i = 0; i < json.length; i++) {
            byte c = json[i];
            int length = c >= 0 && c != DELETE ? 0 : unseen(json, i);
            if (length > 0) {
                escaped = escaped == null ? new ByteArrayOutputStream(json.length + 64) : escaped;
                escaped.write(json, copied, i - copied);
                escape(codePoint(json, i, length), escaped);
                i += length - 1;
                copied = i + 1;
            }
        }
        if (escaped == null) {
            return json;
        }
        escaped.write(json, copied, json.length - copied);
        return escaped.toByteArray();
    }

    /**
     * Escapes on the way to another stream: what is escaped may be six times as large, and is never
     * in memory as a whole.
     *
     * @param out for JSON in UTF-8; it stays open
     * @return a stream that ends with {@link OutputStream#flush}, between two characters
     */
    public static OutputStream to(OutputStream out) {
        return new Pieces(out);
    }

    /** How many bytes the character has that begins here; 0 if it can be seen. */
    private static int unseen(byte[] json, int at) {
        int first = json[at] & 0xff;
        if (first == DELETE) {
            return 1;
        }
        if ((first == LATIN || first == ARABIC) && at + 1 < json.length) {
            return isUnseen(codePoint(json, at, 2)) ? 2 : 0;
        }
        if (first == PUNCTUATION && at + 2 < json.length) {
            return isUnseen(codePoint(json, at, 3)) ? 3 : 0;
        }
        return 0;
    }

    /**
     * C1 controls, of which U+009B begins a terminal's command; marks, embeddings and isolates of
     * direction; line and paragraph separator.
     */
    private static boolean isUnseen(int c) {
        return c >= 0x80 && c <= 0x9f
                || c == 0x061c
                || c == 0x200e
                || c == 0x200f
                || c >= 0x2028 && c <= 0x202e
                || c >= 0x2066 && c <= 0x2069;
    }

    private static int codePoint(byte[] json, int at, int length) {
        return switch (length) {
            case 1 -> json[at];
            case 2 -> (json[at] & 0x1f) << 6 | json[at + 1] & 0x3f;
            default -> (json[at] & 0x0f) << 12 | (json[at + 1] & 0x3f) << 6 | json[at + 2] & 0x3f;
        };
    }

    private static void escape(int c, ByteArrayOutputStream out) {
        out.write('\\');
        out.write('u');
        for (int shift = 12; shift >= 0; shift -= 4) {
            out.write(HEX[c >> shift & 0xf]);
        }
    }

    private static final class Pieces extends OutputStream {

        private static final int MOST = 8192;

        /** The most bytes of a character. */
        private static final int CHARACTER = 4;

        private final OutputStream out;
        private final byte[] piece = new byte[MOST];
        private int kept;

        Pieces(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int end = offset + length;
            for (int at = offset; at < end; ) {
                int part = Math.min(MOST - kept, end - at);
                System.arraycopy(bytes, at, piece, kept, part);
                kept += part;
                at += part;
                if (kept == MOST) {
                    passOn(beforeTheLastCharacter());
                }
            }
        }

        @Override
        public void flush() throws IOException {
            passOn(kept);
            out.flush();
        }

        private void passOn(int length) throws IOException {
            out.write(of(Arrays.copyOf(piece, length)));
            System.arraycopy(piece, length, piece, 0, kept - length);
            kept -= length;
        }

        /** The rest of that character may be in the next piece. */
        private int beforeTheLastCharacter() {
            int at = MOST - 1;
            while (at > MOST - CHARACTER && (piece[at] & 0xc0) == 0x80) {
                at--;
            }
            return at;
        }
    }
}
