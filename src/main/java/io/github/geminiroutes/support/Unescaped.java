package io.github.geminiroutes.support;

/**
 * Reads a text that was escaped several times over, for a URL, JSON, HTML or an e-mail
 * (quoted-printable) in any order, character by character. What is no escape stands for itself.
 * What was read last is kept: each layer asks for the same places again and again. For one thread.
 */
final class Unescaped {

    /** A server may escape its text as often as it likes: each layer doubles the work. */
    private static final int MOST_LAYERS = 4;

    private static final int HEX = 16;
    private static final int DECIMAL = 10;

    /** HTML allows any number of zeros before the code. */
    private static final int LONGEST_ENTITY = 64;

    /** For the layers of some thirty places: few escapes are longer. */
    private static final int KEPT = 32 * MOST_LAYERS;

    /** No character stands here. */
    static final long NONE = -1;

    private final String text;

    /** Place and layers of what was read; null as long as no escape was met. */
    private long[] known;

    private long[] reads;

    Unescaped(String text) {
        this.text = text;
    }

    /** The character that stands here, with the place after it, or {@link #NONE}. */
    long read(int at) {
        return read(at, MOST_LAYERS);
    }

    /** The character of what was read. */
    static char character(long read) {
        return (char) read;
    }

    /** The place after the character that was read. */
    static int after(long read) {
        return (int) (read >> Character.SIZE);
    }

    private long read(int at, int layers) {
        if (at >= text.length()) {
            return NONE;
        }
        char c = text.charAt(at);
        if (layers == 0 || !EscapedCharacter.isEscape(c)) {
            return of(c, at + 1);
        }
        if (known == null) {
            known = new long[KEPT];
            reads = new long[KEPT];
        }
        // No place has the number 0, as one layer at least is left.
        long place = (long) at * (MOST_LAYERS + 1) + layers;
        int slot = (at * MOST_LAYERS + layers) & KEPT - 1;
        if (known[slot] != place) {
            reads[slot] = unescape(at, layers);
            known[slot] = place;
        }
        return reads[slot];
    }

    private long unescape(int at, int layers) {
        long first = read(at, layers - 1);
        int next = after(first);
        long escaped =
                switch (character(first)) {
                    case '%' -> code(next, 2, HEX, layers - 1);
                    case '=' -> quotedPrintable(next, layers - 1);
                    case '&' -> entity(next, layers - 1);
                    case '\\' -> backslash(next, layers - 1);
                    default -> NONE;
                };
        return escaped == NONE ? first : escaped;
    }

    private static long of(char c, int after) {
        return (long) after << Character.SIZE | c;
    }

    private long code(int at, int length, int radix, int layers) {
        int code = 0;
        int place = at;
        for (int i = 0; i < length; i++) {
            long read = read(place, layers);
            int digit = read == NONE ? -1 : Character.digit(character(read), radix);
            if (digit < 0) {
                return NONE;
            }
            code = code * radix + digit;
            place = after(read);
        }
        return of((char) code, place);
    }

    /** A line break after the sign is none of the text; what follows it may be escaped. */
    private long quotedPrintable(int at, int layers) {
        long end = read(at, layers);
        if (end != NONE && character(end) == '\r') {
            end = read(after(end), layers);
        }
        if (end == NONE || character(end) != '\n') {
            return code(at, 2, HEX, layers);
        }
        long next = read(after(end), layers);
        long escaped =
                next != NONE && character(next) == '=' ? code(after(next), 2, HEX, layers) : NONE;
        return escaped == NONE ? next : escaped;
    }

    /** Browsers take a code without its semicolon, too. */
    private long entity(int at, int layers) {
        long read = read(at, layers);
        if (read == NONE) {
            return NONE;
        }
        if (character(read) == 'a') {
            return ampersand(after(read), layers);
        }
        if (character(read) != '#') {
            return NONE;
        }
        long sign = read(after(read), layers);
        boolean isHex = sign != NONE && (character(sign) | ' ') == 'x';
        int radix = isHex ? HEX : DECIMAL;
        int place = isHex ? after(sign) : after(read);
        int code = 0;
        int digits = 0;
        while (digits < LONGEST_ENTITY && code <= Character.MAX_VALUE) {
            read = read(place, layers);
            int digit = read == NONE ? -1 : Character.digit(character(read), radix);
            if (digit < 0) {
                break;
            }
            code = code * radix + digit;
            digits++;
            place = after(read);
        }
        if (digits == 0 || code > Character.MAX_VALUE) {
            return NONE;
        }
        if (read != NONE && character(read) == ';') {
            return of((char) code, after(read));
        }
        return isInterrupted(read, code) ? NONE : of((char) code, place);
    }

    /** What follows is escaped itself, and may be the rest of the code: 11 is the start of 116. */
    private static boolean isInterrupted(long read, int code) {
        boolean isWhole = code >= ' ' || code == '\r' || code == '\n';
        return read != NONE
                && (character(read) != '&' || !isWhole)
                && EscapedCharacter.isEscape(character(read));
    }

    private long ampersand(int at, int layers) {
        int place = at;
        for (char expected : new char[] {'m', 'p', ';'}) {
            long read = read(place, layers);
            if (read == NONE || character(read) != expected) {
                return NONE;
            }
            place = after(read);
        }
        return of('&', place);
    }

    private long backslash(int at, int layers) {
        long read = read(at, layers);
        if (read == NONE) {
            return NONE;
        }
        int next = after(read);
        return switch (character(read)) {
            case 'u' -> code(next, 4, HEX, layers);
            case 'x' -> code(next, 2, HEX, layers);
            case 'n' -> of('\n', next);
            case 'r' -> of('\r', next);
            // The letter of an escape, itself escaped in another way; JSON escapes no such sign.
            case '%', '=', '&' -> NONE;
            default -> read;
        };
    }
}
