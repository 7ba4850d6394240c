package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.geminiroutes.testing.DropFolders;
import io.github.geminiroutes.testing.EventHook;
import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.ProgramSettings;
import io.github.geminiroutes.testing.ProgramUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Killed twice, and with an endpoint that fails, the program tells of every prompt. */
@Timeout(1_800)
@Tag("process")
class EventsCrashTest {
    private static final Duration LIMIT = Duration.ofSeconds(300);
    private static final int PROMPTS = 200;
    private static final int[] KILLED_AFTER = {60, 130};
    private static final int STARTS = 10;

    @TempDir Path root;

    @Test
    void everyPromptHasItsEventHoweverOftenTheProgramIsKilled() throws Exception {
        DropFolders folders = new DropFolders(root.resolve("data"));
        for (int i = 0; i < PROMPTS; i++) {
            folders.drop("p" + i + ".txt", "Number " + i);
        }
        try (GeminiServer server = GeminiServer.builder().latency(Duration.ofMillis(20)).start();
                EventHook hook = EventHook.start(3)) {
            ProgramSettings settings =
                    new ProgramSettings(root)
                            .server(server)
                            .set("MAX_CONCURRENCY", "8")
                            .set("GEMINI_EVENTS_TO", hook.endpoint());
            hook.down(true);
            for (int answers : KILLED_AFTER) {
                try (ProgramUnderTest program =
                        ProgramUnderTest.start(settings, "run", "--drain")) {
                    await().pollInterval(Duration.ofMillis(5))
                            .atMost(LIMIT)
                            .until(() -> server.log().answered() >= answers);
                    program.kill();
                    program.awaitExit(LIMIT);
                }
            }
            hook.down(false);

            // What an endpoint takes too late for one start is kept for the next.
            for (int starts = 0; starts == 0 || starts < STARTS && events() > 0; starts++) {
                try (ProgramUnderTest program =
                        ProgramUnderTest.start(settings, "run", "--drain")) {
                    assertThat(program.awaitExit(LIMIT)).as(program.stderr()).isZero();
                    assertThat(program.stderr()).doesNotContain("Exception");
                }
            }

            assertThat(folders.names("inbox")).isEmpty();
            assertThat(hook.bySubject()).hasSize(PROMPTS);
            assertThat(hook.bySubject().values())
                    .allSatisfy(
                            events ->
                                    assertThat(events.get(0).path("type").asText())
                                            .isEqualTo("io.github.geminiroutes.prompt.answered"));
            // Nothing is told twice but what a kill explains, and then with the same id.
            assertThat(hook.different()).isEqualTo(PROMPTS);
            assertThat(events()).isZero();
        }
    }

    private long events() throws IOException {
        try (Stream<Path> left = Files.list(root.resolve("data/.gemini-events"))) {
            return left.count();
        }
    }
}
