package io.github.geminiroutes.support;

/** Numbers that a person sets. Java reads the digits of every script; the shell and jq do not. */
public final class AsciiNumber {

    private AsciiNumber() {}

    /**
     * The text, if all of it is ASCII.
     *
     * @throws NumberFormatException if it is not
     */
    public static String of(String text) {
        if (!text.chars().allMatch(c -> c < 0x80)) {
            throw new NumberFormatException("a character that is not ASCII");
        }
        return text;
    }
}
