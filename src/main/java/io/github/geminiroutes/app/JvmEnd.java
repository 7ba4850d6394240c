package io.github.geminiroutes.app;

import java.util.concurrent.atomic.AtomicBoolean;

/** What is told of an error of the JVM that ends the program: one line, once. */
public final class JvmEnd {

    private static final String THREADS =
            "raise the limit of processes (ulimit -u, or the container's), or lower MAX_CONCURRENCY";
    private static final String MEMORY =
            "give it more memory (-Xmx, or the container's limit), or lower MAX_CONCURRENCY";

    private static final AtomicBoolean TOLD = new AtomicBoolean();

    private JvmEnd() {}

    /** Takes the word; false if the end was told before. */
    public static boolean tryTell() {
        return TOLD.compareAndSet(false, true);
    }

    /** Whether the error is the want of a thread: where it was met says nothing. */
    static boolean isOfThreads(Error error) {
        return error instanceof OutOfMemoryError
                && String.valueOf(error.getMessage()).contains("thread");
    }

    /** The error, and what a person can do. */
    public static String text(Error error) {
        return error instanceof OutOfMemoryError
                ? error + ": " + (isOfThreads(error) ? THREADS : MEMORY)
                : error.toString();
    }
}
