package io.github.geminiroutes.prompt;

import io.github.geminiroutes.support.SingleLine;
import java.util.regex.Pattern;

/** An excerpt of a prompt or an answer for a message: one line, printable, short. */
final class Excerpt {

    /** A long remark of Jackson's that it does not show its input. */
    private static final Pattern JACKSONS_SOURCE =
            Pattern.compile("\\[Source: .*?; (line: \\d+, column: \\d+)]");

    private static final int MAX_NAME = 80;
    private static final int MAX_REASON = 120;
    private static final int MAX_VIOLATION = 240;

    private Excerpt() {}

    /** A key or a name from a prompt, at most 80 characters. */
    static String of(String text) {
        return SingleLine.quoted(text, MAX_NAME);
    }

    /** The message of a library, which may quote a few characters of the prompt. */
    static String ofReason(String text) {
        return SingleLine.quoted(
                text == null ? "no reason given" : JACKSONS_SOURCE.matcher(text).replaceAll("$1"),
                MAX_REASON);
    }

    /** A violation in an answer: its place, which the answer determines, and the rule. */
    static String ofViolation(String text) {
        // The validator writes the place first, and the root has no name.
        return SingleLine.quoted(text.startsWith(": ") ? text.substring(2) : text, MAX_VIOLATION);
    }
}
