package io.github.geminiroutes.prompt;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Detects texts in UTF-16 and UTF-32, with or without a mark at their beginning: Windows programs
 * write them. Their characters of Western languages have zero bytes at every second place, or at
 * three of four.
 */
final class TextEncoding {

    private record Mark(byte[] bytes, Charset charset) {

        Mark(int first, int second, Charset charset) {
            this(new byte[] {(byte) first, (byte) second}, charset);
        }

        boolean begins(byte[] content) {
            if (content.length < bytes.length) {
                return false;
            }
            for (int i = 0; i < bytes.length; i++) {
                if (content[i] != bytes[i]) {
                    return false;
                }
            }
            return true;
        }
    }

    private static final Charset UTF_32LE = Charset.forName("UTF-32LE");
    private static final Charset UTF_32BE = Charset.forName("UTF-32BE");

    /** The longer marks first: that of UTF-16LE begins that of UTF-32LE. */
    private static final List<Mark> MARKS =
            List.of(
                    new Mark(new byte[] {(byte) 0xFF, (byte) 0xFE, 0, 0}, UTF_32LE),
                    new Mark(new byte[] {0, 0, (byte) 0xFE, (byte) 0xFF}, UTF_32BE),
                    new Mark(0xFF, 0xFE, StandardCharsets.UTF_16LE),
                    new Mark(0xFE, 0xFF, StandardCharsets.UTF_16BE));

    /** UTF-8 has a zero byte only for the character zero, which no text has this often. */
    private static final int NEVER_UTF8 = 8;

    /** Chinese in UTF-16 has zero bytes only in its spaces, digits and line ends. */
    private static final int MAYBE_WIDE = 40;

    private TextEncoding() {}

    /**
     * The text, or null if it is neither UTF-16 nor UTF-32.
     *
     * @throws InvalidPromptException if it has so many zero bytes that it is no UTF-8, but cannot
     *     be read otherwise
     */
    static String decodeWide(byte[] content) {
        for (Mark mark : MARKS) {
            if (mark.begins(content)) {
                String text = decode(content, mark.charset());
                if (text == null) {
                    throw unreadable("its first bytes are the mark of " + mark.charset());
                }
                return text;
            }
        }
        int[] zeros = new int[4];
        for (int i = 0; i < content.length; i++) {
            if (content[i] == 0) {
                zeros[i % 4]++;
            }
        }
        long all = (long) zeros[0] + zeros[1] + zeros[2] + zeros[3];
        boolean isNeverUtf8 = all > 0 && all * NEVER_UTF8 >= content.length;
        boolean isMaybeWide = all > 0 && all * MAYBE_WIDE >= content.length;
        if (!isNeverUtf8 && (!isMaybeWide || isUtf8(content))) {
            return null;
        }
        String text = decodeByZeros(content, zeros);
        if (text == null && isNeverUtf8) {
            throw unreadable("%d of its %d bytes are zero".formatted(all, content.length));
        }
        return text;
    }

    /**
     * The text of bytes that are certain to be one: UTF-8 without the character zero, or UTF-16 or
     * UTF-32 with its mark; null if they are not. The mark is no part of the text.
     */
    static String decodeCertain(byte[] content) {
        Charset charset = StandardCharsets.UTF_8;
        for (Mark mark : MARKS) {
            if (mark.begins(content)) {
                charset = mark.charset();
                break;
            }
        }
        String text = decode(content, charset);
        if (text == null || text.indexOf('\0') >= 0) {
            return null;
        }
        return !text.isEmpty() && text.charAt(0) == '\uFEFF' ? text.substring(1) : text;
    }

    private static String decodeByZeros(byte[] content, int[] zeros) {
        Charset charset;
        if (zeros[0] + zeros[2] == 0) {
            charset = StandardCharsets.UTF_16LE;
        } else if (zeros[1] + zeros[3] == 0) {
            charset = StandardCharsets.UTF_16BE;
        } else if (zeros[0] == 0) {
            charset = UTF_32LE;
        } else if (zeros[3] == 0) {
            charset = UTF_32BE;
        } else {
            return null;
        }
        String text = decode(content, charset);
        return text == null || text.indexOf('\0') >= 0 ? null : text;
    }

    private static boolean isUtf8(byte[] content) {
        return decode(content, StandardCharsets.UTF_8) != null;
    }

    private static String decode(byte[] content, Charset charset) {
        try {
            return charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static InvalidPromptException unreadable(String reason) {
        return new InvalidPromptException(
                "the prompt is no text in UTF-8, UTF-16 or UTF-32 (%s): encode it as UTF-8"
                        .formatted(reason),
                0);
    }
}
