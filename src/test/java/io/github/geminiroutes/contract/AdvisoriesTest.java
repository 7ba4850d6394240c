package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * No library on the class path has a fault that {@code advisories.csv} knows, but for those with a
 * reason why it does not concern this program. The list is kept by hand: builds have no network of
 * advisories to ask.
 */
class AdvisoriesTest {

    private static final Path LIST = Path.of("src/test/resources/advisories.csv");

    private static final String LOOKED_AT = "# Looked at: ";
    private static final String MAX_AGE = "advisories.max-age-days";

    /** {@code …/io/netty/netty-codec/4.1.1.Final/netty-codec-4.1.1.Final.jar} */
    private static final Pattern IN_A_REPOSITORY =
            Pattern.compile(".*/repository/(.+)/([^/]+)/([^/]+)/\\2-\\3[^/]*\\.jar");

    private record Library(String group, String artifact, Version version) {}

    private record Advisory(String artifact, Version fixed, String ids, String reason) {

        static Advisory of(String line) {
            String[] columns = line.split(",", 5);
            assertThat(columns).as(line).hasSizeGreaterThanOrEqualTo(4);
            assertThat(columns[3]).as("the date of: " + line).matches("20\\d\\d-\\d\\d-\\d\\d");
            return new Advisory(
                    columns[0],
                    Version.parse(columns[1]),
                    columns[2],
                    columns.length == 5 ? columns[4].strip() : "");
        }

        boolean concerns(Library library) {
            return (artifact.equals(library.group() + ":*")
                            || artifact.equals(library.group() + ":" + library.artifact()))
                    && library.version().compareTo(fixed) < 0;
        }
    }

    private static List<Advisory> advisories() throws IOException {
        try (Stream<String> lines = Files.lines(LIST)) {
            return lines.filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(Advisory::of)
                    .toList();
        }
    }

    private static List<Library> libraries() {
        List<Library> libraries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Matcher jar = IN_A_REPOSITORY.matcher(entry.replace('\\', '/'));
            if (jar.matches()) {
                libraries.add(
                        new Library(
                                jar.group(1).replace('/', '.'),
                                jar.group(2),
                                Version.parse(jar.group(3))));
            }
        }
        return libraries;
    }

    @Test
    void noLibraryHasAFaultThatIsKnown() throws IOException {
        List<Library> libraries = libraries();
        assertThat(libraries).extracting(Library::artifact).contains("netty-handler", "camel-http");

        List<String> found = new ArrayList<>();
        for (Advisory advisory : advisories()) {
            libraries.stream()
                    .filter(advisory::concerns)
                    .filter(library -> advisory.reason().isEmpty())
                    .forEach(library -> found.add(library + ": " + advisory.ids()));
        }

        assertThat(found).isEmpty();
    }

    /** Only where the age is asked for: an old checkout builds as it did. */
    @Test
    @EnabledIfSystemProperty(named = MAX_AGE, matches = "\\d+")
    void theListWasLookedAtLately() throws IOException {
        LocalDate lookedAt;
        try (Stream<String> lines = Files.lines(LIST)) {
            lookedAt =
                    lines.filter(line -> line.startsWith(LOOKED_AT))
                            .map(line -> LocalDate.parse(line.substring(LOOKED_AT.length())))
                            .findFirst()
                            .orElseThrow();
        }

        assertThat(ChronoUnit.DAYS.between(lookedAt, LocalDate.now()))
                .as(
                        "days since somebody compared the list with the advisories: see CONTRIBUTING.md")
                .isBetween(0L, Long.getLong(MAX_AGE));
    }

    @Test
    void anOlderLibraryIsFound() {
        Library old = new Library("io.netty", "netty-handler", Version.parse("4.1.130.Final"));

        assertThat(Advisory.of("io.netty:*,4.1.132.Final,CVE-1,2026-11-26").concerns(old)).isTrue();
        assertThat(Advisory.of("io.netty:*,4.1.130.Final,CVE-1,2026-11-26").concerns(old))
                .isFalse();
        assertThat(Advisory.of("org.x:*,4.1.132.Final,CVE-1,2026-11-26").concerns(old)).isFalse();
    }
}
