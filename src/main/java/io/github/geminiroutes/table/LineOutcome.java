package io.github.geminiroutes.table;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Finds the outcome in a line of a progress file, as {@link ProgressLine} writes it. */
public final class LineOutcome {

    private static final byte[] ROW = "{\"row\":".getBytes(StandardCharsets.UTF_8);
    private static final byte[] SHA256 = "\"sha256\":\"".getBytes(StandardCharsets.UTF_8);
    private static final int SHA256_LENGTH = 65;

    private LineOutcome() {}

    /**
     * Where the outcome of a row begins in its line: with the comma before its name.
     *
     * @return -1 if it is no line of a row, or is not as it was written
     */
    public static int at(byte[] line, int length) {
        if (length < ROW.length
                || !Arrays.equals(line, 0, ROW.length, ROW, 0, ROW.length)
                || hasControl(line, length)) {
            return -1;
        }
        for (int at = ROW.length; at + SHA256.length + SHA256_LENGTH < length; at++) {
            if (line[at] == SHA256[0]
                    && Arrays.equals(line, at, at + SHA256.length, SHA256, 0, SHA256.length)) {
                return at + SHA256.length + SHA256_LENGTH;
            }
        }
        return -1;
    }

    /** Zeros are what a power failure leaves; an editor may have ended the line in its own way. */
    private static boolean hasControl(byte[] line, int length) {
        for (int i = 0; i < length - 1; i++) {
            if (line[i] >= 0 && line[i] < ' ') {
                return true;
            }
        }
        return false;
    }
}
