package io.github.geminiroutes.diagnostics;

import java.util.Objects;

/**
 * What one check found. Clean by construction: each text is one bounded line without control
 * characters, whatever a server or the environment said.
 *
 * @param name what was looked at, unique in its section and the same in each sweep
 * @param status how bad it is
 * @param value what was found
 * @param advice what to do, in one sentence; empty where there is nothing to do
 */
public record Finding(String name, Status status, String value, String advice) {

    private static final int MAX_LENGTH = 600;

    public Finding {
        Objects.requireNonNull(status, "status");
        name = oneLine(name);
        value = oneLine(value);
        advice = oneLine(advice);
    }

    static Finding ok(String name, String value) {
        return new Finding(name, Status.OK, value, "");
    }

    static Finding warn(String name, String value, String advice) {
        return new Finding(name, Status.WARN, value, advice);
    }

    static Finding error(String name, String value, String advice) {
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
        String line = text.replaceAll("[\\p{Cntrl}\\p{Cf}\\s]+", " ").strip();
        return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH - 1) + "…";
    }
}
