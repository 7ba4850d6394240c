package io.github.geminiroutes.api;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * Reads a key as people and their editors write it: with a line end, a byte-order mark, in quotes,
 * or in UTF-16, as PowerShell redirects text.
 */
public final class KeyText {

    private static final String QUOTES = "\"\"''``“”‘’";
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private KeyText() {}

    /**
     * The text of a key file.
     *
     * @throws CharacterCodingException if it is neither UTF-8 nor UTF-16
     */
    static String decode(byte[] bytes) throws CharacterCodingException {
        return plain(charset(bytes).newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    }

    private static Charset charset(byte[] bytes) {
        if (bytes.length < 2) {
            return StandardCharsets.UTF_8;
        }
        int first = bytes[0] & 0xff;
        int second = bytes[1] & 0xff;
        // The letters of a key are one byte and a zero in UTF-16.
        if (first == 0xff && second == 0xfe || first != 0 && second == 0) {
            return StandardCharsets.UTF_16LE;
        }
        return first == 0xfe && second == 0xff || first == 0 && second != 0
                ? StandardCharsets.UTF_16BE
                : StandardCharsets.UTF_8;
    }

    /** The key without what surrounds it: blanks, line ends, a byte-order mark, quotes. */
    public static String plain(String text) {
        String key = withoutMark(text.strip()).strip();
        for (int i = 0; i < QUOTES.length(); i += 2) {
            if (key.length() > 1
                    && key.charAt(0) == QUOTES.charAt(i)
                    && key.charAt(key.length() - 1) == QUOTES.charAt(i + 1)) {
                return key.substring(1, key.length() - 1).strip();
            }
        }
        return key;
    }

    private static String withoutMark(String text) {
        return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    }

    /** Whether this can be a key: one word of plain characters. */
    public static boolean isOneWord(String key) {
        for (int i = 0; i < key.length(); i++) {
            if (key.charAt(i) <= ' ' || key.charAt(i) >= 127) {
                return false;
            }
        }
        return !key.isEmpty();
    }
}
