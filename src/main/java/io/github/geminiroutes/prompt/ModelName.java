package io.github.geminiroutes.prompt;

import java.util.List;
import java.util.regex.Pattern;

/** The name of a model, which becomes part of a URI and so must be beyond doubt. */
public final class ModelName {

    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
    private static final List<String> PREFIXES = List.of("googleai/", "models/");

    private ModelName() {}

    /** Whether this is the name of a model, prefixes not included. */
    public static boolean isValid(String name) {
        return VALID.matcher(name).matches();
    }

    /** The name without {@code googleai/} or {@code models/}. */
    static String parse(String written, int line) {
        String name = written.strip();
        for (String prefix : PREFIXES) {
            name = name.startsWith(prefix) ? name.substring(prefix.length()) : name;
        }
        if (!isValid(name)) {
            throw new InvalidPromptException(
                    "model '"
                            + Excerpt.of(written)
                            + "' is not the name of a model: give one such as gemini-3.8-flash"
                            + " (letters, digits, '.', '_' and '-')",
                    line);
        }
        return name;
    }
}
