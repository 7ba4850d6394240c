package io.github.geminiroutes.support;

/**
 * What a text of JSON takes in memory, counted before its tree is made: a node takes 60 to 250
 * bytes, and an empty object two bytes of text.
 */
public final class JsonWeight {

    /**
     * What a token takes in the tree: an empty object is two of them in two bytes, and takes 85
     * bytes of memory; one with a field is four, and takes 250.
     */
    public static final int PER_TOKEN = 64;

    /** A byte of a text is in memory as it came, as text, as a value, and as it is sent. */
    public static final int PER_BYTE = 4;

    /** Of the most values that a request may have, in bytes of text. */
    public static final int MOST_OF_TREE = 3 * 1024 * 1024;

    private JsonWeight() {}

    /** No JSON has more tokens than this; a text with many commas has fewer. */
    public static long mostTokens(byte[] json) {
        long tokens = 1;
        for (byte one : json) {
            tokens += tokensOf((char) one);
        }
        return tokens;
    }

    /** No JSON has more tokens than this; a text with many commas has fewer. */
    public static long mostTokens(String json) {
        long tokens = 1;
        for (int i = 0; i < json.length(); i++) {
            tokens += tokensOf(json.charAt(i));
        }
        return tokens;
    }

    private static int tokensOf(char one) {
        return switch (one) {
            case '[', '{' -> 2;
            case ']', '}', ',', ':' -> 1;
            default -> 0;
        };
    }

    /**
     * How many bytes of plain text take as much memory as a request, with its tree.
     *
     * @param json a request, which has no more than 100,000 values
     */
    public static long ofRequest(byte[] json) {
        return weight(json.length, mostTokens(json));
    }

    /**
     * How many bytes of plain text take as much memory as a request, with its tree.
     *
     * @param json a request, which has no more than 100,000 values
     */
    public static long ofRequest(String json) {
        return weight(json.length(), mostTokens(json));
    }

    private static long weight(long size, long tokens) {
        return Math.max(size, Math.min(size + MOST_OF_TREE, tokens * (PER_TOKEN / PER_BYTE)));
    }
}
