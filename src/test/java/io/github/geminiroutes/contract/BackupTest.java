package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.geminiroutes.testing.DropFolders;
import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.ProgramSettings;
import io.github.geminiroutes.testing.ProgramUnderTest;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A copy of the data directory that was made while the program stood still is all it takes. */
@Timeout(300)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "no SIGSTOP")
@Tag("process")
class BackupTest {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final int PROMPTS = 60;
    private static final int CONCURRENCY = 4;
    private static final List<String> NAMES =
            IntStream.range(0, PROMPTS).mapToObj("prompt-%02d.txt"::formatted).toList();

    @TempDir Path root;

    @Test
    void aBackupTakenInTheMiddleOfADrainLosesNoPrompt() throws Exception {
        Path home = root.resolve("home");
        Path elsewhere = root.resolve("elsewhere");
        DropFolders folders = new DropFolders(home.resolve("data"));
        for (String name : NAMES) {
            folders.drop(name, "Prompt of " + name);
        }
        try (GeminiServer server = GeminiServer.builder().latency(Duration.ofMillis(100)).start()) {
            try (ProgramUnderTest program =
                    ProgramUnderTest.start(settings(home, server), "run", "--drain")) {
                await().pollInterval(Duration.ofMillis(5))
                        .atMost(LIMIT)
                        .until(() -> records(folders) >= PROMPTS / 3);
                standStill(program);
                copy(home.resolve("data"), elsewhere.resolve("data"));
                // The machine is gone: cache and logs with it.
                program.kill();
                program.awaitExit(LIMIT);
            }
            await().atMost(LIMIT).until(() -> server.log().inFlight() == 0);
            DropFolders restored = new DropFolders(elsewhere.resolve("data"));
            long inFlight = server.log().answered() - records(restored);
            assertThat(records(restored)).isBetween((long) PROMPTS / 3, PROMPTS - 1L);
            assertThat(inFlight).isBetween(0L, 4L * CONCURRENCY);
            for (String name : NAMES) {
                assertThat(restored.whereabouts(name)).as(name).hasSize(1);
            }

            try (ProgramUnderTest program =
                    ProgramUnderTest.start(settings(elsewhere, server), "run", "--drain")) {
                assertThat(program.awaitExit(LIMIT)).as(program.stderr()).isZero();
            }

            assertThat(restored.names("done")).containsExactlyElementsOf(NAMES);
            assertThat(restored.names("inbox")).isEmpty();
            for (String name : NAMES) {
                assertThat(restored.answer(name)).isEqualTo("Answer to: Prompt of " + name);
            }
            assertThat(restored.names("outbox")).hasSize(2 * PROMPTS);
            assertThat(server.log().duplicates()).isEqualTo(inFlight);
        }
    }

    private static ProgramSettings settings(Path directory, GeminiServer server) {
        return new ProgramSettings(directory)
                .server(server)
                .set("MAX_CONCURRENCY", Integer.toString(CONCURRENCY));
    }

    private static long records(DropFolders folders) throws IOException {
        return Files.isDirectory(folders.folder("outbox"))
                ? folders.names("outbox").stream()
                        .filter(name -> name.endsWith(".record.json"))
                        .count()
                : 0;
    }

    /** What {@code docker pause} and a snapshot of the volume come to. */
    private static void standStill(ProgramUnderTest program) throws Exception {
        Process kill =
                new ProcessBuilder("kill", "-STOP", Long.toString(program.handle().pid()))
                        .inheritIO()
                        .start();
        assertThat(kill.waitFor()).isZero();
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(
                from,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path directory, BasicFileAttributes attributes) throws IOException {
                        Files.createDirectories(to.resolve(from.relativize(directory)));
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.copy(
                                file,
                                to.resolve(from.relativize(file)),
                                StandardCopyOption.COPY_ATTRIBUTES);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
