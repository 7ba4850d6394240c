package io.github.geminiroutes.support;

/**
 * A character as it may stand in a text: plain, or escaped for a URL, JSON, HTML or an e-mail
 * (quoted-printable), in either case, and escaped again.
 */
final class EscapedCharacter {

    private static final int HEX = 16;
    private static final int DECIMAL = 10;

    /** Texts of servers may be long: what is looked at from each place is bounded. */
    private static final int MOST_BACKSLASHES = 8;

    private static final int LONGEST_ENTITY = 10;
    private static final int MOST_PERCENTS = 16;
    private static final String AMPERSAND = "amp;";

    private EscapedCharacter() {}

    /** Whether this character of a text may begin the expected one: a quick look. */
    static boolean mayBe(char c, char expected) {
        return isSame(c, expected) || isEscape(c);
    }

    /** Whether an escape may begin with this character. */
    static boolean isEscape(char c) {
        return c == '%' || c == '\\' || c == '&' || c == '=';
    }

    /** The place after this character, plain or escaped; -1 if another one stands here. */
    static int after(String text, int at, char expected) {
        if (at >= text.length()) {
            return -1;
        }
        char c = text.charAt(at);
        if (isSame(c, expected)) {
            int end = c == '=' ? afterCode(text, at + 1, 2, HEX, expected) : -1;
            return end > 0 ? end : at + 1;
        }
        return switch (c) {
            case '=' -> afterEquals(text, at + 1, expected);
            case '%' -> afterPercent(text, at + 1, expected);
            case '&' -> afterEntity(text, at + 1, expected);
            case '\\' -> afterBackslash(text, at, expected);
            default -> -1;
        };
    }

    /** Quoted-printable, with the line break that it may put anywhere. */
    private static int afterEquals(String text, int at, char expected) {
        int end = afterCode(text, at, 2, HEX, expected);
        if (end > 0) {
            return end;
        }
        int line = text.startsWith("\r\n", at) ? at + 2 : text.startsWith("\n", at) ? at + 1 : -1;
        return line > 0 && line < text.length() && text.charAt(line) != '='
                ? after(text, line, expected)
                : line > 0 ? afterCode(text, line + 1, 2, HEX, expected) : -1;
    }

    /** A URL within a URL escapes the percent sign, too. */
    private static int afterPercent(String text, int start, char expected) {
        int at = start;
        int end = afterCode(text, at, 2, HEX, expected);
        while (end < 0 && text.startsWith("25", at) && at - start < MOST_PERCENTS) {
            at += 2;
            end = afterCode(text, at, 2, HEX, expected);
        }
        return end;
    }

    /** JSON within JSON doubles the backslash. */
    private static int afterBackslash(String text, int start, char expected) {
        int at = start;
        while (at < text.length() && text.charAt(at) == '\\' && at - start <= MOST_BACKSLASHES) {
            at++;
        }
        if (at >= text.length()) {
            return -1;
        }
        if (text.charAt(at) == 'u') {
            int end = afterCode(text, at + 1, 4, HEX, expected);
            if (end > 0) {
                return end;
            }
        }
        if (text.charAt(at) == 'x') {
            int end = afterCode(text, at + 1, 2, HEX, expected);
            if (end > 0) {
                return end;
            }
        }
        return isSame(text.charAt(at), expected) ? at + 1 : -1;
    }

    /** HTML within HTML escapes the ampersand, too. */
    private static int afterEntity(String text, int start, char expected) {
        int at = start;
        while (text.startsWith(AMPERSAND, at)
                && at - start < MOST_BACKSLASHES * AMPERSAND.length()) {
            at += AMPERSAND.length();
        }
        int end = at;
        while (end < text.length() && end < at + LONGEST_ENTITY && text.charAt(end) != ';') {
            end++;
        }
        if (end < at + 2 || end >= text.length() || text.charAt(at) != '#') {
            return -1;
        }
        boolean isHex = Character.toLowerCase(text.charAt(at + 1)) == 'x';
        int digits = isHex ? at + 2 : at + 1;
        int code = afterCode(text, digits, end - digits, isHex ? HEX : DECIMAL, expected);
        return code < 0 ? -1 : end + 1;
    }

    private static int afterCode(String text, int at, int length, int radix, char expected) {
        int end = at + length;
        if (length < 1 || end > text.length()) {
            return -1;
        }
        int code = 0;
        for (int i = at; i < end; i++) {
            int digit = Character.digit(text.charAt(i), radix);
            if (digit < 0) {
                return -1;
            }
            code = code * radix + digit;
        }
        return code <= Character.MAX_VALUE && isSame((char) code, expected) ? end : -1;
    }

    private static boolean isSame(char c, char expected) {
        return c == expected || Character.toLowerCase(c) == Character.toLowerCase(expected);
    }
}
