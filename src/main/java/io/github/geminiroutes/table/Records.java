package io.github.geminiroutes.table;

import java.io.Closeable;
import java.io.IOException;

/**
 * Cuts a text into records: into lines, or by RFC 4180, where a quoted cell may have line breaks. A
 * record that is too long, or has a quote that is never closed, ends somewhere all the same, and
 * the next one begins behind it.
 */
final class Records implements Closeable {

    /** A text that opens quotes without end must not be read over and over. */
    private static final int MOST_REPAIRS = 100;

    /**
     * @param line where it begins, from 1
     * @param text without the line end; cut where it is too long
     * @param problem why it cannot be read; null if it can
     */
    record Cut(long line, String text, String problem) {}

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
    private int repairs;
    private long line = 1;

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
        while (cut != null && cut.problem == null && isBlank(cut.text)) {
            cut = cut();
        }
        return cut;
    }

    /** Empty cells are a row, also where they are separated by tabs. */
    private boolean isBlank(String record) {
        return record.isBlank() && record.indexOf(separator) < 0;
    }

    private Cut cut() throws IOException {
        text.setLength(0);
        long begin = line;
        long dropped = 0;
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
            at = next(at, c);
            c = in.read();
        }
        if (c >= 0) {
            endLine(c);
        } else if (at == At.QUOTED) {
            return ofOpenQuote(begin, dropped);
        }
        if (dropped > 0) {
            return tooLong(begin, dropped);
        }
        boolean isWrong = text.indexOf(String.valueOf(Characters.WRONG)) >= 0;
        return new Cut(
                begin,
                text.toString(),
                isWrong ? "has bytes that are no character: save the file as UTF-8" : null);
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
        return c == '"' && at != At.CELL ? At.QUOTED : At.CELL;
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

    private Cut tooLong(long begin, long dropped) {
        return new Cut(
                begin,
                text.substring(0, Math.min(SHOWN, text.length())),
                "has %d characters, the limit is %d (gemini.max-request-size)"
                        .formatted(longest + dropped, longest));
    }

    /** Only the first line is lost: the quote is most likely one too many. */
    private Cut ofOpenQuote(long begin, long dropped) {
        int end = text.indexOf("\n");
        if (dropped == 0 && end >= 0 && repairs < MOST_REPAIRS) {
            repairs++;
            in.unread(text.substring(end + 1));
            line = begin + 1;
            text.setLength(end);
        }
        return new Cut(
                begin,
                text.substring(0, Math.min(SHOWN, text.length())),
                "has a quote that is never closed");
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
