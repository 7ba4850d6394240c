package io.github.geminiroutes.support;

import java.io.IOException;
import java.io.Reader;

/** The text of a reader that a stranger may have made gigabytes long. */
public final class BoundedText {

    private static final int PIECE = 8192;

    private BoundedText() {}

    /**
     * Reads to the end, and no further than the bound. The reader stays open.
     *
     * @param mostBytes of the text; as a character has a byte or more, what has too many characters
     *     has too many bytes
     * @return null if there is more
     */
    public static String read(Reader reader, long mostBytes) throws IOException {
        StringBuilder text = new StringBuilder();
        char[] piece = new char[PIECE];
        for (int n = reader.read(piece); n >= 0; n = reader.read(piece)) {
            text.append(piece, 0, n);
            if (text.length() > mostBytes) {
                return null;
            }
        }
        return text.toString();
    }
}
