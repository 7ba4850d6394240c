package io.github.geminiroutes.support;

/** Text in which there is nothing to see: it is no prompt and no answer, however long it is. */
public final class BlankText {

    /** It looks like a space, and Unicode counts it as a symbol. */
    private static final int BRAILLE_BLANK = 0x2800;

    /**
     * The ranges of Unicode's property {@code Default_Ignorable_Code_Point} that are not of the
     * category of format characters: fillers, variation selectors, and what is reserved for more of
     * them. Java does not have this property.
     */
    private static final int[][] IGNORABLE = {
        {0x034F, 0x034F},
        {0x115F, 0x1160},
        {0x17B4, 0x17B5},
        {0x180B, 0x180F},
        {0x2065, 0x2065},
        {0x3164, 0x3164},
        {0xFE00, 0xFE0F},
        {0xFFA0, 0xFFA0},
        {0xFFF0, 0xFFF8},
        {0xE0000, 0xE0FFF}
    };

    private BlankText() {}

    /** Whether a text has only blanks and invisible characters, or none. */
    public static boolean isBlank(String text) {
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (isVisible(c)) {
                return false;
            }
            i += Character.charCount(c);
        }
        return true;
    }

    private static boolean isVisible(int c) {
        return !Character.isWhitespace(c)
                && !Character.isSpaceChar(c)
                && !Character.isISOControl(c)
                && Character.getType(c) != Character.FORMAT
                && c != BRAILLE_BLANK
                && !isIgnorable(c);
    }

    private static boolean isIgnorable(int c) {
        for (int[] range : IGNORABLE) {
            if (c >= range[0] && c <= range[1]) {
                return true;
            }
        }
        return false;
    }
}
