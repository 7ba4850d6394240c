package io.github.geminiroutes.api;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.zip.ZipException;
import org.apache.hc.core5.http.MessageConstraintException;

/** Says what the error of a call is told as, and which setting the call has run into. */
final class CallFaults {

    private final CallTimes times;

    /**
     * @param times how long the call may take
     */
    CallFaults(CallTimes times) {
        this.times = times;
    }

    /**
     * What a call is told as whose answer had begun.
     *
     * @param code the code of the answer
     * @return the error to throw; a {@link GeminiException} is thrown here
     */
    IOException broken(IOException error, CallDeadline deadline, int code) {
        IOException judged = judged(error, deadline, true, true);
        if (judged instanceof InterruptedIOException) {
            return judged;
        }
        boolean isOfPacking = error instanceof ZipException || error instanceof EOFException;
        String what = isOfPacking ? "The answer cannot be unpacked" : "The answer broke off";
        throw new GeminiException(
                Failure.of(FailureKind.MALFORMED_ANSWER, what + ": " + error.getMessage())
                        .withHttpCode(code),
                error);
    }

    /**
     * What a failed call is told as.
     *
     * @param isSent whether the server may have seen the request
     * @param hasBegun whether the answer has begun
     * @return the error to throw; a {@link GeminiException} is thrown here
     */
    IOException judged(IOException error, CallDeadline deadline, boolean isSent, boolean hasBegun) {
        if (deadline.isOver()) {
            throw late(deadline, isSent, hasBegun, error);
        }
        if (error instanceof MessageConstraintException) {
            throw failure(
                    FailureKind.OVER_LIMIT,
                    "The head, a chunk or the trailer of the answer is longer than HTTP needs: "
                            + error.getMessage(),
                    error);
        }
        if (!(error instanceof InterruptedIOException)) {
            return error;
        }
        if (isSent && error instanceof SocketTimeoutException && !times.silence().isZero()) {
            throw failure(
                    FailureKind.TIMEOUT,
                    "The server sent nothing for "
                            + text(times.silence())
                            + " ("
                            + times.silenceSetting()
                            + ")",
                    error);
        }
        if (!isSent) {
            // As an InterruptedIOException it would be taken for a late answer, which may cost.
            throw failure(FailureKind.NETWORK, "No connection: " + error.getMessage(), error);
        }
        return error;
    }

    private GeminiException late(
            CallDeadline deadline, boolean isSent, boolean hasBegun, IOException error) {
        String setting = text(deadline.time()) + " (" + times.callSetting() + ")";
        if (hasBegun) {
            return failure(
                    FailureKind.SLOW_ANSWER,
                    "The answer was not complete after " + setting + ": raise this setting",
                    error);
        }
        return isSent
                ? failure(FailureKind.TIMEOUT, "No answer came within " + setting, error)
                : failure(FailureKind.NETWORK, "No connection within " + setting, error);
    }

    /** The failure of an answer that is larger than it may be. */
    static GeminiException tooLarge(long maxResponseSize) {
        return failure(
                FailureKind.OVER_LIMIT,
                "The answer is larger than "
                        + maxResponseSize
                        + " bytes: raise gemini.max-response-size"
                        + (maxResponseSize == GeminiHttpClient.withinHeap(Long.MAX_VALUE)
                                ? ", and give Java ten times as much memory"
                                : ""),
                null);
    }

    static GeminiException failure(FailureKind kind, String message, Throwable cause) {
        return new GeminiException(
                new Failure(kind, 0, null, message, List.of(), null, null), cause);
    }

    private static String text(Duration time) {
        return time.toMillis() % 1000 == 0
                ? time.toSeconds() + " s"
                : time.toMillis() / 1000.0 + " s";
    }
}
