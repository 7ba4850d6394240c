package io.github.geminiroutes.support;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * One key in all its encodings: each character plain, escaped for a URL, JSON, HTML or an e-mail
 * (quoted-printable), in any mix, in either case, and escaped again; the whole key in Base64, also
 * in the middle of a longer text, and in hex, of its bytes in UTF-8, UTF-16 and UTF-32.
 */
final class KeyForms {

    private static final int SEXTET = 6;
    private static final byte PLAIN = 1;
    private static final byte ENCODED = 2;

    private static final List<Charset> CHARSETS =
            List.of(
                    StandardCharsets.UTF_8,
                    StandardCharsets.UTF_16LE,
                    StandardCharsets.UTF_16BE,
                    Charset.forName("UTF-32LE"),
                    Charset.forName("UTF-32BE"));

    private final String key;
    private final char[] lower;
    private final char[] upper;
    private final List<String> encoded;

    /** The encoded forms by their first character: few begin with the same. */
    private final List<List<String>> encodedBy;

    /** What each character of ASCII may begin: a text is searched in one pass. */
    private final byte[] first = new byte[128];

    /**
     * @param key a text of at least two characters
     */
    KeyForms(String key) {
        this.key = key;
        lower = key.toLowerCase(Locale.ROOT).toCharArray();
        upper = key.toUpperCase(Locale.ROOT).toCharArray();
        Set<String> forms = new LinkedHashSet<>();
        for (Charset charset : CHARSETS) {
            byte[] bytes = key.getBytes(charset);
            for (int before = 0; before < 3; before++) {
                forms.add(within(bytes, before, Base64.getEncoder()));
                forms.add(within(bytes, before, Base64.getUrlEncoder()));
            }
            String hex = HexFormat.of().formatHex(bytes);
            forms.add(hex);
            forms.add(hex.toUpperCase(Locale.ROOT));
        }
        encoded = List.copyOf(forms);
        encodedBy =
                IntStream.range(0, first.length)
                        .mapToObj(c -> encoded.stream().filter(f -> f.charAt(0) == c).toList())
                        .toList();
        for (char c = 0; c < first.length; c++) {
            first[c] = mayBe(0, c) ? PLAIN : 0;
        }
        encoded.forEach(form -> first[form.charAt(0)] |= ENCODED);
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
        return holdsKey(text) ? maskFound(text) : text;
    }

    private boolean holdsKey(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < first.length ? first[c] != 0 && beginsKey(text, i) : endOfKey(text, i) > 0) {
                return true;
            }
        }
        return false;
    }

    private boolean beginsKey(String text, int at) {
        int forms = first[text.charAt(at)];
        return (forms & PLAIN) != 0 && endOfKey(text, at) > 0
                || (forms & ENCODED) != 0 && beginsEncoded(text, at);
    }

    private boolean beginsEncoded(String text, int at) {
        for (String form : encodedBy.get(text.charAt(at))) {
            if (text.startsWith(form, at)) {
                return true;
            }
        }
        return false;
    }

    private String maskFound(String text) {
        StringBuilder masked = new StringBuilder(text.length());
        int copied = 0;
        for (int i = 0; i < text.length(); i++) {
            int end = endOfKey(text, i);
            if (end > 0) {
                masked.append(text, copied, i).append(KeyMask.MASK);
                copied = end;
                i = end - 1;
            }
        }
        String known = masked.append(text, copied, text.length()).toString();
        for (String form : encoded) {
            known = known.replace(form, KeyMask.MASK);
        }
        return known;
    }

    private boolean mayBe(int index, char c) {
        return c == lower[index] || c == upper[index] || isEscape(c);
    }

    private static boolean isEscape(char c) {
        return c == '%' || c == '\\' || c == '&' || c == '=';
    }

    /** The end of the key if it stands here; -1 if it does not. */
    private int endOfKey(String text, int start) {
        // Almost all places end here: the first two characters are looked at before the rest.
        if (start > text.length() - key.length()
                || !mayBe(0, text.charAt(start))
                || !mayBe(1, text.charAt(start + 1)) && !isEscape(text.charAt(start))) {
            return -1;
        }
        int at = start;
        for (int i = 0; i < key.length() && at >= 0; i++) {
            at = EscapedCharacter.after(text, at, key.charAt(i));
        }
        return at;
    }

    /** Never the key. */
    @Override
    public String toString() {
        return "KeyForms[]";
    }
}
