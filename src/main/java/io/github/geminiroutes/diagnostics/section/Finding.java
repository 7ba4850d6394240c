package io.github.geminiroutes.diagnostics.section;

import io.github.geminiroutes.support.KeyMask;
import java.util.Collection;
import java.util.Comparator;
import java.util.Objects;

/**
 * The result of one check. The constructor turns each text into one bounded line without a key and
 * control characters, because values may come from a server or from the environment.
 *
 * @param name the check, unique in its section and the same in every sweep
 * @param status how bad the result is
 * @param value what the check found
 * @param advice what to do, in one sentence; empty if nothing needs to be done
 */
public record Finding(String name, Status status, String value, String advice) {

    private static final int MAX_LENGTH = 600;

    /** How bad a finding is. */
    public enum Status {
        /** As it should be. */
        OK,
        /** It works, but a person should look at it. */
        WARN,
        /** Prompts are not answered, or soon will not be. */
        ERROR;

        /** The value of the metric: 0, 1 or 2. */
        public int level() {
            return ordinal();
        }

        /** The worst of them; {@link #OK} if there is none. */
        public static Status worst(Collection<Status> all) {
            return all.stream().max(Comparator.naturalOrder()).orElse(OK);
        }
    }

    public Finding {
        Objects.requireNonNull(status, "status");
        name = oneLine(name);
        value = oneLine(value);
        advice = oneLine(advice);
    }

    /** A finding that needs no advice. */
    public static Finding ok(String name, String value) {
        return new Finding(name, Status.OK, value, "");
    }

    /** A finding that a person should look at. */
    public static Finding warn(String name, String value, String advice) {
        return new Finding(name, Status.WARN, value, advice);
    }

    /** A finding that stops the work, or soon will. */
    public static Finding error(String name, String value, String advice) {
        return new Finding(name, Status.ERROR, value, advice);
    }

    /** Name, value and advice in one line. */
    public String line() {
        if (advice.isEmpty()) {
            return name + ": " + value;
        }
        return name + ": " + value + (value.endsWith(".") ? " " : ". ") + advice;
    }

    private static String oneLine(String text) {
        String line = KeyMask.of(text.replaceAll("[\\p{Cc}\\p{Cf}\\s]+", " ").strip());
        return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH - 1) + "…";
    }
}
