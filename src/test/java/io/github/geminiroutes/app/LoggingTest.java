package io.github.geminiroutes.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.geminiroutes.settings.Installation;
import io.github.geminiroutes.settings.Settings;
import io.github.geminiroutes.support.SettingsException;
import io.github.geminiroutes.testing.ClosedFolder;
import io.github.geminiroutes.testing.Pipes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoggingTest {

    @TempDir Path directory;

    private void refuses(String name) {
        refuses(name, "is no regular file");
    }

    private void refuses(String name, String why) {
        Settings settings =
                Settings.of(
                        Installation.ofProgram(),
                        "test",
                        Map.of("gemini.log-dir", directory.toString()));

        assertThatThrownBy(() -> Logging.configure(settings))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(directory + ": " + name + " in it " + why);
    }

    @Test
    void booksThatCannotBeWrittenAreRefused() throws IOException {
        Path books = Files.createFile(directory.resolve("usage.jsonl"));

        try (ClosedFolder closed = ClosedFolder.of(books)) {
            assertThat(closed).isNotNull();
            refuses("usage.jsonl", "cannot be written to");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"usage.jsonl", "gemini-routes.log"})
    void whatIsNoFileInThePlaceOfALogIsNeverOpened(String name) throws Exception {
        Path victim = Files.writeString(directory.resolve("victim"), "v");
        Path log = directory.resolve(name);

        Files.createSymbolicLink(log, victim);
        refuses(name);
        Files.delete(log);
        Files.createSymbolicLink(log, directory.resolve("none"));
        refuses(name);
        Files.delete(log);
        Pipes.make(log);
        refuses(name);
        Files.delete(log);
        Files.createDirectory(log);
        refuses(name);

        assertThat(victim).hasContent("v");
    }
}
