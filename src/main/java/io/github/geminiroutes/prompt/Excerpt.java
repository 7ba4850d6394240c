package io.github.geminiroutes.prompt;

import java.util.regex.Pattern;

/** A piece of a prompt or an answer, made fit for a message: one line, printable, short. */
final class Excerpt {

    /** Jackson says at length that it does not show what it read. */
    private static final Pattern JACKSONS_SOURCE =
            Pattern.compile("\\[Source: .*?; (line: \\d+, column: \\d+)]");

    private static final int MAX_NAME = 80;
    private static final int MAX_REASON = 120;
    private static final int MAX_VIOLATION = 240;

    private Excerpt() {}

    /** A key or name somebody wrote, at most 80 characters. */
    static String of(String text) {
        return cut(text, MAX_NAME);
    }

    /** A library's own words, which may quote a few characters of the prompt. */
    static String ofReason(String text) {
        return cut(
                text == null ? "no reason given" : JACKSONS_SOURCE.matcher(text).replaceAll("$1"),
                MAX_REASON);
    }

    /** A complaint about an answer: its place, which the answer chose, and the rule it broke. */
    static String ofViolation(String text) {
        return cut(text, MAX_VIOLATION);
    }

    private static String cut(String text, int max) {
        StringBuilder clean = new StringBuilder(Math.min(text.length(), max));
        int at = 0;
        while (at < text.length()) {
            int character = text.codePointAt(at);
            at += Character.charCount(character);
            if (clean.length() + Character.charCount(character) > max - 1 && at < text.length()) {
                return clean.append('…').toString();
            }
            clean.appendCodePoint(isPrintable(character) ? character : '?');
        }
        return clean.toString();
    }

    /** Format characters go too: they could turn a line of a log around. */
    private static boolean isPrintable(int character) {
        return switch (Character.getType(character)) {
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
