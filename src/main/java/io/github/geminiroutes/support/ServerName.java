package io.github.geminiroutes.support;

/**
 * The one gate for a name that a server gives: of a model, a tier, a quota, a reason, an answer.
 * Behind it a name is one line of plain characters without a key, so that a field, a log line, a
 * metric and a header can hold it.
 */
public final class ServerName {

    /** The longest name, in characters. */
    public static final int MAX_LENGTH = 128;

    /** What is looked at of a longer one: a key must not be cut before it is found. */
    private static final int LOOKED_AT = 8 * MAX_LENGTH;

    private static final String PLAIN_MARKS = " ._:/@+=~,()[]-";
    private static final String CUT = "...";

    private ServerName() {}

    /**
     * The name with a question mark for each character that is not plain ASCII; null if there is
     * none.
     */
    public static String of(String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        String start = text.length() <= LOOKED_AT ? text : text.substring(0, LOOKED_AT);
        String known = KeyMask.of(start).strip();
        if (isPlain(known)) {
            return known;
        }
        StringBuilder name = new StringBuilder(MAX_LENGTH);
        int end = known.length() <= MAX_LENGTH ? known.length() : MAX_LENGTH - CUT.length();
        for (int i = 0; i < end; i++) {
            name.append(isPlain(known.charAt(i)) ? known.charAt(i) : '?');
        }
        return end < known.length() ? name.append(CUT).toString() : name.toString();
    }

    private static boolean isPlain(String text) {
        if (text.length() > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (!isPlain(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPlain(char c) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || PLAIN_MARKS.indexOf(c) >= 0;
    }
}
