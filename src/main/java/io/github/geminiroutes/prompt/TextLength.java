package io.github.geminiroutes.prompt;

/** Counts a text's bytes without encoding it. */
final class TextLength {

    private TextLength() {}

    static long utf8(String text) {
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
}
