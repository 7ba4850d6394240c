package io.github.geminiroutes.failure;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;

/** Classifies an exception by its causes: the most specific one decides, not the outermost. */
final class ThrownFailure {

    /** Causes can form a cycle. */
    private static final int MAX_CAUSES = 32;

    private ThrownFailure() {}

    static Failure of(Throwable error) {
        List<Throwable> causes = causes(error);
        for (Throwable cause : causes) {
            if (cause instanceof GeminiException known && known.failure() != null) {
                return known.failure();
            }
        }
        for (Throwable cause : causes) {
            FailureKind kind = telling(cause);
            if (kind != null) {
                return Failure.of(kind, words(cause));
            }
        }
        for (Throwable cause : causes) {
            if (cause instanceof IOException) {
                return Failure.of(FailureKind.NETWORK, words(cause));
            }
        }
        return Failure.of(FailureKind.UNEXPECTED, place(causes));
    }

    /** The kind of an exception that is unambiguous; null for any other. */
    private static FailureKind telling(Throwable error) {
        if (error instanceof InterruptedException
                || error instanceof CancellationException
                || error instanceof ClosedByInterruptException) {
            return FailureKind.CANCELLED;
        }
        // SocketTimeoutException and the time-outs of Apache's HTTP client are
        // InterruptedIOExceptions.
        if (error instanceof InterruptedIOException
                || error instanceof HttpTimeoutException
                || error instanceof TimeoutException) {
            return FailureKind.TIMEOUT;
        }
        if (error instanceof JacksonException) {
            return FailureKind.MALFORMED_ANSWER;
        }
        if (error instanceof FileSystemException
                || error instanceof FileNotFoundException
                || isDiskFull(error)) {
            return FailureKind.LOCAL_FILE;
        }
        return error instanceof UnresolvedAddressException ? FailureKind.NETWORK : null;
    }

    /** Java has no class for this; the text comes from the operating system. */
    private static boolean isDiskFull(Throwable error) {
        return error instanceof IOException
                && error.getMessage() != null
                && error.getMessage().contains("No space left on device");
    }

    private static String words(Throwable error) {
        String name = error.getClass().getSimpleName();
        if (error instanceof JacksonException json) {
            // Its message quotes the input.
            JsonLocation at = json.getLocation();
            return at == null
                    ? name
                    : name + " at line " + at.getLineNr() + ", column " + at.getColumnNr();
        }
        return error.getMessage() == null ? name : name + ": " + error.getMessage();
    }

    /**
     * Class and line, without the message: the message of an error of ours may quote the prompt.
     */
    private static String place(List<Throwable> causes) {
        if (causes.isEmpty()) {
            return "no exception given";
        }
        Throwable root = causes.get(causes.size() - 1);
        StackTraceElement[] frames = root.getStackTrace();
        String name = root.getClass().getSimpleName();
        return frames.length == 0
                ? name
                : name
                        + " at "
                        + frames[0].getClassName()
                        + '.'
                        + frames[0].getMethodName()
                        + ':'
                        + frames[0].getLineNumber();
    }

    private static List<Throwable> causes(Throwable error) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = error;
                cause != null && causes.size() < MAX_CAUSES;
                cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes;
    }
}
