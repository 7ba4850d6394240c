package io.github.geminiroutes.support;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Recognises a key that is another one with a slip of the pen. */
public final class Misspelling {

    /** Keys of fewer letters are one slip from too many other words. */
    private static final int SHORTEST = 4;

    /** From this length on, two slips are allowed. */
    private static final int LONG = 8;

    private static final int LONGEST = 40;

    private static final String SEPARATORS = "-_ .";

    private Misspelling() {}

    /** Whether the key differs from a known one only by its case, hyphens or a slip or two. */
    public static boolean of(String key, Collection<String> known) {
        String plain = plain(key);
        return plain.length() <= LONGEST
                && known.stream().anyMatch(word -> !word.equals(key) && isSlip(plain, plain(word)));
    }

    /** The known key that this one most likely stands for; null if it resembles none. */
    public static String nearest(String key, Collection<String> known) {
        String plain = plain(key);
        return plain.length() > LONGEST
                ? null
                : known.stream()
                        .filter(word -> isSlip(plain, plain(word)))
                        .min(
                                Comparator.comparingInt(
                                                (String word) -> distance(plain, plain(word)))
                                        .thenComparing(Comparator.naturalOrder()))
                        .orElse(null);
    }

    private static String plain(String key) {
        // By hand: a start compares thousands of names, and a pattern takes most of that time.
        StringBuilder letters = new StringBuilder(key.length());
        for (int i = 0; i < key.length(); i++) {
            char letter = key.charAt(i);
            if (SEPARATORS.indexOf(letter) < 0) {
                letters.append(letter);
            }
        }
        return letters.toString().toLowerCase(Locale.ROOT);
    }

    private static boolean isSlip(String key, String word) {
        if (key.equals(word)) {
            return true;
        }
        int allowed = word.length() < SHORTEST ? 0 : word.length() < LONG ? 1 : 2;
        // Each letter more or less is a slip.
        return Math.abs(key.length() - word.length()) <= allowed && distance(key, word) <= allowed;
    }

    /** Letters inserted, left out or exchanged; two neighbours that changed places count once. */
    private static int distance(String a, String b) {
        int[][] steps = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    steps[i][j] = i + j;
                    continue;
                }
                int exchange = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                int least =
                        Math.min(
                                Math.min(steps[i - 1][j], steps[i][j - 1]) + 1,
                                steps[i - 1][j - 1] + exchange);
                boolean swapped =
                        i > 1
                                && j > 1
                                && a.charAt(i - 1) == b.charAt(j - 2)
                                && a.charAt(i - 2) == b.charAt(j - 1);
                steps[i][j] = swapped ? Math.min(least, steps[i - 2][j - 2] + 1) : least;
            }
        }
        return steps[a.length()][b.length()];
    }
}
