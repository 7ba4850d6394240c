package io.github.geminiroutes.settings;

import io.github.geminiroutes.support.Misspelling;
import io.github.geminiroutes.support.SettingsException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The names that settings have. A setting with a slip in its name would have no effect, and no
 * message would say it. Names that begin with {@code gemini.} are ours; a variable of the
 * environment may be another program's, whatever it begins with.
 */
final class SettingNames {

    private static final String PREFIX = "gemini.";
    private static final String VARIABLE_PREFIX = "GEMINI_";
    private static final Pattern VARIABLE = Pattern.compile("[{]env:(\\w+)");

    /** System properties that the program and its launcher set themselves. */
    private static final Set<String> INTERNAL =
            Set.of("gemini.home", "gemini.console-prefix", "gemini.log-permissions");

    /** Shorter names, and those of proxies, are one slip from too many others. */
    private static final int LONG = 10;

    private final Set<String> settings = new TreeSet<>();
    private final Set<String> variables = new TreeSet<>();

    /**
     * @param catalogue every setting with its default
     */
    SettingNames(Properties catalogue) {
        for (String name : catalogue.stringPropertyNames()) {
            settings.add(name);
            variables.add(variable(name));
            Matcher matcher = VARIABLE.matcher(catalogue.getProperty(name));
            while (matcher.find()) {
                variables.add(matcher.group(1));
            }
        }
    }

    /** Those of the catalogue that the program brings along. */
    static SettingNames ofProgram() {
        return new SettingNames(Installation.packedProperties("application.properties"));
    }

    /** The variable that sets a setting although the catalogue does not name one. */
    static String variable(String setting) {
        return setting.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /**
     * Looks at the files of settings and at the names of the system properties.
     *
     * @throws SettingsException if a name is meant for a setting and is none
     */
    void requireKnown(Installation home, String profile, Set<String> system) {
        for (String file :
                List.of("application.properties", "application-" + profile + ".properties")) {
            Properties written = home.properties(file);
            if (written != null) {
                requireKnown("config/" + file + ": ", written.stringPropertyNames());
            }
        }
        requireKnown("-D", system);
    }

    private void requireKnown(String origin, Set<String> names) {
        for (String name : new TreeSet<>(names)) {
            if (settings.contains(name) || INTERNAL.contains(name)) {
                continue;
            }
            String nearest = nearest(name);
            if (nearest != null || name.startsWith(PREFIX)) {
                throw new SettingsException(
                        origin
                                + name
                                + " is no setting: "
                                + (nearest == null
                                        ? "the settings are those of docs/settings.md"
                                        : "did you mean " + nearest + "?"));
            }
        }
    }

    private String nearest(String name) {
        if (name.startsWith(PREFIX)) {
            String own =
                    Misspelling.nearest(
                            name.substring(PREFIX.length()),
                            settings.stream()
                                    .filter(known -> known.startsWith(PREFIX))
                                    .map(known -> known.substring(PREFIX.length()))
                                    .collect(Collectors.toSet()));
            return own == null ? null : PREFIX + own;
        }
        return Misspelling.nearest(name, settings);
    }

    /** Variables that are probably meant for another, and that one. */
    Map<String, String> mistyped(Set<String> environment) {
        Map<String, String> mistyped = new TreeMap<>();
        for (String name : environment) {
            String meant = variables.contains(name) ? null : meant(name);
            if (meant != null && !environment.contains(meant)) {
                mistyped.put(name, meant);
            }
        }
        return mistyped;
    }

    private String meant(String name) {
        if (name.startsWith(VARIABLE_PREFIX)) {
            String own =
                    Misspelling.nearest(
                            name.substring(VARIABLE_PREFIX.length()),
                            variables.stream()
                                    .filter(known -> known.startsWith(VARIABLE_PREFIX))
                                    .map(known -> known.substring(VARIABLE_PREFIX.length()))
                                    .collect(Collectors.toSet()));
            return own == null ? null : VARIABLE_PREFIX + own;
        }
        return name.length() < LONG
                ? null
                : Misspelling.nearest(
                        name,
                        variables.stream()
                                .filter(
                                        known ->
                                                known.length() >= LONG
                                                        && !known.toUpperCase(Locale.ROOT)
                                                                .contains("PROXY"))
                                .collect(Collectors.toSet()));
    }
}
