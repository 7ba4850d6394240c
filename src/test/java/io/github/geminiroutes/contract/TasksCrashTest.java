package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.geminiroutes.testing.DropFolders;
import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.ProgramSettings;
import io.github.geminiroutes.testing.ProgramUnderTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A tree of mixed documents, and a program that is killed in the middle of it. */
@Timeout(600)
@Tag("process")
@Order(10)
class TasksCrashTest {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final int DOCUMENTS = 60;
    private static final int CONCURRENCY = 4;
    private static final int[] KILLED_AFTER = {11, 31};
    private static final List<String> FOLDERS =
            List.of("letters", "letters/2026/Q 3", "letters/ärger 🎉/neu\nzeile", "code");

    @TempDir Path root;

    @Test
    void everyDocumentOfATreeGetsItsOwnAnswerHoweverOftenTheProgramIsKilled() throws Exception {
        DropFolders folders = new DropFolders(root.resolve("data"));
        Path inbox = folders.folder("inbox");
        for (String folder : FOLDERS) {
            Files.createDirectories(inbox.resolve(folder));
        }
        Files.writeString(inbox.resolve("letters/task.prompt"), "Letter {{path}}: {{document}}");
        Files.writeString(inbox.resolve("code/task.prompt"), "Code {{path}}: {{document}}");
        for (int i = 0; i < DOCUMENTS; i++) {
            folders.drop(name(i), content(i));
        }
        try (GeminiServer server = GeminiServer.builder().latency(Duration.ofMillis(100)).start()) {
            ProgramSettings settings =
                    new ProgramSettings(root)
                            .server(server)
                            .set("LC_ALL", "C.UTF-8")
                            .set("MAX_CONCURRENCY", Integer.toString(CONCURRENCY));
            long lost = 0;
            for (int answers : KILLED_AFTER) {
                try (ProgramUnderTest program =
                        ProgramUnderTest.start(settings, "run", "--drain")) {
                    await().pollInterval(Duration.ofMillis(5))
                            .atMost(LIMIT)
                            .until(() -> records(folders) >= answers);
                    program.kill();
                    program.awaitExit(LIMIT);
                }
                await().atMost(LIMIT).until(() -> server.log().inFlight() == 0);
                for (int i = 0; i < DOCUMENTS; i++) {
                    assertThat(folders.whereabouts(name(i))).as(name(i)).hasSize(1);
                }
                lost = server.log().answered() - records(folders);
                assertThat(lost).isBetween(0L, 4L * CONCURRENCY * KILLED_AFTER.length);
            }

            try (ProgramUnderTest program = ProgramUnderTest.start(settings, "run", "--drain")) {
                assertThat(program.awaitExit(LIMIT)).isZero();
            }

            for (int i = 0; i < DOCUMENTS; i++) {
                assertThat(folders.whereabouts(name(i))).as(name(i)).containsExactly("done");
                assertThat(folders.in("done", name(i))).hasBinaryContent(content(i));
                assertThat(folders.answer(name(i))).isEqualTo("Answer to: " + question(i));
                assertThat(folders.record(name(i)).path("prompt").asText()).isEqualTo(name(i));
            }
            assertThat(records(folders)).isEqualTo(DOCUMENTS);
            assertThat(server.log().answersBySha()).hasSize(DOCUMENTS);
            assertThat(server.log().duplicates())
                    .as("asked twice: only those whose answer was lost with the process")
                    .isEqualTo(lost);
        }
    }

    private static String name(int number) {
        String folder = FOLDERS.get(number % FOLDERS.size());
        return folder + "/" + "document-%02d.%s".formatted(number, number % 3 == 0 ? "py" : "txt");
    }

    private static byte[] content(int number) {
        // One in five is UTF-16.
        return ("Content " + number + " – {{x}}")
                .getBytes(number % 5 == 0 ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8);
    }

    private static String question(int number) {
        String name = name(number);
        int task = name.indexOf('/');
        return "%s %s: Content %d – {{x}}"
                .formatted(
                        name.startsWith("code") ? "Code" : "Letter",
                        name.substring(task + 1),
                        number);
    }

    private static long records(DropFolders folders) throws IOException {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(folders.folder("outbox"))) {
            Files.walkFileTree(
                    folders.folder("outbox"),
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes about) {
                            if (file.toString().endsWith(".record.json")) {
                                found.add(file);
                            }
                            return FileVisitResult.CONTINUE;
                        }

                        /** The program renames its temporary files meanwhile. */
                        @Override
                        public FileVisitResult visitFileFailed(Path file, IOException error)
                                throws IOException {
                            if (error instanceof NoSuchFileException) {
                                return FileVisitResult.CONTINUE;
                            }
                            throw error;
                        }
                    });
        }
        return found.size();
    }
}
