package io.github.geminiroutes.prompt;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.FailFastAssertionException;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.ValidationMessage;
import java.time.Duration;
import java.util.Set;

/**
 * The limits of one validation by a prompt's schema: its time, the steps of its patterns, and the
 * number of violations kept in memory. The library has no limits of its own. It asks for the
 * configuration at each step, which is where they are checked.
 */
final class SchemaLimits {

    private static final Duration FIRST_TIME = Duration.ofSeconds(10);

    /** With the violations of alternatives that a valid answer did not choose. */
    private static final int FIRST_VIOLATIONS = 300_000;

    private static final Duration ALL_TIME = Duration.ofSeconds(2);
    private static final int ALL_VIOLATIONS = 10_000;

    private static final long MAX_STEPS = 2_000_000_000L;

    /** The library hands the pattern of a schema nothing but the text. */
    private static final ThreadLocal<SchemaLimits> CURRENT = new ThreadLocal<>();

    private final boolean isFailFast;
    private final long deadline;
    private long steps;
    private int violations;

    private SchemaLimits(boolean isFailFast, Duration maxTime, int maxViolations) {
        this.isFailFast = isFailFast;
        this.deadline = System.nanoTime() + maxTime.toNanos();
        this.violations = -maxViolations;
    }

    /** For a validation that ends with the first violation: 10 s. */
    static SchemaLimits ofFirstViolation() {
        return new SchemaLimits(true, FIRST_TIME, FIRST_VIOLATIONS);
    }

    /** For a validation that collects the violations: 2 s, because one of them is known. */
    static SchemaLimits ofAllViolations() {
        return new SchemaLimits(false, ALL_TIME, ALL_VIOLATIONS);
    }

    /** A limit was met. The message says which. */
    static final class Met extends RuntimeException {
        Met(String message) {
            super(message);
        }
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
        if (limits != null && ++limits.violations > 0) {
            throw new Met("the schema is violated too often: make it simpler");
        }
    }
}
