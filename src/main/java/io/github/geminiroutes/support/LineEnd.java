package io.github.geminiroutes.support;

/** The end of a line: a line feed, or a carriage return without one. */
public final class LineEnd {

    private LineEnd() {}

    /**
     * @param start lies in the line
     * @return the index after its end
     */
    public static int after(String text, int start) {
        for (int i = start; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character == '\n') {
                return i + 1;
            }
            if (character == '\r') {
                return i + 1 < text.length() && text.charAt(i + 1) == '\n' ? i + 2 : i + 1;
            }
        }
        return text.length();
    }
}
