package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

            assertThat(files).isNotEmpty();
            assertThat(longer(files.stream(), most))
                    .as("files of more than %d lines", most)
                    .isEmpty();
        }
    }

    /** With their lines: only these, or a failure would print all files. */
    private static Map<Path, Integer> longer(Stream<Path> files, int most) throws IOException {
        Map<Path, Integer> longer = new TreeMap<>();
        for (Path file : files.filter(one -> !isTable(one)).toList()) {
            int lines = Files.readAllLines(file).size();
            if (lines > most) {
                longer.put(file, lines);
            }
        }
        return longer;
    }

    private static boolean isTable(Path file) {
        return TABLES.contains(file.getFileName().toString());
    }

    @Test
    void aFileThatIsTooLongIsNamedWithItsCountAlone(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("Long.java"), "x\n".repeat(251));

        assertThat(longer(Stream.of(file), 250)).hasToString("{%s=251}".formatted(file));
    }

    /** Else the exception would outlive its reason. */
    @ParameterizedTest
    @CsvSource("src/main/java, 250")
    void eachTableNeedsItsException(Path directory, int most) throws IOException {
        try (Stream<Path> tree = Files.walk(directory)) {
            assertThat(tree.filter(SizeLimitsTest::isTable))
                    .hasSameSizeAs(TABLES)
                    .allSatisfy(
                            file ->
                                    assertThat(Files.readAllLines(file).size())
                                            .isGreaterThan(most));
        }
    }
}
