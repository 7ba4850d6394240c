package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.geminiroutes.testing.BatchScript;
import io.github.geminiroutes.testing.BatchServer;
import io.github.geminiroutes.testing.DropFolders;
import io.github.geminiroutes.testing.EventHook;
import io.github.geminiroutes.testing.FakedClock;
import io.github.geminiroutes.testing.ProgramSettings;
import io.github.geminiroutes.testing.ProgramUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The clock on the wall is set while the program runs. */
@Tag("process")
@Timeout(600)
class ClockTest {
    private static final Duration LIMIT = Duration.ofSeconds(120);

    @TempDir Path root;

    @Test
    void allGoesOnWhenTheClockIsSetBackAndForward() throws Exception {
        FakedClock clock = new FakedClock(root.resolve("clock"));
        DropFolders folders = new DropFolders(root.resolve("data"));
        park("parked.txt", Instant.now().plus(Duration.ofMinutes(30)));
        BatchScript script = new BatchScript().jobTime(Duration.ofSeconds(1));
        try (BatchServer server = BatchServer.start(script);
                EventHook hook = EventHook.start(0)) {
            ProgramSettings settings =
                    new ProgramSettings(root)
                            .set("GOOGLE_GEMINI_BASE_URL", server.baseUrl())
                            .set("GEMINI_API_KEY", "test-key")
                            .set("GEMINI_EVENTS_TO", hook.endpoint())
                            .property("gemini.batch.linger", "0")
                            .property("gemini.batch.poll-interval", "1");
            clock.applyTo(settings);
            try (ProgramUnderTest program = ProgramUnderTest.start(settings, "run")) {
                folders.drop("first.txt", "Asked by the machine's clock");
                await().atMost(LIMIT)
                        .failFast(() -> !program.isAlive())
                        .until(() -> hook.bySubject().containsKey("first.txt"));
                assertThat(folders.whereabouts("parked.txt")).containsExactly("parked");

                clock.set("-1h");
                answersAll(folders, hook, "back");
                assertThat(folders.whereabouts("parked.txt")).containsExactly("parked");

                clock.set("+1d");
                answersAll(folders, hook, "forward");
                awaitEvents(hook, "parked.txt");

                program.terminate();
                assertThat(program.awaitExit(LIMIT)).isZero();
                assertThat(program.stderr()).doesNotContain("\tat ");
            }
        }
    }

    /** A prompt, a prompt of the batch lane and a table, each of which has its event. */
    private static void answersAll(DropFolders folders, EventHook hook, String name)
            throws IOException {
        folders.drop(name + ".txt", "Asked at once");
        folders.drop(name + "-batch.txt", "---\ntier: batch\n---\nA question that can wait");
        folders.drop(
                name + "-rows.jsonl",
                "{\"key\":\"a\",\"request\":{\"contents\":[{\"parts\":[{\"text\":\"Hi\"}]}]}}\n");
        awaitEvents(hook, name + ".txt", name + "-batch.txt", name + "-rows.jsonl");
    }

    private static void awaitEvents(EventHook hook, String... subjects) {
        await().atMost(LIMIT)
                .untilAsserted(
                        () -> assertThat(hook.bySubject().keySet()).containsAll(List.of(subjects)));
    }

    private void park(String name, Instant until) throws IOException {
        Path parked = Files.createDirectories(root.resolve("data/parked"));
        Files.writeString(parked.resolve(name), "A question");
        Files.writeString(
                parked.resolve(name + ".parked.json"),
                "{\"prompt\":\"%s\",\"notBefore\":\"%s\",\"parkings\":1}".formatted(name, until));
    }
}
