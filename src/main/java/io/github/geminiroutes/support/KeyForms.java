package io.github.geminiroutes.support;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * One key in all its encodings: each character plain, escaped for a URL, JSON, HTML or an e-mail
 * (quoted-printable), in any mix, in either case, and escaped again; the whole key in Base64, also
 * in the middle of a longer text, and in hex.
 */
final class KeyForms {

    private static final int HEX = 16;
    private static final int DECIMAL = 10;
    private static final int SEXTET = 6;

    /** Texts of servers may be long: what is looked at from each place is bounded. */
    private static final int MOST_BACKSLASHES = 8;

    private static final int LONGEST_ENTITY = 10;
    private static final int MOST_PERCENTS = 16;
    private static final String AMPERSAND = "amp;";

    private final String key;
    private final char[] lower;
    private final char[] upper;
    private final List<String> encoded;

    /** Which characters of ASCII one of these begins with: a text is searched in one pass. */
    private final boolean[] isFirst = new boolean[128];

    /**
     * @param key a text of at least two characters
     */
    KeyForms(String key) {
        this.key = key;
        lower = key.toLowerCase(Locale.ROOT).toCharArray();
        upper = key.toUpperCase(Locale.ROOT).toCharArray();
        Set<String> forms = new LinkedHashSet<>();
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        for (int before = 0; before < 3; before++) {
            forms.add(within(bytes, before, Base64.getEncoder()));
            forms.add(within(bytes, before, Base64.getUrlEncoder()));
        }
        String hex = HexFormat.of().formatHex(bytes);
        forms.add(hex);
        forms.add(hex.toUpperCase(Locale.ROOT));
        encoded = List.copyOf(forms);
        encoded.forEach(form -> isFirst[form.charAt(0)] = true);
    }

    boolean isOf(String other) {
        return key.equals(other);
    }

    /** The Base64 digits that depend on the key alone if so many bytes of three stand before it. */
    private static String within(byte[] key, int before, Base64.Encoder base64) {
        byte[] shifted = new byte[before + key.length];
        System.arraycopy(key, 0, shifted, before, key.length);
        int first = (before * Byte.SIZE + SEXTET - 1) / SEXTET;
        int end = shifted.length * Byte.SIZE / SEXTET;
        return base64.encodeToString(shifted).substring(first, end);
    }

    /** The text with each occurrence replaced; the same text if there is none. */
    String mask(String text) {
        String masked = maskCharacters(text);
        if (holdsEncoded(masked)) {
            for (String form : encoded) {
                masked = masked.replace(form, KeyMask.MASK);
            }
        }
        return masked;
    }

    private boolean holdsEncoded(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < isFirst.length && isFirst[c] && beginsEncoded(text, i)) {
                return true;
            }
        }
        return false;
    }

    private boolean beginsEncoded(String text, int at) {
        for (String form : encoded) {
            if (text.startsWith(form, at)) {
                return true;
            }
        }
        return false;
    }

    private String maskCharacters(String text) {
        StringBuilder masked = null;
        int copied = 0;
        int last = text.length() - key.length();
        for (int i = 0; i <= last; i++) {
            // Almost all places end here: the first two characters are looked at before the rest.
            if (mayBe(0, text.charAt(i))
                    && (mayBe(1, text.charAt(i + 1)) || isEscape(text.charAt(i)))) {
                int end = end(text, i);
                if (end > 0) {
                    masked = masked == null ? new StringBuilder(text.length()) : masked;
                    masked.append(text, copied, i).append(KeyMask.MASK);
                    copied = end;
                    i = end - 1;
                }
            }
        }
        return masked == null ? text : masked.append(text, copied, text.length()).toString();
    }

    private boolean mayBe(int index, char c) {
        return c == lower[index] || c == upper[index] || isEscape(c);
    }

    private static boolean isEscape(char c) {
        return c == '%' || c == '\\' || c == '&' || c == '=';
    }

    /** The end of the key if it stands here; -1 if it does not. */
    private int end(String text, int start) {
        int at = start;
        for (int i = 0; i < key.length() && at >= 0; i++) {
            at = after(text, at, key.charAt(i));
        }
        return at;
    }

    /** The place after this character, plain or escaped; -1 if another one stands here. */
    private static int after(String text, int at, char expected) {
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

    /** Never the key. */
    @Override
    public String toString() {
        return "KeyForms[]";
    }
}
