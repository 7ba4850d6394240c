package io.github.geminiroutes.prompt;

import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;

/** A growing array that is handed out uncopied where its first size was right. */
final class RequestBuffer extends OutputStream {

    private final long limit;
    private byte[] bytes;
    private int length;

    /**
     * @param size expected, in bytes
     * @param limit the most it takes, in bytes
     */
    RequestBuffer(int size, long limit) {
        this.bytes = new byte[size];
        this.limit = limit;
    }

    @Override
    public void write(int value) {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int count) {
        Objects.checkFromIndexSize(offset, count, source.length);
        long needed = (long) length + count;
        RequestSize.requireAtMost(Math.min(limit, Integer.MAX_VALUE - 8), needed, "the request");
        if (needed > bytes.length) {
            // Escapes made it longer than expected: a quarter more keeps the copying down.
            bytes =
                    Arrays.copyOf(
                            bytes, (int) Math.min(Integer.MAX_VALUE - 8, needed + needed / 4));
        }
        System.arraycopy(source, offset, bytes, length, count);
        length += count;
    }

    byte[] toByteArray() {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }
}
