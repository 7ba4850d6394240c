package io.github.geminiroutes.app;

/**
 * How many connections the HTTP server has, whoever its callers are. They leave open files to the
 * work.
 *
 * @param open beyond these the oldest is closed for a new one
 * @param accepted while so many are open, no further one is taken from the system
 */
record ConnectionLimit(int open, int accepted) {

    /** So many more are taken before the oldest are closed for them. */
    private static final int SURPLUS = 256;

    /** A page and a probe. */
    private static final int LEAST = 32;

    /**
     * @param wanted how many are to be open
     * @param files how many files the process may have open for them
     */
    static ConnectionLimit of(int wanted, long files) {
        int accepted = (int) Math.min(wanted + SURPLUS, Math.max(LEAST, files));
        return new ConnectionLimit(accepted - Math.min(SURPLUS, accepted / 2), accepted);
    }
}
