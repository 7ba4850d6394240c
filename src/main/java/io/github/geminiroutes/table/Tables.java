package io.github.geminiroutes.table;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/** Opens tables by the ending of their name. */
public final class Tables {

    private Tables() {}

    /** Whether a file of this name is read as a table. */
    public static boolean isOne(String name) {
        String ending = ending(name);
        return ending.equals("csv") || ending.equals("tsv") || isOfLines(name);
    }

    /** Whether a file of this name has JSON Lines. */
    public static boolean isOfLines(String name) {
        return ending(name).equals("jsonl");
    }

    private static String ending(String name) {
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    /**
     * Opens a table; only its head is read.
     *
     * @param name its ending tells the kind
     * @param in is closed with the table, and where it is none
     * @param separator between two cells; 0: it is found
     * @param longest the longest row in characters
     * @throws NoTableException if the first lines are no table
     * @throws IOException if it cannot be read
     */
    public static Table open(String name, InputStream in, char separator, int longest)
            throws IOException {
        try {
            Characters characters = new Characters(in);
            CharSequence head = characters.head();
            refuse(head);
            if (isOfLines(name)) {
                return new JsonLines(characters, longest);
            }
            return new CsvTable(characters, separator(name, separator, head), longest);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    /**
     * Counts the rows of a table. It keeps nothing of them: no memory is set aside for that.
     *
     * @param in is closed
     * @param separator as for {@link #open}
     * @throws IOException if it cannot be read
     */
    public static long count(String name, InputStream in, char separator) throws IOException {
        try (Characters characters = new Characters(in)) {
            boolean hasHead = !isOfLines(name);
            char cut = hasHead ? separator(name, separator, characters.head()) : 0;
            Records records = new Records(characters, cut, 0);
            long count = 0;
            while (records.next() != null) {
                count++;
            }
            return hasHead ? count - 1 : count;
        }
    }

    /**
     * Looks for a quote that is never closed, where the file is short: it would take all rows
     * behind it for one cell, and is best known before the first row is asked.
     *
     * @param in is closed
     * @param separator as for {@link #open}
     * @param most so many characters are read, and a record more
     * @throws NoTableException if there is one
     * @throws IOException if it cannot be read
     */
    public static void refuseOpenQuote(
            String name, InputStream in, char separator, int longest, long most)
            throws IOException {
        try (Characters characters = new Characters(in)) {
            if (isOfLines(name)) {
                return;
            }
            Records records =
                    new Records(characters, separator(name, separator, characters.head()), longest);
            long read = 0;
            Records.Cut cut = records.next();
            while (cut != null && read < most) {
                if (cut.problem() != null && cut.problem().startsWith(Records.OPEN_QUOTE)) {
                    throw new NoTableException(cut.problem(), cut.line());
                }
                read += cut.text().length() + 1L;
                cut = records.next();
            }
        }
    }

    private static char separator(String name, char separator, CharSequence head)
            throws IOException {
        if (separator != 0) {
            return separator;
        }
        return ending(name).equals("tsv") ? '\t' : Separator.of(head);
    }

    private static void refuse(CharSequence head) throws NoTableException {
        for (int i = 0; i < head.length(); i++) {
            char c = head.charAt(i);
            if (c == '\0' || c == Characters.WRONG) {
                throw new NoTableException(
                        "the file is no text in UTF-8, or in UTF-16 with a mark: save it as 'CSV UTF-8'",
                        0);
            }
        }
    }
}
