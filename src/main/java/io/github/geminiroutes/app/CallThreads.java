package io.github.geminiroutes.app;

import java.util.concurrent.ThreadFactory;

/**
 * The threads that calls to Gemini run on: virtual ones, where Java has those that never hold on to
 * a thread of the system while they wait. A thousand calls in flight then need no thousand stacks.
 */
public final class CallThreads {

    /** Before Java 24 a virtual thread inside {@code synchronized} kept its carrier (JEP 491). */
    private static final int FIRST_JAVA = 24;

    /**
     * With fewer calls, the stacks are small, and threads of the system take less processor time.
     */
    private static final int FEWEST_CALLS = 129;

    private static final String CARRIERS = "jdk.virtualThreadScheduler.parallelism";

    /**
     * Forcing a file to disk keeps the carrier. With one carrier a processor, a slow disk would let
     * only as many answers be written at the same time.
     */
    private static final String MOST_CARRIERS = "16";

    private CallThreads() {}

    /** To be called before the first virtual thread is made; a value of the user's stands. */
    public static void provideCarriers() {
        System.getProperties().putIfAbsent(CARRIERS, MOST_CARRIERS);
    }

    /**
     * Makes virtual threads; null where threads of the system suit better.
     *
     * @param calls how many may be in flight
     */
    static ThreadFactory virtual(long calls) {
        if (calls < FEWEST_CALLS || Runtime.version().feature() < FIRST_JAVA) {
            return null;
        }
        try {
            // The program is compiled for Java 17.
            Class<?> type = Class.forName("java.lang.Thread$Builder");
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            type.getMethod("name", String.class, long.class).invoke(builder, "gemini-call-", 1L);
            return (ThreadFactory) type.getMethod("factory").invoke(builder);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Java has no virtual threads as version 24 has", e);
        }
    }
}
