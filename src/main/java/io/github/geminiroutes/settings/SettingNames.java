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
        return OfProgram.NAMES;
    }

    private static final class OfProgram {
        // Read once: a start looks at the settings, then at the environment.
        static final SettingNames NAMES =
                new SettingNames(Installation.packedProperties("application.properties"));
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
        Meant meant =
                new Meant(PREFIX, withoutPrefix(settings, PREFIX), new Misspelling.Known(settings));
        for (String file :
                List.of("application.properties", "application-" + profile + ".properties")) {
            Properties written = home.properties(file);
            if (written != null) {
                requireKnown("config/" + file + ": ", written.stringPropertyNames(), meant);
            }
        }
        requireKnown("-D", system, meant);
    }

    private void requireKnown(String origin, Set<String> names, Meant meant) {
        for (String name : new TreeSet<>(names)) {
            if (settings.contains(name) || INTERNAL.contains(name)) {
                continue;
            }
            String nearest = meant.by(name);
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

    /** Variables that are probably meant for another, and that one. */
    Map<String, String> mistyped(Set<String> environment) {
        Meant meant =
                new Meant(
                        VARIABLE_PREFIX,
                        withoutPrefix(variables, VARIABLE_PREFIX),
                        new Misspelling.Known(
                                variables.stream().filter(SettingNames::isUnlikeOthers).toList()));
        Map<String, String> mistyped = new TreeMap<>();
        for (String name : environment) {
            boolean isOthers = !name.startsWith(VARIABLE_PREFIX) && name.length() < LONG;
            String nearest = isOthers || variables.contains(name) ? null : meant.by(name);
            if (nearest != null && !environment.contains(nearest)) {
                mistyped.put(name, nearest);
            }
        }
        return mistyped;
    }

    private static boolean isUnlikeOthers(String variable) {
        return variable.length() >= LONG && !variable.toUpperCase(Locale.ROOT).contains("PROXY");
    }

    private static Misspelling.Known withoutPrefix(Set<String> names, String prefix) {
        return new Misspelling.Known(
                names.stream()
                        .filter(name -> name.startsWith(prefix))
                        .map(name -> name.substring(prefix.length()))
                        .toList());
    }

    /**
     * What a name is probably meant for.
     *
     * @param prefix that of our names
     * @param own our names without it
     * @param others those that a name without the prefix may be meant for
     */
    private record Meant(String prefix, Misspelling.Known own, Misspelling.Known others) {

        /** The nearest name; null if none is near. */
        String by(String name) {
            if (!name.startsWith(prefix)) {
                return others.nearest(name);
            }
            String nearest = own.nearest(name.substring(prefix.length()));
            return nearest == null ? null : prefix + nearest;
        }
    }
}
