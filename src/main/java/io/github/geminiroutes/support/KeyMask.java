package io.github.geminiroutes.support;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Keeps API keys out of texts. Each key in use is found by its value, however it is encoded; other
 * keys are found by their form: standard keys begin with AIza, newer ones with AQ and a dot. The
 * keys in use belong to the process, because every log line, exception and record passes here.
 */
public final class KeyMask {

    /** What stands in the place of a key. */
    public static final String MASK = "[key]";

    /** A shorter text is no key of Google's, and it would be found in ordinary words. */
    private static final int SHORTEST = 12;

    /**
     * Far more than most hosts have tenants; each takes some 10 KB, as there are 36 forms of it.
     */
    private static final int MOST_KEYS = 2_000;

    private static final Pattern FORM =
            Pattern.compile(
                    "(?i:(?<=api_key:)|(?<=x-goog-api-key[:=])|(?<=x-goog-api-key[:=] )|(?<=[?&]key=))"
                            + "[^\\s'\"&,;]+|AIza[\\w-]{6,}|\\bAQ\\.[\\w.-]{6,}");

    /** In the order in which they came; all are among {@link #inUse}. */
    private static final Set<String> KEYS = new LinkedHashSet<>();

    /** The same, for the look that each call makes. */
    private static final Set<String> KNOWN = ConcurrentHashMap.newKeySet();

    private static volatile KeyForms inUse = KeyForms.NONE;

    private KeyMask() {}

    /**
     * Masks this key from now on; null is none. A text of less than 12 characters is not masked.
     */
    public static void add(String key) {
        if (key != null && key.length() >= SHORTEST && !KNOWN.contains(key)) {
            addNew(key);
        }
    }

    private static synchronized void addNew(String key) {
        if (!KEYS.add(key)) {
            return;
        }
        if (KEYS.size() > MOST_KEYS) {
            dropOldest();
        } else {
            inUse = inUse.with(key);
        }
        KNOWN.add(key);
    }

    /** Each call adds its key, so one that is in use after all comes again. */
    private static void dropOldest() {
        List<String> oldest = KEYS.stream().limit(MOST_KEYS / 10).toList();
        oldest.forEach(KEYS::remove);
        oldest.forEach(KNOWN::remove);
        KeyForms left = KeyForms.NONE;
        for (String key : KEYS) {
            left = left.with(key);
        }
        inUse = left;
    }

    /** The text without any key, in use or not. */
    public static String of(String text) {
        String others = byValue(text);
        return mayHoldForm(others) ? FORM.matcher(others).replaceAll(MASK) : others;
    }

    /** Each line of the log passes here, and the search by the forms takes far longer than this. */
    private static boolean mayHoldForm(String text) {
        for (int i = text.length() - 1; i >= 0; i--) {
            char c = text.charAt(i);
            if (c == 'A' && (text.startsWith("AIza", i) || text.startsWith("AQ.", i))
                    || (c == ':' || c == '=') && i > 0 && (text.charAt(i - 1) | ' ') == 'y') {
                return true;
            }
        }
        return false;
    }

    /** The text without the keys in use. What only looks like a key stays. */
    public static String byValue(String text) {
        return inUse.mask(text);
    }

    /**
     * Bytes in UTF-8 or another encoding that contains ASCII, without the keys in use; the same
     * array if there are none.
     */
    public static byte[] byValue(byte[] text) {
        String known = new String(text, StandardCharsets.ISO_8859_1);
        String masked = byValue(known);
        return masked.equals(known) ? text : masked.getBytes(StandardCharsets.ISO_8859_1);
    }
}
