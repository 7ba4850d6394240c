package io.github.geminiroutes.support;

/**
 * What stands for a name in a map that is kept: the name itself, or the digest of a long one. A
 * path may have 4,000 bytes, and a hundred thousand of these fill a heap.
 */
public final class ShortKey {

    /** As long as a digest in hex. */
    private static final int LONGEST = 64;

    private ShortKey() {}

    /** The same for the same name, and of 64 characters at most. */
    public static String of(String name) {
        return name.length() <= LONGEST ? name : Sha256.hex(name);
    }
}
