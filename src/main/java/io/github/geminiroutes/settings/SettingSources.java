package io.github.geminiroutes.settings;

import io.github.geminiroutes.support.SettingsException;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Where the values of settings come from: a system property wins over an environment variable, and
 * that over the catalogue with its placeholders.
 */
final class SettingSources {

    private static final String OPEN = "{{";
    private static final String CLOSE = "}}";

    /** Settings name others, which name others. */
    private static final int DEEPEST = 20;

    private final Map<String, String> expressions = new TreeMap<>();
    private final Map<String, String> origins = new TreeMap<>();
    private final Function<String, String> environment;
    private final Function<String, String> system;

    SettingSources(Function<String, String> environment, Function<String, String> system) {
        this.environment = environment;
        this.system = system;
    }

    /** Adds values to the catalogue; the later ones replace the earlier. */
    void add(Properties properties) {
        if (properties != null) {
            properties
                    .stringPropertyNames()
                    .forEach(n -> expressions.put(n, properties.getProperty(n)));
        }
    }

    void add(Map<String, String> values) {
        expressions.putAll(values);
    }

    Set<String> names() {
        return expressions.keySet();
    }

    /** A variable of the environment; empty if it is not set. */
    String variable(String name) {
        String value = environment.apply(name);
        return value == null ? "" : value.strip();
    }

    /** A setting's value, never null; records its origin. */
    String text(String name) {
        return text(name, 0);
    }

    private String text(String name, int depth) {
        if (depth > DEEPEST) {
            throw new SettingsException(name + ": its value leads back to itself by {{…}}");
        }
        String value = system.apply(name);
        if (value != null) {
            origins.put(name, name);
            return value.strip();
        }
        String derived = SettingNames.variable(name);
        value = environment.apply(derived);
        if (value != null && !value.isBlank()) {
            origins.put(name, derived);
            return value.strip();
        }
        return resolve(name, expressions.getOrDefault(name, ""), depth).strip();
    }

    /** The name a user knows the setting by: the variable it came from, or could have come from. */
    String origin(String name) {
        return origins.getOrDefault(name, name);
    }

    /**
     * Resolves {@code {{env:NAME:default}}} and {@code {{other.setting}}}, at any depth. What they
     * stand for is text: a password may have braces of its own.
     */
    private String resolve(String name, String expression, int depth) {
        StringBuilder value = new StringBuilder();
        int from = 0;
        for (int open = expression.indexOf(OPEN);
                open >= 0;
                open = expression.indexOf(OPEN, from)) {
            int close = close(expression, open);
            if (close < 0) {
                break;
            }
            value.append(expression, from, open)
                    .append(
                            placeholder(
                                    name,
                                    expression.substring(open + OPEN.length(), close),
                                    depth));
            from = close + CLOSE.length();
        }
        return value.append(expression.substring(from)).toString();
    }

    /** Where the placeholder ends that begins here; -1 if it does not. */
    private static int close(String expression, int open) {
        int nested = 0;
        for (int i = open; i < expression.length() - 1; i++) {
            if (expression.startsWith(OPEN, i)) {
                nested++;
                i++;
            } else if (expression.startsWith(CLOSE, i)) {
                nested--;
                if (nested == 0) {
                    return i;
                }
                i++;
            }
        }
        return -1;
    }

    private String placeholder(String name, String inner, int depth) {
        if (!inner.startsWith("env:")) {
            return text(inner, depth + 1);
        }
        String[] parts = inner.substring("env:".length()).split(":", 2);
        String value = environment.apply(parts[0]);
        if (value == null || value.isBlank()) {
            value = parts.length > 1 ? resolve(name, parts[1], depth) : "";
        }
        // The outermost variable is resolved last and is the one to name in an error.
        origins.put(name, parts[0]);
        return value;
    }
}
