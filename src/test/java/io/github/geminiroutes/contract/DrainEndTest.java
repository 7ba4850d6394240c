package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.geminiroutes.testing.DropFolders;
import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.ProgramSettings;
import io.github.geminiroutes.testing.ProgramUnderTest;
import io.github.geminiroutes.testing.RecordedErrors;
import io.github.geminiroutes.testing.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** When a drain ends, and what its exit code says of what is left. */
@Timeout(300)
@Tag("process")
class DrainEndTest {

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final int PROMPTS = 20;

    /** Fifteen have a model taken for down; the others are its probes. */
    private static final int REFUSED = 17;

    @TempDir Path root;

    private DropFolders folders() throws IOException {
        DropFolders folders = new DropFolders(root.resolve("data"));
        for (int i = 0; i < PROMPTS; i++) {
            folders.drop("p" + i + ".txt", "Question " + i);
        }
        return folders;
    }

    /** The answer that ends the outage is that of the last prompts in the inbox. */
    @Test
    void whatWasParkedInAnOutageIsAnsweredOnceItIsOver() throws Exception {
        DropFolders folders = folders();
        try (GeminiServer server = GeminiServer.start()) {
            server.next(
                    Collections.nCopies(REFUSED, RecordedErrors.overloaded())
                            .toArray(new Reply[REFUSED]));
            ProgramSettings settings =
                    new ProgramSettings(root)
                            .server(server)
                            .set("MAX_RETRIES", "0")
                            .set("MAX_CONCURRENCY", "1")
                            .property("gemini.outage.probe-interval", "0.2");
            try (ProgramUnderTest program = ProgramUnderTest.start(settings, "run", "--drain")) {
                assertThat(program.awaitExit(LIMIT)).isZero();

                assertThat(program.stdout()).contains("20 answered, 0 failed, 0 parked");
            }
        }
        assertThat(folders.names("done")).hasSize(PROMPTS);
    }

    @Test
    void aSignalThatEndsItIsNoEndOfTheWork() throws Exception {
        DropFolders folders = folders();
        try (GeminiServer server = GeminiServer.start()) {
            ProgramSettings settings =
                    new ProgramSettings(root).server(server).set("GEMINI_RPM", "5");
            try (ProgramUnderTest program = ProgramUnderTest.start(settings, "run", "--drain")) {
                await().atMost(LIMIT)
                        .failFast(() -> !program.isAlive())
                        .until(() -> server.log().perStatus().getOrDefault(200, 0L) >= 5);
                program.terminate();

                assertThat(program.awaitExit(LIMIT)).isEqualTo(4);

                assertThat(program.stdout())
                        .contains("5 answered, 0 failed, 0 parked")
                        .contains("Stopped: 15 left in the inbox and in batch jobs");
            }
        }
        assertThat(folders.names("inbox")).hasSize(PROMPTS - 5);
    }
}
