package io.github.geminiroutes.prompt;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.FailFastAssertionException;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.annotation.JsonNodeAnnotations;
import com.networknt.schema.result.JsonNodeResults;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The limits of one validation by a prompt's schema: its time, the steps of its patterns, and what
 * the library keeps in memory of it. The library has no limits of its own. It asks for the
 * configuration at each step, and for the place of all that it keeps, which is where they are
 * checked.
 */
final class SchemaLimits {

    private static final Duration MAX_TIME = Duration.ofSeconds(10);
    private static final Duration ALL_TIME = Duration.ofSeconds(2);

    /** Each validation has so much; what it needs beyond is of the time that all share. */
    private static final long OWN_TIME = Duration.ofMillis(500).toNanos();

    private static final long SHARED_PIECE = Duration.ofMillis(100).toNanos();

    private static final SlowTime SHARED_TIME =
            new SlowTime(System::nanoTime, Duration.ofSeconds(30));

    /** With the violations of alternatives that a valid answer did not choose. */
    private static final int MAX_KEPT = 300_000;

    private static final int ALL_KEPT = 10_000;

    /** What the library keeps of a violation: itself, its builder, and the places it names. */
    private static final int BYTES_KEPT = 1_400;

    /** Of those that keep more, one has its turn at a time. */
    private static final int KEPT_WITHOUT_TURN = 500;

    private static final ReentrantLock TURN = new ReentrantLock(true);

    private static final long MAX_STEPS = 2_000_000_000L;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** The library hands the pattern of a schema nothing but the text. */
    private static final ThreadLocal<SchemaLimits> CURRENT = new ThreadLocal<>();

    /** What a thread that has its turn has taken of the time that all share. */
    private static final ThreadLocal<long[]> OF_TURN = new ThreadLocal<>();

    private final boolean isFailFast;
    private final boolean isOfAnswer;
    private final long maxTime;
    private final int maxKept;
    private final long start = processorTime();
    private long time;
    private long nextLook;
    private long steps;
    private int kept;

    private SchemaLimits(boolean isFailFast, boolean isOfAnswer, Duration maxTime, int maxKept) {
        this.isFailFast = isFailFast;
        this.isOfAnswer = isOfAnswer;
        this.maxTime = maxTime.toNanos();
        this.maxKept = maxKept;
        this.time = isOfAnswer ? Math.min(OWN_TIME, this.maxTime) : this.maxTime;
        this.nextLook = System.nanoTime() + time;
    }

    /** For a schema, which is validated in a thread that is given up. */
    static SchemaLimits ofSchema() {
        return new SchemaLimits(true, false, MAX_TIME, MAX_KEPT);
    }

    /** For a validation that ends with the first violation: 10 s. */
    static SchemaLimits ofFirstViolation() {
        return ofFirstViolation(maxKept(Runtime.getRuntime().maxMemory()));
    }

    /** As {@link #ofFirstViolation()}, with another number of what may be kept. */
    static SchemaLimits ofFirstViolation(int maxKept) {
        return new SchemaLimits(true, true, MAX_TIME, maxKept);
    }

    /** For a validation that collects the violations: 2 s, because one of them is known. */
    static SchemaLimits ofAllViolations() {
        return new SchemaLimits(false, true, ALL_TIME, ALL_KEPT);
    }

    /** How much one validation may keep: a third of the heap, as one at a time keeps much. */
    static int maxKept(long heap) {
        return (int) Math.min(MAX_KEPT, heap / 3 / BYTES_KEPT);
    }

    /** A limit was met. The message says which. */
    static class Met extends RuntimeException {
        Met(String message) {
            super(message);
        }
    }

    /** Others have used up the time that all share: no fault of this validation. */
    static final class NoTurn extends Met {
        NoTurn() {
            super("validation by the schema waits for its turn");
        }
    }

    /**
     * Waits until this thread's validations may take what they need within their limits.
     *
     * @throws InterruptedException if the process stops
     */
    static void awaitTurn() throws InterruptedException {
        SHARED_TIME.awaitTurn();
        OF_TURN.set(new long[1]);
    }

    /** Ends the turn of this thread. */
    static void endTurn() {
        endTurn(OF_TURN.get()[0]);
    }

    /** Ends it as one that has taken so much. */
    static void endTurn(long nanos) {
        OF_TURN.remove();
        SHARED_TIME.endTurn(nanos);
    }

    /**
     * The violations of a value.
     *
     * @throws Met if the validation meets a limit
     */
    Set<ValidationMessage> within(JsonSchema schema, JsonNode value) {
        ExecutionContext context = context();
        context.setFailFast(isFailFast);
        CURRENT.set(this);
        try {
            return schema.validate(context, value);
        } catch (FailFastAssertionException e) {
            return e.getValidationMessages();
        } finally {
            CURRENT.remove();
            if (TURN.isHeldByCurrentThread()) {
                TURN.unlock();
            }
        }
    }

    private static ExecutionContext context() {
        return new ExecutionContext() {
            @Override
            public ExecutionConfig getExecutionConfig() {
                requireTime();
                return super.getExecutionConfig();
            }

            @Override
            public boolean isFailFast() {
                requireFewKept();
                return super.isFailFast();
            }

            @Override
            public JsonNodeResults getResults() {
                requireFewKept();
                return super.getResults();
            }

            @Override
            public JsonNodeAnnotations getAnnotations() {
                requireFewKept();
                return super.getAnnotations();
            }
        };
    }

    static void requireTime() {
        SchemaLimits limits = CURRENT.get();
        if (limits != null && System.nanoTime() - limits.nextLook > 0) {
            limits.look();
        }
    }

    /** The time of the processor counts: a validation may have waited for it, or for its turn. */
    private void look() {
        long used = processorTime() - start;
        if (used >= time) {
            if (time >= maxTime) {
                throw new Met("validation by the schema takes too long: make the schema simpler");
            }
            takePiece();
            time += SHARED_PIECE;
        }
        nextLook = System.nanoTime() + Math.max(SHARED_PIECE, time - used);
    }

    private static void takePiece() {
        long[] taken = OF_TURN.get();
        if (taken != null) {
            taken[0] += SHARED_PIECE;
        } else if (!SHARED_TIME.take(SHARED_PIECE)) {
            throw new NoTurn();
        }
    }

    private static long processorTime() {
        return THREADS.isCurrentThreadCpuTimeSupported() && THREADS.isThreadCpuTimeEnabled()
                ? THREADS.getCurrentThreadCpuTime()
                : System.nanoTime();
    }

    /** Counts what a search in a text takes: the pattern's instructions times its characters. */
    static void requireSteps(long count) {
        requireTime();
        SchemaLimits limits = CURRENT.get();
        if (limits != null && (limits.steps += count) > MAX_STEPS) {
            throw new Met("the patterns in the schema take too long: shorten them");
        }
    }

    private static void requireFewKept() {
        SchemaLimits limits = CURRENT.get();
        if (limits == null) {
            return;
        }
        if (++limits.kept > limits.maxKept) {
            throw new Met("the schema is violated too often: make it simpler");
        }
        if (limits.isOfAnswer && limits.kept == KEPT_WITHOUT_TURN) {
            TURN.lock();
        }
    }
}
