package io.github.geminiroutes.testing;

import java.time.Instant;

/**
 * One finished call to {@link GeminiServer}.
 *
 * @param arrival when the whole request had come in
 * @param end when the answer was written, or the connection ended
 * @param model the model asked
 * @param firstLine the first line of the prompt
 * @param promptSha the SHA-256 of the prompt text, in hex
 * @param status the HTTP status sent, {@link #NONE} where no whole answer was
 * @param answered whether it was the model's own answer, not a scripted one or an error
 */
public record ServedCall(
        Instant arrival,
        Instant end,
        String model,
        String firstLine,
        String promptSha,
        int status,
        boolean answered) {

    /** The status of a call without a whole answer. */
    public static final int NONE = 0;

    /** The arrival in nanoseconds since the epoch. */
    public long arrivalNanos() {
        return nanos(arrival);
    }

    /** The end in nanoseconds since the epoch. */
    public long endNanos() {
        return nanos(end);
    }

    private static long nanos(Instant instant) {
        return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
    }
}
