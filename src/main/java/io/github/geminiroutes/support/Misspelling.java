package io.github.geminiroutes.support;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Recognises a key that is another one with a slip of the pen. */
public final class Misspelling {

    /** Keys of fewer letters are one slip from too many other words. */
    private static final int SHORTEST = 4;

    /** From this length on, two slips are allowed. */
    private static final int LONG = 8;

    private static final int LONGEST = 40;

    private static final int TOO_MANY = Integer.MAX_VALUE;

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
        return new Known(known).nearest(key);
    }

    /** Known keys, made ready for many comparisons. */
    public static final class Known {

        private final Map<String, String> plainByWord = new TreeMap<>();

        /**
         * @param words the keys that exist
         */
        public Known(Collection<String> words) {
            words.forEach(word -> plainByWord.put(word, plain(word)));
        }

        /** The one that {@code key} most likely stands for; null if it resembles none. */
        public String nearest(String key) {
            String plain = plain(key);
            if (plain.length() > LONGEST) {
                return null;
            }
            String nearest = null;
            int least = Integer.MAX_VALUE;
            for (Map.Entry<String, String> word : plainByWord.entrySet()) {
                int slips = slips(plain, word.getValue());
                if (slips < least) {
                    least = slips;
                    nearest = word.getKey();
                }
            }
            return nearest;
        }
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
        return slips(key, word) != TOO_MANY;
    }

    /** How many slips lead from one to the other; {@link #TOO_MANY} if they are different words. */
    private static int slips(String key, String word) {
        int allowed = word.length() < SHORTEST ? 0 : word.length() < LONG ? 1 : 2;
        // Each letter more or less is a slip.
        return Math.abs(key.length() - word.length()) <= allowed
                ? distance(key, word, allowed)
                : TOO_MANY;
    }

    /**
     * Letters inserted, left out or exchanged; two neighbours that changed places count once. A
     * start compares thousands of names: only places that few slips lead to are looked at.
     */
    private static int distance(String a, String b, int allowed) {
        int[][] rows = new int[3][b.length() + 1];
        int leastBefore = 0;
        for (int i = 0; i <= a.length(); i++) {
            int[] row = rows[i % 3];
            Arrays.fill(row, allowed + 1);
            int leastOfRow = allowed + 1;
            int end = Math.min(b.length(), i + allowed);
            for (int j = Math.max(0, i - allowed); j <= end; j++) {
                row[j] = i == 0 || j == 0 ? i + j : step(a, b, rows, i, j);
                leastOfRow = Math.min(leastOfRow, row[j]);
            }
            // A step looks back two rows at most.
            if (Math.min(leastOfRow, leastBefore) > allowed) {
                return TOO_MANY;
            }
            leastBefore = leastOfRow;
        }
        int distance = rows[a.length() % 3][b.length()];
        return distance <= allowed ? distance : TOO_MANY;
    }

    private static int step(String a, String b, int[][] rows, int i, int j) {
        int[] last = rows[(i + 2) % 3];
        int exchange = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int least = Math.min(Math.min(last[j], rows[i % 3][j - 1]) + 1, last[j - 1] + exchange);
        boolean swapped =
                i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, rows[(i + 1) % 3][j - 2] + 1) : least;
    }
}
