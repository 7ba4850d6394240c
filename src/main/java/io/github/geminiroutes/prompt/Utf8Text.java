package io.github.geminiroutes.prompt;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * Strict UTF-8: a wrong byte is an error, never a replacement character sent to Gemini. UTF-16 and
 * UTF-32 are read, too, where they are certain.
 */
public final class Utf8Text {

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private Utf8Text() {}

    /**
     * The text without a byte order mark.
     *
     * @throws InvalidPromptException at the first byte that is not UTF-8
     */
    public static String decode(byte[] content) {
        String wide = TextEncoding.decodeWide(content);
        String text = wide == null ? decodeUtf8(content) : wide;
        return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    }

    /**
     * Checked piece by piece before it is decoded: a buffer for the characters of the whole takes
     * twice its bytes, and their copy as much again.
     */
    private static String decodeUtf8(byte[] content) {
        int valid = validLength(content);
        if (valid < content.length) {
            throw malformed(content, valid);
        }
        return new String(content, StandardCharsets.UTF_8);
    }

    /** The length of a text in bytes, without encoding it. */
    static long length(String text) {
        long bytes = text.length();
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character >= 0x80) {
                // Half of a surrogate pair: the pair is 4 bytes, so each half is 2.
                bytes += character < 0x800 || Character.isSurrogate(character) ? 1 : 2;
            }
        }
        return bytes;
    }

    /** Whether it has a lone surrogate, which UTF-8 cannot represent. */
    static boolean hasHalfCharacter(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!Character.isSupplementaryCodePoint(text.codePointAt(i))) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    private static InvalidPromptException malformed(byte[] content, int offset) {
        int line = 1;
        for (int i = 0; i < offset; i++) {
            line += content[i] == '\n' ? 1 : 0;
        }
        return new InvalidPromptException(
                "byte %d (0x%02X) is not UTF-8: encode the prompt as UTF-8"
                        .formatted(offset, content[offset] & 0xFF),
                line);
    }

    /** Decodes in small steps, up to the first wrong byte. */
    private static int validLength(byte[] content) {
        ByteBuffer bytes = ByteBuffer.wrap(content);
        CharBuffer characters = CharBuffer.allocate(8192);
        var decoder = StandardCharsets.UTF_8.newDecoder();
        CoderResult result;
        do {
            characters.clear();
            result = decoder.decode(bytes, characters, true);
        } while (result.isOverflow());
        return bytes.position();
    }
}
