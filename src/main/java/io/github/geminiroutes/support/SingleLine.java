package io.github.geminiroutes.support;

/** Turns text of a server, a user or a library into one line for a log or a message. */
public final class SingleLine {

    private SingleLine() {}

    /**
     * The words of a text on one line: each run of blanks, line ends and control characters becomes
     * one space, and invisible format characters vanish.
     */
    public static String of(String text) {
        StringBuilder line = new StringBuilder(text.length());
        text.codePoints()
                .filter(c -> Character.getType(c) != Character.FORMAT)
                .forEach(
                        c -> {
                            if (isVisible(c)) {
                                line.appendCodePoint(c);
                            } else if (!line.isEmpty() && line.charAt(line.length() - 1) != ' ') {
                                line.append(' ');
                            }
                        });
        return line.toString().strip();
    }

    /**
     * A text as a quotation: each character that cannot be shown on one line becomes a visible
     * question mark.
     *
     * @param most how many chars are shown at most; a text that is longer ends with an ellipsis
     */
    public static String quoted(String text, int most) {
        StringBuilder line = new StringBuilder(Math.min(text.length(), most));
        shortened(text, most)
                .codePoints()
                .forEach(c -> line.appendCodePoint(isPrintable(c) ? c : '?'));
        return line.toString();
    }

    /**
     * The start of a text, with an ellipsis where something is cut off, and no half of a surrogate
     * pair.
     *
     * @param most how many chars the result has at most, 2 or more
     */
    public static String shortened(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = most - 1;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end)
                + "…";
    }

    private static boolean isVisible(int c) {
        return !Character.isISOControl(c)
                && !Character.isWhitespace(c)
                && !Character.isSpaceChar(c)
                && Character.getType(c) != Character.SURROGATE;
    }

    /** Format characters are not printable: some of them reverse the rest of a line. */
    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> true;
        };
    }
}
