package io.github.geminiroutes.prompt;

/**
 * Reads answers whose validation may take more than its own time. What is beyond is of the time
 * that all share. Where others have used that up, an answer waits for its turn: it would fail for
 * their fault. It holds nothing meanwhile but what it came as.
 */
public final class SlowChecks {

    private SlowChecks() {}

    /**
     * Makes an answer of what came. It is to hold nothing once it has thrown.
     *
     * @param <X> what it throws
     */
    @FunctionalInterface
    public interface Reading<X extends Exception> {

        /**
         * @throws X if it is no answer
         * @throws InterruptedException if the process stops
         */
        void read() throws X, InterruptedException;
    }

    /**
     * Reads an answer, and once more where its turn has to come first.
     *
     * @param beforeWait is run before the wait, which may be long
     * @throws X if it is no answer
     * @throws InterruptedException if the process stops
     */
    public static <X extends Exception> void read(Reading<X> reading, Runnable beforeWait)
            throws X, InterruptedException {
        if (!tryRead(reading)) {
            beforeWait.run();
            readInTurn(reading);
        }
    }

    /**
     * Reads an answer, if its turn need not come first.
     *
     * @return whether it is read
     * @throws X if it is no answer
     * @throws InterruptedException if the process stops
     */
    public static <X extends Exception> boolean tryRead(Reading<X> reading)
            throws X, InterruptedException {
        try {
            reading.read();
            return true;
        } catch (SchemaLimits.NoTurn e) {
            return false;
        }
    }

    /**
     * Reads an answer once its turn has come.
     *
     * @throws X if it is no answer
     * @throws InterruptedException if the process stops
     */
    public static <X extends Exception> void readInTurn(Reading<X> reading)
            throws X, InterruptedException {
        SchemaLimits.awaitTurn();
        try {
            reading.read();
        } finally {
            SchemaLimits.endTurn();
        }
    }
}
