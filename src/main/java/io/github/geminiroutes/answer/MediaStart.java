package io.github.geminiroutes.answer;

import java.io.OutputStream;
import java.util.Arrays;

/** Counts what is written and keeps its first bytes. */
final class MediaStart extends OutputStream {

    private final byte[] first;
    private long size;

    MediaStart(int most) {
        first = new byte[most];
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) {
        if (size < first.length) {
            int kept = (int) Math.min(count, first.length - size);
            System.arraycopy(bytes, from, first, (int) size, kept);
        }
        size += count;
    }

    /** How many bytes were written. */
    long size() {
        return size;
    }

    /** The first of them. */
    byte[] bytes() {
        return Arrays.copyOf(first, (int) Math.min(size, first.length));
    }
}
