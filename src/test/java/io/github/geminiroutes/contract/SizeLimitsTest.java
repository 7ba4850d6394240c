package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A class and a route file are short enough to be read as a whole. */
class SizeLimitsTest {

    /** They list cases and decide nothing. */
    private static final Set<String> TABLES = Set.of("FailureKind.java");

    @ParameterizedTest(name = "{0}")
    @CsvSource({"routes, .yaml, 75", "src/main/java, .java, 250"})
    void noFileIsLongerThanItsLimit(Path directory, String ending, int most) throws IOException {
        try (Stream<Path> tree = Files.walk(directory)) {
            List<Path> files = tree.filter(file -> file.toString().endsWith(ending)).toList();

            assertThat(files)
                    .isNotEmpty()
                    .filteredOn(file -> !TABLES.contains(file.getFileName().toString()))
                    .allSatisfy(
                            file ->
                                    assertThat(Files.readAllLines(file))
                                            .as("the lines of %s", file)
                                            .hasSizeLessThanOrEqualTo(most));
        }
    }

    /** Else the exception would outlive its reason. */
    @ParameterizedTest
    @CsvSource("src/main/java, 250")
    void eachTableNeedsItsException(Path directory, int most) throws IOException {
        try (Stream<Path> tree = Files.walk(directory)) {
            assertThat(tree.filter(file -> TABLES.contains(file.getFileName().toString())))
                    .hasSameSizeAs(TABLES)
                    .allSatisfy(
                            file -> assertThat(Files.readAllLines(file)).hasSizeGreaterThan(most));
        }
    }
}
