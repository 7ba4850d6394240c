package io.github.geminiroutes.prompt;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Whether a file is whole, as far as its format tells: an upload may stall in the middle. */
public enum MediaEnd {
    /** The format has an end, and the file has it. */
    WHOLE,
    /** The format has an end, and the file lacks it. */
    CUT,
    /** The format has no end that is looked for. */
    UNKNOWN;

    /** An end is looked for in so many last bytes: other programs may append a little. */
    static final int LENGTH = 1024;

    private static final int RIFF_HEADER = 8;

    /**
     * @param start the first bytes of the file
     * @param tail the last {@link #LENGTH} bytes, or all if it has fewer
     * @param size of the file in bytes
     */
    static MediaEnd of(byte[] start, byte[] tail, long size) {
        String first = text(start, RIFF_HEADER);
        if (first.startsWith("%PDF-")) {
            return of(text(tail, LENGTH).contains("%%EOF"));
        }
        if (first.startsWith("\u0089PNG")) {
            return of(text(tail, LENGTH).contains("IEND"));
        }
        if (first.startsWith("\u00ff\u00d8\u00ff")) {
            return of(text(tail, LENGTH).contains("\u00ff\u00d9"));
        }
        if (first.startsWith("RIFF") && start.length >= RIFF_HEADER) {
            long rest =
                    Integer.toUnsignedLong(
                            ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getInt(4));
            return of(rest + RIFF_HEADER <= size);
        }
        return UNKNOWN;
    }

    private static MediaEnd of(boolean isWhole) {
        return isWhole ? WHOLE : CUT;
    }

    private static String text(byte[] bytes, int most) {
        return new String(bytes, 0, Math.min(bytes.length, most), StandardCharsets.ISO_8859_1);
    }
}
