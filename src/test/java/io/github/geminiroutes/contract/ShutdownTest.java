package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.geminiroutes.testing.DropFolders;
import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.ProgramSettings;
import io.github.geminiroutes.testing.ProgramUnderTest;
import io.github.geminiroutes.testing.RecordedErrors;
import io.github.geminiroutes.testing.Reply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * SIGTERM while hundreds of prompts wait: for a quota, in their back-off, for a model that is down.
 */
@Timeout(300)
@Tag("process")
class ShutdownTest {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(10);
    private static final int EACH = 120;
    private static final int RPM = 5;

    @TempDir Path root;

    /**
     * The sweep at the start writes a megabyte, on a thread of Camel's that only logs what is
     * thrown there.
     */
    @Test
    void anErrorOfTheJvmThatALibraryCatchesEndsTheProgram() throws Exception {
        ProgramSettings settings =
                new ProgramSettings(root)
                        .set("GEMINI_API_KEY", "test-key")
                        .set("GOOGLE_GEMINI_BASE_URL", "http://127.0.0.1:1")
                        .set("_JAVA_OPTIONS", "-XX:MaxDirectMemorySize=1m");
        try (ProgramUnderTest program = ProgramUnderTest.start(settings, "run")) {
            assertThat(program.awaitExit(LIMIT)).isEqualTo(1);

            assertThat(program.stderr())
                    .containsOnlyOnce(
                            "The program ends with exit code 1, as the JVM itself has failed, and is"
                                    + " to be started again: java.lang.OutOfMemoryError: ");
        }
    }

    @Test
    void waitingPromptsAreInTheInboxAndCallsInFlightAreFinished() throws Exception {
        DropFolders folders = new DropFolders(root.resolve("data"));
        List<String> names = new ArrayList<>();
        for (String model : new String[] {"limited", "failing", "slow"}) {
            for (int i = 0; i < EACH; i++) {
                String name = "%s-%03d.txt".formatted(model, i);
                folders.drop(name, "---\nmodel: gemini-%s\n---\nPrompt %s".formatted(model, name));
                names.add(name);
            }
        }
        try (GeminiServer server = GeminiServer.start()) {
            // A fault of each prompt in turn, so that most wait in a back-off of their own.
            server.when(
                    request -> request.model().equals("gemini-failing"), RecordedErrors.internal());
            server.when(
                    request -> request.model().equals("gemini-slow"),
                    Reply.late(Duration.ofSeconds(4), slowAnswer()));
            ProgramSettings settings =
                    new ProgramSettings(root)
                            .server(server)
                            .set("GEMINI_RPM", Integer.toString(RPM))
                            .set("BASE_RETRY_DELAY", "120")
                            .property(
                                    "gemini.shutdown-timeout",
                                    Long.toString(SHUTDOWN_TIMEOUT.toSeconds()));
            try (ProgramUnderTest program = ProgramUnderTest.start(settings, "run")) {
                await().atMost(LIMIT).until(() -> program.stderr().contains("Answering prompts"));
                await().atMost(LIMIT)
                        .failFast(() -> !program.isAlive())
                        .until(
                                () ->
                                        folders.names("done").size() >= RPM
                                                && server.log().perStatus().getOrDefault(500, 0L)
                                                        >= RPM
                                                && server.log().inFlight() == RPM);
                long signalled = System.nanoTime();
                program.terminate();

                assertThat(program.awaitExit(LIMIT)).isZero();

                assertThat(Duration.ofNanos(System.nanoTime() - signalled))
                        .isLessThan(SHUTDOWN_TIMEOUT);
                assertThat(program.stderr()).doesNotContain("\tat ");
            }
            assertThat(server.log().arrived()).as("no call began after it").isEqualTo(3L * RPM);
            for (String name : names) {
                assertThat(folders.whereabouts(name)).as(name).hasSize(1);
            }
            assertThat(folders.names("done")).hasSize(2 * RPM);
            assertThat(folders.names("done").stream().filter(name -> name.startsWith("slow")))
                    .as("were in flight at the signal")
                    .hasSize(RPM);
            assertThat(folders.names("inbox")).hasSize(3 * EACH - 2 * RPM);
            assertThat(folders.names("failed")).isEmpty();
            assertThat(folders.names("parked")).isEmpty();
        }
    }

    @Test
    void aSignalDuringTheStartEndsTheProgramAsLater() throws Exception {
        Path logs = root.resolve("logs");
        ProgramSettings settings = new ProgramSettings(root).set("GEMINI_API_KEY", "test-key");
        try (ProgramUnderTest program = ProgramUnderTest.start(settings, "run")) {
            // The first thing that it makes.
            await().atMost(LIMIT)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> Files.exists(logs) || Files.exists(settings.dataDir()));
            program.terminate();

            assertThat(program.awaitExit(LIMIT)).isZero();
            assertThat(program.stderr()).doesNotContain("\tat ");
        }
    }

    private static Reply slowAnswer() {
        return Reply.of(
                200,
                "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"late\"}]},\"finishReason\":\"STOP\"}]}");
    }
}
