package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.geminiroutes.testing.DropFolders;
import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.ProgramSettings;
import io.github.geminiroutes.testing.ProgramUnderTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Killed at any moment, the program loses no row of a table and pays none twice that it had. */
@Timeout(600)
@Tag("process")
class RowsCrashTest {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final int ROWS = 300;
    private static final int CONCURRENCY = 4;
    private static final int[] KILLED_AFTER = {40, 130, 220};

    @TempDir Path root;

    @Test
    void everyRowGetsOneAnswerHoweverOftenTheProgramIsKilled() throws Exception {
        DropFolders folders = new DropFolders(root.resolve("data"));
        Path task = Files.createDirectories(folders.folder("inbox").resolve("rivers"));
        Files.writeString(
                task.resolve("task.prompt"), "---\nrows: true\n---\nRow {{id}} of {{name}}");
        StringBuilder table = new StringBuilder("id,name\n");
        for (int i = 0; i < ROWS; i++) {
            table.append(i).append(",\"n, ").append(i % 7).append("\"\n");
        }
        Files.writeString(task.resolve("list.csv"), table);
        try (GeminiServer server = GeminiServer.builder().latency(Duration.ofMillis(30)).start()) {
            ProgramSettings settings =
                    new ProgramSettings(root)
                            .server(server)
                            .set("MAX_CONCURRENCY", Integer.toString(CONCURRENCY));
            for (int answers : KILLED_AFTER) {
                try (ProgramUnderTest program =
                        ProgramUnderTest.start(settings, "run", "--drain")) {
                    await().pollInterval(Duration.ofMillis(5))
                            .atMost(LIMIT)
                            .until(() -> server.log().answered() >= answers);
                    program.kill();
                    program.awaitExit(LIMIT);
                }
                await().atMost(LIMIT).until(() -> server.log().inFlight() == 0);
                assertThat(task.resolve("list.csv")).hasContent(table.toString());
            }

            try (ProgramUnderTest program = ProgramUnderTest.start(settings, "run", "--drain")) {
                assertThat(program.awaitExit(LIMIT)).isZero();
                assertThat(program.stdout()).contains("Rows: ");
            }

            List<String> lines =
                    Files.readAllLines(
                            folders.folder("outbox").resolve("rivers/list.csv.answers.csv"));
            assertThat(lines).hasSize(ROWS + 1);
            for (int i = 0; i < ROWS; i++) {
                assertThat(lines.get(i + 1))
                        .isEqualTo(
                                "%d,\"n, %d\",\"Answer to: Row %d of n, %d\","
                                        .formatted(i, i % 7, i, i % 7));
            }
            assertThat(folders.folder("done").resolve("rivers/list.csv"))
                    .hasContent(table.toString());
            // Each kill meets the calls that are out, and answers that are being written.
            assertThat(server.log().duplicates()).isLessThanOrEqualTo(2L * CONCURRENCY * 3);
            assertThat(server.log().answersBySha()).hasSize(ROWS);
            assertThat(root.resolve("data/.gemini-rows")).isEmptyDirectory();
        }
    }
}
