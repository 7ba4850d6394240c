package io.github.geminiroutes.prompt;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The name of a model. It becomes part of a URI and therefore must be plain. */
public final class ModelName {

    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
    private static final List<String> PREFIXES = List.of("googleai/", "vertexai/", "models/");

    private ModelName() {}

    /** Whether this is the name of a model without a prefix. */
    public static boolean isValid(String name) {
        return VALID.matcher(name).matches();
    }

    /** Whether these are names separated by commas, or none. */
    public static boolean areValid(String names) {
        return split(names).allMatch(name -> isValid(withoutPrefix(name)));
    }

    /**
     * Names separated by commas, without prefixes; empty for none.
     *
     * @throws InvalidPromptException if one of them is not the name of a model
     */
    public static List<String> list(String names) {
        return split(names).map(name -> parse(name, 0)).toList();
    }

    private static Stream<String> split(String names) {
        return Arrays.stream(names.split("[,\\s]+")).filter(name -> !name.isEmpty());
    }

    private static String withoutPrefix(String written) {
        String name = written.strip();
        for (String prefix : PREFIXES) {
            name = name.startsWith(prefix) ? name.substring(prefix.length()) : name;
        }
        return name;
    }

    /** The name without {@code googleai/}, {@code vertexai/} or {@code models/}. */
    public static String parse(String written, int line) {
        String name = withoutPrefix(written);
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
