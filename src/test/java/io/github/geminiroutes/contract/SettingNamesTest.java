package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** One name per setting: the catalogue, the routes and the documents say the same. */
class SettingNamesTest {

    /** Its default may be another placeholder, with a default in turn. */
    private static final Pattern PLACEHOLDER =
            Pattern.compile(
                    "\\{\\{(gemini\\.[a-z.-]+)"
                            + "(?::((?:[^{}]|\\{\\{(?:[^{}]|\\{\\{[^{}]*}})*}})*))?}}");

    private static final Pattern ENVIRONMENT = Pattern.compile("\\{\\{env:([A-Za-z_]+):");

    /** Endpoints of the host: no default would do for it. */
    private static final Set<String> WITHOUT_DEFAULT = Set.of("gemini.events.to");

    private static Map<String, String> catalogue() throws IOException {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(Path.of("config/application.properties"))) {
            properties.load(in);
        }
        Map<String, String> catalogue = new TreeMap<>();
        properties.stringPropertyNames().forEach(n -> catalogue.put(n, properties.getProperty(n)));
        return catalogue;
    }

    /** What is left once no variable is set. */
    private static String defaultOf(String expression) {
        Matcher matcher = Pattern.compile("\\{\\{env:[A-Za-z_]+:(.*)}}").matcher(expression);
        return matcher.matches() ? defaultOf(matcher.group(1)) : expression;
    }

    private static Map<String, Set<String>> placeholdersOfRoutes() throws IOException {
        Map<String, Set<String>> found = new TreeMap<>();
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.toList()) {
                Matcher matcher = PLACEHOLDER.matcher(Files.readString(file));
                while (matcher.find()) {
                    found.computeIfAbsent(matcher.group(1), n -> new TreeSet<>())
                            .add(String.valueOf(matcher.group(2)));
                }
            }
        }
        return found;
    }

    @Test
    void everyPlaceholderOfARouteIsInTheCatalogueWithTheSameDefault() throws IOException {
        Map<String, String> catalogue = catalogue();
        assertThat(placeholdersOfRoutes()).isNotEmpty();
        placeholdersOfRoutes()
                .forEach(
                        (name, defaults) -> {
                            assertThat(catalogue).containsKey(name);
                            // A place has no default that would do for a host.
                            if (WITHOUT_DEFAULT.contains(name)) {
                                assertThat(defaults)
                                        .as(name)
                                        .contains("null")
                                        .isSubsetOf("null", "");
                            } else if (name.equals("gemini.data-dir")) {
                                assertThat(defaults).containsExactly("{{env:DATA_DIR:}}");
                            } else if (name.matches("gemini\\..*[-.](dirs?|file)")) {
                                assertThat(defaults)
                                        .as(name)
                                        .isSubsetOf("null", "", variablesOf(catalogue.get(name)));
                            } else {
                                // A host's environment counts as the program's does.
                                assertThat(defaults)
                                        .as(name)
                                        .containsExactly(
                                                catalogue.get(name).startsWith("{{env:")
                                                        ? catalogue.get(name)
                                                        : defaultOf(
                                                                catalogue.get(name), catalogue));
                            }
                        });
    }

    private static String variablesOf(String expression) {
        return expression.startsWith("{{env:") ? expression : "";
    }

    /** A setting may have another one's default. */
    private static String defaultOf(String expression, Map<String, String> catalogue) {
        Matcher other = Pattern.compile("\\{\\{(gemini\\.[a-z.-]+)}}").matcher(expression);
        return other.matches()
                ? defaultOf(catalogue.get(other.group(1)), catalogue)
                : defaultOf(expression);
    }

    @Test
    void everySettingHasAMeaning() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("config/application.properties"));
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith("gemini.")) {
                assertThat(lines.get(i - 1)).as(lines.get(i)).startsWith("# ");
            }
        }
    }

    @Test
    void theSettingsPageListsEverySettingWithItsVariablesAndItsDefault() throws IOException {
        String page = Files.readString(Path.of("docs/settings.md"));
        catalogue()
                .forEach(
                        (name, expression) -> {
                            String row = row(page, name);
                            assertThat(row).as("row of " + name).isNotEmpty();
                            assertRowSays(row, expression);
                        });
        assertNamesSettingsOnly(page);
    }

    @Test
    void theReadmeListsSettingsAsTheCatalogueHasThem() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        Map<String, String> listed = new TreeMap<>(catalogue());
        listed.keySet().removeIf(name -> row(readme, name).isEmpty());
        assertThat(listed).hasSizeGreaterThanOrEqualTo(10);
        listed.forEach((name, expression) -> assertRowSays(row(readme, name), expression));
        assertNamesSettingsOnly(readme);
    }

    /** The first row of a table that names the setting; empty where none does. */
    private static String row(String page, String name) {
        return page.lines()
                .filter(line -> line.startsWith("|") && line.contains("`" + name + "`"))
                .findFirst()
                .orElse("");
    }

    private static void assertRowSays(String row, String expression) {
        Matcher variables = ENVIRONMENT.matcher(expression);
        while (variables.find()) {
            assertThat(row).contains("`" + variables.group(1) + "`");
        }
        String value = defaultOf(expression);
        if (!value.isEmpty() && !value.contains("{{")) {
            assertThat(row).contains("`" + value + "`");
        }
    }

    private static void assertNamesSettingsOnly(String page) throws IOException {
        Matcher named = Pattern.compile("(?m)^\\|.*?`(gemini\\.[a-z-][a-z.-]+)`").matcher(page);
        while (named.find()) {
            assertThat(catalogue()).containsKey(named.group(1));
        }
    }
}
