package io.github.geminiroutes.api;

import java.util.Arrays;

/** Bytes that are collected, up to a limit. */
final class PieceBytes {

    private static final int SMALL = 1_024;

    /** What is kept for the next piece: nearly all are smaller. */
    private static final int MOST_KEPT = 16 * 1_024;

    private static final byte[] NOTHING = {};

    private final long maxSize;
    private byte[] bytes = NOTHING;
    private int size;

    /**
     * @param maxSize the most bytes
     */
    PieceBytes(long maxSize) {
        this.maxSize = maxSize;
    }

    /**
     * @throws io.github.geminiroutes.failure.GeminiException if they are too many
     */
    void add(byte[] source, int from, int to) {
        int length = to - from;
        if (size + (long) length > maxSize) {
            throw CallFaults.tooLarge(maxSize);
        }
        if (bytes.length < size + length) {
            long room = Math.max(SMALL, Math.max(size + (long) length, 2L * bytes.length));
            bytes = Arrays.copyOf(bytes, (int) Math.min(room, Integer.MAX_VALUE - 8L));
        }
        System.arraycopy(source, from, bytes, size, length);
        size += length;
    }

    int size() {
        return size;
    }

    /** The byte at a place. */
    byte at(int index) {
        return bytes[index];
    }

    /** Adds the bytes of another from a place on. */
    void add(PieceBytes other, int from) {
        add(other.bytes, from, other.size);
    }

    /** Whether the bytes begin with these letters. */
    boolean startsWith(String ascii) {
        if (size < ascii.length()) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            if (bytes[i] != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Takes all of them. */
    byte[] take() {
        byte[] taken = Arrays.copyOf(bytes, size);
        clear();
        return taken;
    }

    void clear() {
        size = 0;
        if (bytes.length > MOST_KEPT) {
            bytes = NOTHING;
        }
    }
}
