package io.github.geminiroutes.table;

import java.io.Closeable;
import java.io.IOException;

/**
 * Cuts a text into records: into lines, or by RFC 4180, where a quoted cell may have line breaks. A
 * record that is too long is cut, and the next one begins behind it. One with a quote that is never
 * closed is the last.
 */
final class Records implements Closeable {

    /** The beginning of that problem. */
    static final String OPEN_QUOTE = "has a quote that is never closed";

    /**
     * @param line where it begins, from 1
     * @param text without the line end; cut where it is too long
     * @param problem why it cannot be read; null if it can
     * @param isBlank whether it is no record; empty cells are one, also where tabs separate them
     */
    record Cut(long line, String text, String problem, boolean isBlank) {}

    /** Where the reading stands in a record. */
    private enum At {
        CELL_BEGIN,
        CELL,
        QUOTED,
        AFTER_QUOTE
    }

    private static final int SHOWN = 1_000;

    private final Characters in;
    private final int separator;
    private final int longest;
    private final StringBuilder text = new StringBuilder();
    private long line = 1;
    private long quoted;

    /**
     * @param separator between two cells; 0: each line is a record
     * @param longest the longest record in characters
     */
    Records(Characters in, char separator, int longest) {
        this.in = in;
        this.separator = separator == 0 ? -1 : separator;
        this.longest = longest;
    }

    /** The next record that is not blank; null after the last. */
    Cut next() throws IOException {
        Cut cut = cut();
        while (cut != null && cut.isBlank) {
            cut = cut();
        }
        return cut;
    }

    private Cut cut() throws IOException {
        text.setLength(0);
        long begin = line;
        long dropped = 0;
        boolean isBlank = true;
        At at = At.CELL_BEGIN;
        int c = in.read();
        if (c < 0) {
            return null;
        }
        while (c >= 0 && (at == At.QUOTED || c != '\n' && c != '\r')) {
            if (c == '\n') {
                line++;
            }
            if (text.length() < longest) {
                text.append((char) c);
            } else {
                dropped++;
            }
            isBlank &= c != separator && Character.isWhitespace(c);
            at = next(at, c);
            c = in.read();
        }
        if (c >= 0) {
            endLine(c);
        } else if (at == At.QUOTED) {
            return ofOpenQuote(begin);
        }
        if (dropped > 0) {
            return tooLong(begin, dropped, isBlank);
        }
        boolean isWrong = text.indexOf(String.valueOf(Characters.WRONG)) >= 0;
        return new Cut(
                begin,
                text.toString(),
                isWrong ? "has bytes that are no character: save the file as UTF-8" : null,
                isBlank);
    }

    private At next(At at, int c) {
        if (separator < 0) {
            return At.CELL;
        }
        if (at == At.QUOTED) {
            return c == '"' ? At.AFTER_QUOTE : At.QUOTED;
        }
        if (c == separator) {
            return At.CELL_BEGIN;
        }
        // A quote opens a cell at its beginning, and two of them within one are a quote.
        if (c != '"' || at == At.CELL) {
            return At.CELL;
        }
        if (at == At.CELL_BEGIN) {
            quoted = line;
        }
        return At.QUOTED;
    }

    private void endLine(int c) throws IOException {
        line++;
        if (c == '\r') {
            int next = in.read();
            if (next >= 0 && next != '\n') {
                in.unread(String.valueOf((char) next));
            }
        }
    }

    private Cut tooLong(long begin, long dropped, boolean isBlank) {
        return new Cut(
                begin,
                text.substring(0, Math.min(SHOWN, text.length())),
                "has %d characters, the limit is %d (gemini.max-request-size, or a 48th of the heap)"
                        .formatted(longest + dropped, longest),
                isBlank);
    }

    /** It cannot be told where the cell was to end: what follows is no row that could be asked. */
    private Cut ofOpenQuote(long begin) {
        return new Cut(
                begin,
                text.substring(0, Math.min(SHOWN, text.length())),
                OPEN_QUOTE
                        + (quoted == begin ? "" : ", opened in line " + quoted)
                        + ": close or double it, nothing from here on is asked",
                false);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
