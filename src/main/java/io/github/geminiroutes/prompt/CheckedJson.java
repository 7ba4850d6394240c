package io.github.geminiroutes.prompt;

import java.util.List;

/**
 * The JSON of an answer, after the check.
 *
 * @param text the JSON as it was written, without words and code fences around it; if it is not
 *     valid, the whole answer
 * @param violations why it is not valid: one line each, at most ten; empty if it is valid
 * @param isCheckable false if the schema takes more than a validation may: the next answer would
 *     meet the same
 */
public record CheckedJson(String text, List<String> violations, boolean isCheckable) {

    public CheckedJson(String text, List<String> violations) {
        this(text, violations, true);
    }

    public CheckedJson {
        violations = List.copyOf(violations);
    }
}
