package io.github.geminiroutes.support;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Keys in all their encodings: the key, its Base64, also in the middle of a longer text, and its
 * hex in either case, of its bytes in UTF-8, UTF-16 and UTF-32. Each character may be plain or
 * escaped for a URL, JSON, HTML or an e-mail (quoted-printable), in any mix, and escaped again. A
 * text is searched in one pass, however many the keys are. Immutable.
 */
final class KeyForms {

    private static final int ASCII = 128;

    /** Of no key. */
    static final KeyForms NONE =
            new KeyForms(
                    new byte[ASCII], new long[2 * ASCII], new KeyTrie(true), new KeyTrie(false));

    private static final int SEXTET = 6;
    private static final byte PLAIN = 1;
    private static final byte ENCODED = 2;
    private static final byte ANY = PLAIN | ENCODED;

    private static final List<Charset> CHARSETS =
            List.of(
                    StandardCharsets.UTF_8,
                    StandardCharsets.UTF_16LE,
                    StandardCharsets.UTF_16BE,
                    Charset.forName("UTF-32LE"),
                    Charset.forName("UTF-32BE"));

    /** What each character of ASCII may begin: most places of a text need no further look. */
    private final byte[] first;

    /** What the first two characters may be, a bit for each pair: almost all places end there. */
    private final long[] pairs;

    private final KeyTrie plain;
    private final KeyTrie encoded;

    private KeyForms(byte[] first, long[] pairs, KeyTrie plain, KeyTrie encoded) {
        this.first = first;
        this.pairs = pairs;
        this.plain = plain;
        this.encoded = encoded;
    }

    /**
     * These, and one more.
     *
     * @param key a text of at least two characters
     */
    KeyForms with(String key) {
        byte[] begins = first.clone();
        long[] beginnings = pairs.clone();
        KeyTrie texts = plain;
        for (String text : caseless(key)) {
            addBeginning(begins, beginnings, text);
            texts = texts.with(new KeyForm.Escaped(text));
        }
        KeyTrie forms = encoded;
        for (String form : base64(key)) {
            begins[form.charAt(0)] |= ENCODED;
            addPair(beginnings, form.charAt(0), form.charAt(1));
            for (char next = 0; next < ASCII; next++) {
                if (EscapedCharacter.isEscape(next)) {
                    addPair(beginnings, form.charAt(0), next);
                }
            }
            forms = forms.with(new KeyForm.Exact(form));
        }
        return new KeyForms(begins, beginnings, texts, forms);
    }

    private static void addBeginning(byte[] begins, long[] beginnings, String text) {
        for (char c = 0; c < ASCII; c++) {
            if (EscapedCharacter.mayBe(c, text.charAt(0))) {
                begins[c] |= PLAIN;
                for (char next = 0; next < ASCII; next++) {
                    if (EscapedCharacter.isEscape(c)
                            || EscapedCharacter.mayBe(next, text.charAt(1))) {
                        addPair(beginnings, c, next);
                    }
                }
            }
        }
    }

    private static void addPair(long[] pairs, char c, char next) {
        pairs[2 * c + next / Long.SIZE] |= 1L << next;
    }

    private static Set<String> caseless(String key) {
        Set<String> texts = new LinkedHashSet<>();
        texts.add(key);
        for (Charset charset : CHARSETS) {
            texts.add(HexFormat.of().formatHex(key.getBytes(charset)));
        }
        return texts;
    }

    private static Set<String> base64(String key) {
        Set<String> forms = new LinkedHashSet<>();
        for (Charset charset : CHARSETS) {
            byte[] bytes = key.getBytes(charset);
            for (int before = 0; before < 3; before++) {
                forms.add(within(bytes, before, Base64.getEncoder()));
                forms.add(within(bytes, before, Base64.getUrlEncoder()));
            }
        }
        return forms;
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
        StringBuilder masked = null;
        Unescaped unescaped = new Unescaped(text);
        int copied = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int end = c < ASCII && first[c] == 0 ? -1 : endOfKey(text, unescaped, i);
            if (end > 0) {
                masked = masked == null ? new StringBuilder(text.length()) : masked;
                masked.append(text, copied, i).append(KeyMask.MASK);
                copied = end;
                i = end - 1;
            }
        }
        return masked == null ? text : masked.append(text, copied, text.length()).toString();
    }

    private int endOfKey(String text, Unescaped unescaped, int at) {
        if (at + 1 >= text.length()) {
            return -1;
        }
        char c = text.charAt(at);
        char next = text.charAt(at + 1);
        if (c >= ASCII) {
            return plain.end(text, at);
        }
        if (next < ASCII && (pairs[2 * c + next / Long.SIZE] >>> next & 1) == 0) {
            return -1;
        }
        int end = (first[c] & PLAIN) == 0 ? -1 : plain.end(text, at);
        end = (first[c] & ENCODED) == 0 ? end : Math.max(end, encoded.end(text, at));
        return end > 0 ? end : endUnescaped(c, unescaped, at);
    }

    private int endUnescaped(char c, Unescaped text, int at) {
        byte begins = EscapedCharacter.isEscape(c) ? ANY : first[c];
        int end = (begins & PLAIN) == 0 ? -1 : plain.endUnescaped(text, at);
        return (begins & ENCODED) == 0 ? end : Math.max(end, encoded.endUnescaped(text, at));
    }

    /** Never a key. */
    @Override
    public String toString() {
        return "KeyForms[]";
    }
}
