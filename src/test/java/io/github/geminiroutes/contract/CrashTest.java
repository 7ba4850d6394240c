package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.geminiroutes.testing.DropFolders;
import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.ProgramSettings;
import io.github.geminiroutes.testing.ProgramUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Killed at any moment, the program loses nothing and asks nothing twice but what was under way.
 */
@Timeout(600)
@Tag("process")
@Order(10)
class CrashTest {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final int PROMPTS = 60;
    private static final int CONCURRENCY = 4;
    private static final int[] KILLED_AFTER = {9, 23, 38};

    @TempDir Path root;

    @Test
    void everyPromptGetsOneAnswerHoweverOftenTheProgramIsKilled() throws Exception {
        DropFolders folders = new DropFolders(root.resolve("data"));
        for (int i = 0; i < PROMPTS; i++) {
            folders.drop(name(i), "Prompt number " + i);
        }
        try (GeminiServer server = GeminiServer.builder().latency(Duration.ofMillis(100)).start()) {
            ProgramSettings settings =
                    new ProgramSettings(root)
                            .server(server)
                            .set("MAX_CONCURRENCY", Integer.toString(CONCURRENCY));
            long lost = 0;
            for (int answers : KILLED_AFTER) {
                try (ProgramUnderTest program =
                        ProgramUnderTest.start(settings, "run", "--drain")) {
                    await().pollInterval(Duration.ofMillis(5))
                            .atMost(LIMIT)
                            .until(() -> records(folders).size() >= answers);
                    program.kill();
                    program.awaitExit(LIMIT);
                }
                await().atMost(LIMIT).until(() -> server.log().inFlight() == 0);
                assertEveryPromptIsWholeAndInOnePlace(folders);
                lost = server.log().answered() - records(folders).size();
                // Answers that had come, or were on their way, but were not on disk yet.
                assertThat(lost).isBetween(0L, 4L * CONCURRENCY * KILLED_AFTER.length);
            }
            // What a kill amid writing leaves.
            Files.writeString(folders.in("outbox", ".gemini-1-1.tmp"), "half");
            Files.writeString(folders.in("failed", ".gemini-1-2.tmp"), "half");

            try (ProgramUnderTest program = ProgramUnderTest.start(settings, "run", "--drain")) {
                assertThat(program.awaitExit(LIMIT)).isZero();
            }

            assertThat(folders.names("inbox")).isEmpty();
            assertThat(folders.names("failed")).isEmpty();
            assertThat(folders.names("done")).hasSize(PROMPTS);
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < PROMPTS; i++) {
                expected.add(name(i) + ".record.json");
                expected.add(name(i) + ".response.md");
                assertThat(folders.answer(name(i))).isEqualTo("Answer to: Prompt number " + i);
                assertThat(folders.record(name(i)).path("prompt").asText()).isEqualTo(name(i));
            }
            assertThat(folders.names("outbox")).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(server.log().answersBySha()).hasSize(PROMPTS);
            assertThat(server.log().duplicates())
                    .as("asked twice: only those whose answer was lost with the process")
                    .isEqualTo(lost);
            assertThat(leftovers()).isEmpty();
        }
    }

    private static String name(int number) {
        return "prompt-%02d.txt".formatted(number);
    }

    private static List<String> records(DropFolders folders) throws IOException {
        return Files.isDirectory(folders.folder("outbox"))
                ? folders.names("outbox").stream()
                        .filter(name -> name.endsWith(".record.json"))
                        .toList()
                : List.of();
    }

    private static void assertEveryPromptIsWholeAndInOnePlace(DropFolders folders)
            throws IOException {
        for (int i = 0; i < PROMPTS; i++) {
            List<String> whereabouts = folders.whereabouts(name(i));
            assertThat(whereabouts).as(name(i)).hasSize(1).isSubsetOf("inbox", "done");
            assertThat(folders.in(whereabouts.get(0), name(i))).hasContent("Prompt number " + i);
            if (whereabouts.equals(List.of("done"))) {
                assertThat(folders.answer(name(i))).isEqualTo("Answer to: Prompt number " + i);
            }
        }
        for (String record : records(folders)) {
            String prompt = record.substring(0, record.length() - ".record.json".length());
            assertThat(folders.record(prompt).path("text").asText()).startsWith("Answer to: ");
        }
    }

    /** A kill in the midst of a sweep leaves the empty file by which it tries a directory. */
    private List<Path> leftovers() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.getFileName().toString().startsWith(".gemini-"))
                    .filter(file -> !file.getFileName().toString().startsWith(".gemini-check-"))
                    // A file that is locked stays: another program may lock it at this moment.
                    .filter(file -> !file.endsWith(".gemini-routes.lock"))
                    .toList();
        }
    }
}
