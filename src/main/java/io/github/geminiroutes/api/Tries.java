package io.github.geminiroutes.api;

import io.github.geminiroutes.failure.Disposition;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureClassifier;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import java.io.IOException;
import java.time.Duration;

/** Makes a call again that may be made twice, with growing pauses, while its failure may pass. */
final class Tries {

    /** Tries without a step forward. */
    private static final int MOST = 6;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

    private final Pause pause;

    Tries(Pause pause) {
        this.pause = pause;
    }

    /** A call that may be made twice. */
    @FunctionalInterface
    interface Try<T> {
        T make() throws IOException;
    }

    /** Makes it until it succeeds, or its failure does not pass. */
    <T> T make(Try<T> call) throws IOException {
        for (int tries = 1; ; tries++) {
            try {
                return call.make();
            } catch (IOException | GeminiException e) {
                giveUp(e, tries);
            }
            pause(tries);
        }
    }

    void pause(int tries) throws IOException {
        pause.pause(FIRST_PAUSE.multipliedBy(1L << tries));
    }

    /** Throws the error, unless it may pass and this was not the last try. */
    static void giveUp(Exception error, int tries) throws IOException {
        Failure failure = FailureClassifier.of(error);
        // A full storage is none that passes: the caller makes room.
        boolean passes =
                failure.kind().disposition() == Disposition.RETRY
                        && failure.kind() != FailureKind.NOT_FROM_GEMINI
                        && failure.httpCode() != 409
                        && failure.httpCode() != 429;
        if (passes && tries < MOST) {
            return;
        }
        if (error instanceof IOException e) {
            throw e;
        }
        throw (GeminiException) error;
    }
}
