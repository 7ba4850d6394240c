package io.github.geminiroutes.support;

/** Tells errors of the JVM itself, after which nothing in it can be relied on. */
public final class JvmError {

    /** Causes can form a cycle. */
    private static final int MAX_CAUSES = 32;

    private JvmError() {}

    /**
     * The error of the JVM among the causes, such as a heap that is full; null if there is none. A
     * stack overflow is none: its stack is free again, and the prompt alone is at fault.
     */
    public static VirtualMachineError in(Throwable error) {
        int depth = 0;
        for (Throwable cause = error;
                cause != null && depth < MAX_CAUSES;
                cause = cause.getCause()) {
            if (cause instanceof VirtualMachineError found
                    && !(found instanceof StackOverflowError)) {
                return found;
            }
            depth++;
        }
        return null;
    }
}
