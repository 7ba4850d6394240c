package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.ProgramSettings;
import io.github.geminiroutes.testing.ProgramUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may read what the program writes. */
@Timeout(120)
@Tag("process")
@DisabledOnOs(OS.WINDOWS)
class FilePermissionsTest {

    private static final Duration LIMIT = Duration.ofSeconds(90);

    @TempDir Path root;

    @ParameterizedTest
    @CsvSource({"'', rwxr-x---, rw-r-----", "700, rwx------, rw-------"})
    void answersRecordsAndLogsAreNotForEverybody(String set, String directory, String file)
            throws Exception {
        Path home = root.resolve("home");
        try (GeminiServer server = GeminiServer.start()) {
            ProgramSettings settings = new ProgramSettings(home).server(server);
            if (!set.isEmpty()) {
                settings.set("DEFAULT_PERMS", set);
            }
            Path inbox = Files.createDirectories(home.resolve("data/inbox"));
            Files.writeString(inbox.resolve("a.txt"), "Name a river.");
            Files.writeString(inbox.resolve("b.json"), "{");
            Map<String, String> given = permissions(home);
            try (ProgramUnderTest program = ProgramUnderTest.start(settings, "run", "--drain")) {
                assertThat(program.awaitExit(LIMIT)).as(program.stderr()).isEqualTo(3);
            }

            Map<String, String> made = permissions(home);
            made.keySet().removeAll(given.keySet());
            made.keySet().removeIf(name -> name.endsWith("a.txt") || name.endsWith("b.json"));
            assertThat(made)
                    .containsEntry("data/outbox/a.txt.response.md", file)
                    .containsEntry("data/outbox/a.txt.record.json", file)
                    .containsEntry("data/failed/b.json.error.json", file)
                    .containsEntry("logs/gemini-routes.log", file)
                    .containsEntry("logs/usage.jsonl", file)
                    .containsEntry("data/outbox", directory)
                    .containsEntry("logs", directory);
            assertThat(made.values())
                    .allMatch(found -> List.of(directory, file, "rw-------").contains(found));
        }
    }

    private static Map<String, String> permissions(Path home) throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(home)) {
            for (Path path : paths.toList()) {
                found.put(
                        home.relativize(path).toString(),
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
            }
        }
        return found;
    }
}
