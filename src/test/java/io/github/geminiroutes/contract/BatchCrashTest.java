package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.geminiroutes.testing.BatchFolders;
import io.github.geminiroutes.testing.BatchScript;
import io.github.geminiroutes.testing.BatchScript.Creation;
import io.github.geminiroutes.testing.BatchServer;
import io.github.geminiroutes.testing.DropFolders;
import io.github.geminiroutes.testing.ProgramSettings;
import io.github.geminiroutes.testing.ProgramUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The batch lane of a program that is killed at each stage of its jobs. */
@Timeout(600)
@Tag("process")
class BatchCrashTest {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final int PROMPTS = 60;
    private static final int ROWS = 60;
    private static final String TABLE = "rows/table.csv";

    @TempDir Path root;

    @Test
    void everyPromptAndRowIsPaidOnceHoweverTheProgramEnds() throws Exception {
        DropFolders folders = new DropFolders(root.resolve("data"));
        for (int i = 0; i < PROMPTS; i++) {
            folders.drop(name(i), "---\ntier: batch\n---\nQuestion " + i);
        }
        StringBuilder table = new StringBuilder("number\n");
        IntStream.range(PROMPTS, PROMPTS + ROWS).forEach(i -> table.append(i).append('\n'));
        Files.createDirectories(folders.folder("inbox").resolve("rows"));
        folders.drop(TABLE, table.toString());
        folders.drop("rows/task.prompt", "---\nrows: true\ntier: batch\n---\nQuestion {{number}}");
        BatchScript script =
                new BatchScript()
                        .jobTime(Duration.ofMillis(1_500))
                        .creation(1, Creation.LOST)
                        .listLag(Duration.ofMillis(500));
        try (BatchServer server = BatchServer.start(script)) {
            ProgramSettings settings =
                    new ProgramSettings(root)
                            .set("GOOGLE_GEMINI_BASE_URL", server.baseUrl())
                            .set("GEMINI_API_KEY", "test-key")
                            .set("GEMINI_BATCH_LINGER", "1")
                            .set("GEMINI_BATCH_CREATE_WAIT", "1")
                            .set("GEMINI_BATCH_POLL_INTERVAL", "0.2")
                            .set("GEMINI_BATCH_MAX_REQUESTS", "40");
            killWhen(settings, () -> BatchFolders.count(folders.folder("submitted"), ".txt") > 5);
            killWhen(settings, () -> BatchFolders.jobs(root.resolve("data"), "creating") > 0);
            terminateWhen(settings, () -> BatchFolders.jobs(root.resolve("data"), "running") > 0);
            killWhen(
                    settings,
                    () -> BatchFolders.count(folders.folder("outbox"), ".record.json") > 5);

            try (ProgramUnderTest program = ProgramUnderTest.start(settings, "run", "--drain")) {
                assertThat(program.awaitExit(LIMIT)).isZero();
                assertThat(program.stdout()).contains("Batch jobs under way");
            }

            for (int i = 0; i < PROMPTS; i++) {
                assertThat(folders.whereabouts(name(i))).as(name(i)).containsExactly("done");
                assertThat(folders.answer(name(i))).isEqualTo("Answer to: Question " + i);
                assertThat(folders.record(name(i)).path("tier").asText()).isEqualTo("batch");
            }
            List<String> answers =
                    Files.readAllLines(folders.folder("outbox").resolve(TABLE + ".answers.csv"));
            assertThat(answers).hasSize(1 + ROWS);
            for (int i = 0; i < ROWS; i++) {
                int number = PROMPTS + i;
                assertThat(answers.get(1 + i))
                        .isEqualTo("%d,Answer to: Question %d,", number, number);
            }
            assertThat(folders.whereabouts(TABLE)).containsExactly("done");
            assertThat(server.jobs().paid().values()).hasSize(PROMPTS + ROWS).containsOnly(1);
            assertThat(server.jobs().created().values().stream().mapToInt(n -> n).sum())
                    .as("no prompt and no row is in two jobs")
                    .isEqualTo(PROMPTS + ROWS);
            assertThat(server.jobs().bill().batch().answers()).isEqualTo(PROMPTS + ROWS);
            assertThat(server.jobs().bill().standard().answers()).isZero();
            assertThat(server.jobs().names()).isEmpty();
            assertThat(BatchFolders.count(folders.folder("submitted"), "")).isZero();
            assertThat(BatchFolders.count(folders.folder("outbox"), ".record.json"))
                    .isEqualTo(PROMPTS);
        }
    }

    /** What is seen from outside. */
    @FunctionalInterface
    private interface Moment {
        boolean isHere() throws IOException;
    }

    private void killWhen(ProgramSettings settings, Moment moment) throws Exception {
        try (ProgramUnderTest program = ProgramUnderTest.start(settings, "run")) {
            await().pollInterval(Duration.ofMillis(5)).atMost(LIMIT).until(moment::isHere);
            program.kill();
            program.awaitExit(LIMIT);
        }
    }

    private void terminateWhen(ProgramSettings settings, Moment moment) throws Exception {
        try (ProgramUnderTest program = ProgramUnderTest.start(settings, "run")) {
            await().pollInterval(Duration.ofMillis(5)).atMost(LIMIT).until(moment::isHere);
            program.terminate();
            assertThat(program.awaitExit(LIMIT)).isZero();
        }
    }

    private static String name(int number) {
        return "prompt-%02d.txt".formatted(number);
    }
}
