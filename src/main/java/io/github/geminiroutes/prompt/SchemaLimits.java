package io.github.geminiroutes.prompt;

import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.ExecutionContext;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * The limits of one validation by a prompt's schema: its time, the steps of its patterns, and the
 * number of violations kept in memory. The library has no limits of its own. It asks for the
 * configuration at each step, which is where they are checked.
 */
final class SchemaLimits {

    /** A valid answer of some megabytes takes a second. */
    static final Duration MAX_TIME = Duration.ofSeconds(10);

    private static final long MAX_STEPS = 2_000_000_000L;
    private static final int MAX_VIOLATIONS = 10_000;

    /** The library hands the pattern of a schema nothing but the text. */
    private static final ThreadLocal<SchemaLimits> CURRENT = new ThreadLocal<>();

    private final long deadline;
    private long steps;
    private int violations;

    private SchemaLimits(Duration maxTime) {
        this.deadline = System.nanoTime() + maxTime.toNanos();
    }

    /** A limit was met. The message says which. */
    static final class Met extends RuntimeException {
        Met(String message) {
            super(message);
        }
    }

    /**
     * @throws Met if the work meets a limit
     */
    static <T> T within(Duration maxTime, Supplier<T> work) {
        CURRENT.set(new SchemaLimits(maxTime));
        try {
            return work.get();
        } finally {
            CURRENT.remove();
        }
    }

    /** A context for the library that checks the limits of this thread. */
    static ExecutionContext context() {
        return new ExecutionContext() {
            @Override
            public ExecutionConfig getExecutionConfig() {
                requireTime();
                return super.getExecutionConfig();
            }

            @Override
            public boolean isFailFast() {
                requireFewViolations();
                return super.isFailFast();
            }
        };
    }

    static void requireTime() {
        SchemaLimits limits = CURRENT.get();
        if (limits != null && System.nanoTime() - limits.deadline > 0) {
            throw new Met("validation by the schema takes too long: make the schema simpler");
        }
    }

    /** Counts what a search in a text takes: the pattern's instructions times its characters. */
    static void requireSteps(long count) {
        requireTime();
        SchemaLimits limits = CURRENT.get();
        if (limits != null && (limits.steps += count) > MAX_STEPS) {
            throw new Met("the patterns in the schema take too long: shorten them");
        }
    }

    private static void requireFewViolations() {
        SchemaLimits limits = CURRENT.get();
        if (limits != null && ++limits.violations > MAX_VIOLATIONS) {
            throw new Met("the schema is violated more than %d times".formatted(MAX_VIOLATIONS));
        }
    }
}
