package io.github.geminiroutes.prompt;

import io.github.geminiroutes.support.SingleLine;
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
        return SingleLine.quoted(text, MAX_NAME);
    }

    /** A library's own words, which may quote a few characters of the prompt. */
    static String ofReason(String text) {
        return SingleLine.quoted(
                text == null ? "no reason given" : JACKSONS_SOURCE.matcher(text).replaceAll("$1"),
                MAX_REASON);
    }

    /** A complaint about an answer: its place, which the answer chose, and the rule it broke. */
    static String ofViolation(String text) {
        return SingleLine.quoted(text, MAX_VIOLATION);
    }
}
