package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.geminiroutes.testing.Fetch;
import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.ProgramSettings;
import io.github.geminiroutes.testing.ProgramUnderTest;
import io.github.geminiroutes.testing.RecordedErrors;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What holds for messages of a broker while nothing can be asked. */
abstract class PausingMessagesTestSupport extends AnsweringMessagesTestSupport {

    private static HttpResponse<String> ready(ProgramUnderTest program) throws Exception {
        return Fetch.get(program.httpUrl() + "/observe/health/ready");
    }

    private static JsonNode status(ProgramUnderTest program) throws Exception {
        return new ObjectMapper()
                .readTree(Fetch.get(program.httpUrl() + "/observe/status").body())
                .path("messages");
    }

    /** How many messages of a model wait at most: four times as many as there are consumers. */
    int mostHeld() {
        return 16;
    }

    /** The key's time and the service's: held, not failed, and neither lost nor sent twice. */
    @Test
    void holdsWhatCannotBeAskedNow() throws Exception {
        int count = 12;
        Path key = root.resolve("key");
        Files.writeString(key, "wrong", StandardCharsets.UTF_8);
        try (GeminiServer server = GeminiServer.builder().keys("right").start()) {
            server.inTurn(
                    asked -> asked.prompt().equals("Question number 3"),
                    RecordedErrors.perMinute("gemini-3.8-flash", Duration.ofSeconds(2)));
            bus.send(from, numbered(count));
            ProgramSettings settings =
                    settings(server)
                            .unset("GEMINI_API_KEY")
                            .set("GEMINI_API_KEY_FILE", key.toString());
            try (ProgramUnderTest program = ProgramUnderTest.start(settings, "run")) {
                await().atMost(LIMIT).until(() -> server.log().arrived() >= 1);
                await().atMost(LIMIT)
                        .until(
                                () ->
                                        program.stderr()
                                                .contains(
                                                        "Intake stopped, prompts and messages stay"));
                long asked = server.log().arrived();
                await().during(Duration.ofSeconds(2))
                        .atMost(LIMIT)
                        .untilAsserted(
                                () -> {
                                    assertThat(server.log().arrived()).isLessThan(asked + 4);
                                    assertThat(bus.acknowledged(from)).isZero();
                                    assertThat(bus.count(dead)).isZero();
                                });
                assertThat(ready(program).statusCode()).isEqualTo(503);
                assertThat(ready(program).body())
                        .contains("gemini-messages")
                        .contains("api-key-invalid: ");
                JsonNode stopped = status(program);
                assertThat(stopped.path("isStopped").asBoolean()).isTrue();
                assertThat(stopped.path("held").asLong()).isEqualTo(4);
                assertThat(stopped.path("kind").asText()).isEqualTo("api-key-invalid");

                Files.writeString(key, "right", StandardCharsets.UTF_8);

                awaitAcknowledged(count);
                await().atMost(LIMIT).until(() -> ready(program).statusCode() == 200);
                JsonNode open = status(program);
                assertThat(open.path("isStopped").asBoolean()).isFalse();
                assertThat(open.path("answered").asLong()).isEqualTo(count);
                assertThat(open.path("underWay").asLong()).isZero();
                assertThat(open.path("held").asLong()).isZero();
                program.terminate();
                assertThat(program.awaitExit(LIMIT)).isZero();
            }
            assertThat(byId(bus.take(replies))).hasSize(count);
            assertThat(bus.take(dead)).isEmpty();
            assertThat(server.log().answersBySha()).hasSize(count);
            assertThat(server.log().duplicates()).isZero();
        }
    }

    /** A day's quota is used up: consumption pauses, and a stop gives all back to the broker. */
    @Test
    void pausesForADay() throws Exception {
        int count = 20;
        try (GeminiServer server = GeminiServer.start()) {
            server.when(asked -> true, RecordedErrors.perDay("gemini-3.8-flash"));
            bus.send(from, numbered(count));
            try (ProgramUnderTest program = ProgramUnderTest.start(settings(server), "run")) {
                await().atMost(LIMIT)
                        .until(() -> program.stderr().contains("Messages are held until"));
                await().atMost(LIMIT)
                        .until(() -> status(program).path("held").asInt() == mostHeld());
                await().during(Duration.ofSeconds(2))
                        .atMost(LIMIT)
                        .untilAsserted(
                                () -> {
                                    assertThat(server.log().arrived()).isLessThanOrEqualTo(4);
                                    assertThat(bus.acknowledged(from)).isZero();
                                    assertThat(bus.count(dead)).isZero();
                                });
                assertThat(ready(program).statusCode()).as("it waits by itself").isEqualTo(200);
                JsonNode held = status(program);
                assertThat(held.path("isStopped").asBoolean()).isFalse();
                assertThat(held.path("held").asInt()).isEqualTo(mostHeld());
                assertThat(held.path("kind").asText()).isEqualTo("rate-limit-per-day");
                assertThat(Instant.parse(held.path("heldUntil").asText())).isAfter(Instant.now());
                program.terminate();
                assertThat(program.awaitExit(LIMIT)).isZero();
            }
        }
        // The next day: the quota's file would say so by itself.
        Files.deleteIfExists(root.resolve("cache").resolve("quota.json"));
        try (GeminiServer server = GeminiServer.start();
                ProgramUnderTest program = ProgramUnderTest.start(settings(server), "run")) {
            awaitAcknowledged(count);
            assertThat(program.isAlive()).isTrue();
            assertThat(byId(bus.take(replies))).hasSize(count);
            assertThat(server.log().duplicates()).isZero();
        }
    }
}
