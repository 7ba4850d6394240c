package io.github.geminiroutes.support;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/**
 * Bounds the lines of a text that is read: a file that a disk has filled with zeros is one line
 * without an end, which nobody may keep in memory.
 */
public final class LineLimit extends FilterReader {

    private final int most;
    private int length;

    /**
     * @param most characters of a line
     */
    public LineLimit(Reader text, int most) {
        super(text);
        this.most = most;
    }

    /**
     * @throws IOException also for a line that is longer
     */
    @Override
    public int read() throws IOException {
        char[] one = new char[1];
        return read(one, 0, 1) < 0 ? -1 : one[0];
    }

    /**
     * @throws IOException also for a line that is longer
     */
    @Override
    public int read(char[] buffer, int from, int count) throws IOException {
        int read = super.read(buffer, from, count);
        for (int i = from; i < from + read; i++) {
            length = buffer[i] == '\n' ? 0 : length + 1;
            if (length > most) {
                throw new IOException("a line has more than " + most + " characters");
            }
        }
        return read;
    }
}
