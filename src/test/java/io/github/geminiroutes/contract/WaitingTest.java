package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.testing.DropFolders;
import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.Outage;
import io.github.geminiroutes.testing.ProgramSettings;
import io.github.geminiroutes.testing.ProgramUnderTest;
import io.github.geminiroutes.testing.Quota;
import io.github.geminiroutes.testing.ServedCall;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What is waited for: a minute's quota, a day's quota, the end of an outage. Small batches; the
 * benchmark has the large ones.
 */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
@Tag("process")
@Order(9)
class WaitingTest {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final String LIMITED = "gemini-limited";
    private static final String OTHER = "gemini-other";
    private static final int CONCURRENCY = 8;

    @TempDir Path root;

    private DropFolders folders() {
        return new DropFolders(root.resolve("data"));
    }

    private ProgramSettings settings(GeminiServer server) {
        return new ProgramSettings(root)
                .server(server)
                .set("MAX_CONCURRENCY", Integer.toString(CONCURRENCY));
    }

    private void drop(String model, String prefix, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            String name = name(prefix, i);
            folders().drop(name, "---\nmodel: " + model + "\n---\nPrompt " + name);
        }
    }

    private static String name(String prefix, int number) {
        return "%s-%03d.txt".formatted(prefix, number);
    }

    private boolean isDone(String prefix, int count) throws IOException {
        List<String> done = folders().names("done");
        return done.stream().filter(name -> name.startsWith(prefix + "-")).count() == count;
    }

    private void assertAnswered(String prefix, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            String name = name(prefix, i);
            assertThat(folders().whereabouts(name)).as(name).containsExactly("done");
            assertThat(folders().answer(name)).isEqualTo("Answer to: Prompt " + name);
        }
    }

    private static List<ServedCall> calls(GeminiServer server, String model, int status) {
        return server.log().calls().stream()
                .filter(call -> call.model().equals(model) && call.status() == status)
                .toList();
    }

    private static void awaitTrue(
            ProgramUnderTest program, java.util.concurrent.Callable<Boolean> condition) {
        await().atMost(LIMIT)
                .failFast("The program has ended", () -> !program.isAlive())
                .until(condition);
    }

    /**
     * The limit's minute is longer than this test: what waits for its end is left in the inbox. On
     * a busy machine a minute may pass, and its calls are allowed.
     */
    @Test
    void aLimitIsLearnedOnceHoldsUpNoOtherModelAndOutlivesARestart() throws Exception {
        int limit = 30;
        int limited = 50;
        int other = 60;
        try (GeminiServer server =
                GeminiServer.builder()
                        .latency(Duration.ofMillis(50))
                        .quota(Quota.requestsPerMinute(LIMITED, limit))
                        .start()) {
            long begun = System.nanoTime();
            drop(LIMITED, "limited", limited);
            drop(OTHER, "other", other);
            int refused;
            try (ProgramUnderTest program = ProgramUnderTest.start(settings(server), "run")) {
                awaitTrue(program, () -> program.stderr().contains("Answering prompts"));
                awaitTrue(program, () -> isDone("other", other) && isDone("limited", limit));
                awaitTrue(program, () -> !calls(server, LIMITED, 429).isEmpty());
                awaitTrue(program, () -> server.log().inFlight() == 0);
                program.terminate();
                assertThat(program.awaitExit(LIMIT)).isZero();
                refused = calls(server, LIMITED, 429).size();
                assertThat(refused).as("429s of the lesson").isBetween(1, CONCURRENCY);
            }
            assertAnswered("other", other);
            assertThat(calls(server, OTHER, 429)).isEmpty();

            try (ProgramUnderTest program = ProgramUnderTest.start(settings(server), "run")) {
                awaitTrue(program, () -> program.stderr().contains("Answering prompts"));
                drop(OTHER, "more", 10);
                awaitTrue(program, () -> isDone("more", 10));
                program.terminate();
                assertThat(program.awaitExit(LIMIT)).isZero();
            }
            assertThat(calls(server, LIMITED, 429)).as("no second lesson").hasSize(refused);
            int waits = folders().names("inbox").size();
            long minutes = 1 + Duration.ofNanos(System.nanoTime() - begun).toMinutes();
            assertThat(waits)
                    .isBetween((int) Math.max(0, limited - minutes * limit), limited - limit);
            assertThat(server.log().answersBySha()).hasSize(limited - waits + other + 10);
            assertThat(server.log().duplicates()).isZero();
        }
    }

    @Test
    void aDayThatIsSpentParksItsModelsPromptsAndNoOthers() throws Exception {
        int each = 60;
        try (GeminiServer server =
                GeminiServer.builder().quota(Quota.requestsPerDay(LIMITED, 20)).start()) {
            server.eatRequests(LIMITED, 20);
            drop(LIMITED, "limited", each);
            drop(OTHER, "other", each);
            try (ProgramUnderTest program =
                    ProgramUnderTest.start(settings(server), "run", "--drain")) {
                assertThat(program.awaitExit(LIMIT)).as("some are parked").isEqualTo(4);
                assertThat(program.stdout()).contains(each + " answered, 0 failed, " + each);
            }
            assertAnswered("other", each);
            assertThat(calls(server, LIMITED, 429)).hasSizeBetween(1, CONCURRENCY);
            for (int i = 0; i < each; i++) {
                String name = name("limited", i);
                assertThat(folders().whereabouts(name)).containsExactly("parked");
                JsonNode record =
                        GeminiJson.MAPPER.readTree(
                                folders().in("parked", name + ".parked.json").toFile());
                assertThat(
                                Instant.parse(record.path("notBefore").asText())
                                        .atZone(ZoneId.of("America/Los_Angeles"))
                                        .toLocalTime())
                        .as("not the 32 s that the server says")
                        .isEqualTo(LocalTime.MIDNIGHT);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Outage.class,
            names = {"UNAVAILABLE", "REFUSED", "SILENT"})
    void anOutageCostsAFewCallsAndNoPrompt(Outage kind) throws Exception {
        int prompts = 300;
        drop(OTHER, "prompt", prompts);
        try (GeminiServer server = GeminiServer.builder().latency(Duration.ofMillis(50)).start()) {
            ProgramSettings settings =
                    settings(server)
                            .set("BASE_RETRY_DELAY", "0.5")
                            .property("gemini.http.response-timeout", "2");
            try (ProgramUnderTest program = ProgramUnderTest.start(settings, "run", "--drain")) {
                awaitTrue(program, () -> server.log().answered() >= 50);
                server.outage(kind);
                awaitTrue(program, () -> program.stderr().contains("does not answer"));
                await().during(Duration.ofSeconds(2)).atMost(LIMIT).until(program::isAlive);
                server.outage(Outage.NONE);

                assertThat(program.awaitExit(LIMIT)).isZero();
                assertThat(program.stderr()).contains("answers again");
            }
        }
        assertAnswered("prompt", prompts);
        long attempts = 0;
        for (int i = 0; i < prompts; i++) {
            attempts += folders().record(name("prompt", i)).path("attempts").asLong();
        }
        assertThat(attempts - prompts).as("calls for nothing").isBetween(1L, 60L);
    }
}
