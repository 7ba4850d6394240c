package io.github.geminiroutes.prompt;

import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;

/**
 * A growing array whose initial size is nearly right, so that a long request is copied only once.
 */
final class RequestBuffer extends OutputStream {

    /** Room for commas and a few escapes. */
    private static final int SLACK = 64;

    private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

    private final int limit;
    private byte[] bytes;
    private int length;

    /**
     * @param least the expected minimum of bytes
     * @param limit the largest size, in bytes
     */
    RequestBuffer(long least, long limit) {
        this.limit = (int) Math.min(limit, LONGEST_ARRAY);
        this.bytes = new byte[(int) Math.min(least + SLACK, this.limit)];
    }

    @Override
    public void write(int value) {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int count) {
        Objects.checkFromIndexSize(offset, count, source.length);
        long needed = (long) length + count;
        RequestSize.requireAtMost(limit, needed, "the request");
        if (needed > bytes.length) {
            // Escapes made it longer than expected: growing by half limits the copying.
            bytes = Arrays.copyOf(bytes, (int) Math.min(limit, needed + needed / 2));
        }
        System.arraycopy(source, offset, bytes, length, count);
        length += count;
    }

    byte[] toByteArray() {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }
}
