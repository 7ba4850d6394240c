package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Test classes run side by side in one JVM, and a property of the JVM goes before a setting of a
 * Camel context: a class that sets one sends the files of another one elsewhere.
 */
class SharedStateTest {

    private static final Pattern CHANGES_THE_JVM =
            Pattern.compile(
                    "System(\\.|::)(setProperty|setProperties|setOut|setErr|setIn)\\b"
                            + "|(Locale|TimeZone)\\.setDefault\\b");

    @Test
    void aClassThatChangesTheJvmRunsAlone() throws IOException {
        try (Stream<Path> tree = Files.walk(Path.of("src/test/java"))) {
            List<Path> files =
                    tree.filter(file -> file.toString().endsWith("Test.java"))
                            .filter(file -> CHANGES_THE_JVM.matcher(read(file)).find())
                            .toList();

            assertThat(files)
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(read(file)).contains("@Isolated"));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
