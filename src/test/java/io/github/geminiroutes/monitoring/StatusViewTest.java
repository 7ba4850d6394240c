package io.github.geminiroutes.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.folder.Outcome;
import io.github.geminiroutes.folder.RecentFailures;
import io.github.geminiroutes.quota.Decision;
import io.github.geminiroutes.quota.Gate;
import io.github.geminiroutes.quota.LimitKind;
import io.github.geminiroutes.quota.Permit;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StatusViewTest {

    private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");

    private final StatusView view = new StatusView(NOW, NOW.minusSeconds(60));

    @Test
    void callsAreSummedOverModels() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        registry.counter("gemini.requests", "model", "a", "outcome", "answered", "code", "200")
                .increment(3);
        registry.counter("gemini.requests", "model", "b", "outcome", "answered", "code", "200")
                .increment(4);
        registry.counter("gemini.requests", "model", "b", "outcome", "overloaded", "code", "503")
                .increment(2);
        for (String type : new String[] {"input", "cached", "output", "thinking", "tool"}) {
            registry.counter("gemini.tokens", "model", "a", "type", type).increment(10);
        }

        ObjectNode calls =
                (ObjectNode) view.calls(registry, new BigDecimal("0.123456")).json().path("calls");

        assertThat(calls.path("answered").asLong()).isEqualTo(7);
        assertThat(calls.path("failed").asLong()).isEqualTo(2);
        // Cached tokens are part of the input, thinking is billed as output.
        assertThat(calls.path("inputTokens").asLong()).isEqualTo(20);
        assertThat(calls.path("outputTokens").asLong()).isEqualTo(20);
        assertThat(calls.path("usdToday").decimalValue()).isEqualByComparingTo("0.1235");
        assertThat(calls.path("outcomes").path(0).path("count").asLong()).isEqualTo(7);
        assertThat(calls.path("outcomes").path(1).path("outcome").asText()).isEqualTo("overloaded");
    }

    @Test
    void aModelShowsItsLimitsAndItsNextFreeSlot() {
        Gate gate = new Gate(Clock.fixed(NOW, ZoneOffset.UTC));
        gate.limit(LimitKind.REQUESTS_PER_MINUTE, 1L);
        Permit permit = gate.enqueue("m", 10);
        assertThat(gate.admit(permit)).isInstanceOf(Decision.Permitted.class);

        var model =
                view.models(gate.view(), Map.of("m", NOW.plusSeconds(5)), Set.of("m"))
                        .json()
                        .path("models")
                        .path(0);

        assertThat(model.path("model").asText()).isEqualTo("m");
        assertThat(Instant.parse(model.path("nextSlot").asText()))
                .isBetween(NOW.plusSeconds(60), NOW.plusSeconds(62));
        assertThat(model.path("isSlow").asBoolean()).isTrue();
        assertThat(model.path("downUntilProbe").asText()).isEqualTo("2026-11-25T10:00:05Z");
        assertThat(model.path("limits").path(0).path("quota").asText())
                .isEqualTo("requests-per-minute");
        assertThat(model.path("limits").path(0).path("used").asLong()).isEqualTo(1);
        assertThat(model.path("limits").path(0).path("limit").asLong()).isEqualTo(1);
    }

    @Test
    void aLongMessageIsCut() {
        Failure failure = Failure.of(FailureKind.INVALID_REQUEST, "x".repeat(10_000));
        var entry =
                view.recentFailures(
                                List.of(
                                        new RecentFailures.Entry(
                                                NOW, "a.txt", null, Outcome.FAILED, failure, null)))
                        .json()
                        .path("recentFailures")
                        .path(0);

        assertThat(entry.path("reason").asText()).hasSize(300).endsWith("…");
        assertThat(entry.path("model").isNull()).isTrue();
        assertThat(entry.path("kind").asText()).isEqualTo("invalid-request");
    }

    @Test
    void aStoppedIntakeSaysWhyAndWhatToDo() {
        var intake =
                view.intake(Failure.of(FailureKind.API_KEY_INVALID, "No."), "a.txt", null)
                        .json()
                        .path("intake");

        assertThat(intake.path("isOpen").asBoolean()).isFalse();
        assertThat(intake.path("reason").asText()).isEqualTo("No.");
        assertThat(intake.path("advice").asText()).contains("aistudio.google.com");
    }

    @Test
    void theTwentyTasksWithMostCallsAreNamed() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        for (int number = 10; number < 40; number++) {
            registry.counter("gemini.task.requests", "task", "t" + number, "outcome", "answered")
                    .increment(number);
        }
        registry.counter("gemini.task.requests", "task", "t39", "outcome", "bad-input").increment();
        registry.counter("gemini.task.tokens", "task", "t39", "type", "input").increment(7);
        registry.counter("gemini.task.cost.usd", "task", "t39").increment(0.00126);

        JsonNode tasks = view.calls(registry, null).json().path("calls").path("tasks");

        assertThat(tasks).hasSize(20);
        assertThat(tasks.path(0))
                .hasToString(
                        "{\"task\":\"t39\",\"answered\":39,\"failed\":1,\"inputTokens\":7,"
                                + "\"outputTokens\":0,\"usd\":0.0013}");
        assertThat(tasks.path(19).path("task").asText()).isEqualTo("t20");
    }

    @Test
    void stoppedTasksAreCountedAndTheFirstAreNamedInTheOrderOfTheirPaths() {
        Map<String, String> troubles = new HashMap<>();
        for (int number = 99; number >= 10; number--) {
            troubles.put("task-" + number, "line 1: " + "x".repeat(10_000));
        }

        ObjectNode stopped = TasksView.of(troubles);

        assertThat(stopped.path("count").asInt()).isEqualTo(90);
        assertThat(stopped.path("tasks")).hasSize(50);
        assertThat(stopped.path("tasks").path(0).path("task").asText()).isEqualTo("task-10");
        assertThat(stopped.path("tasks").path(0).path("reason").asText())
                .hasSize(300)
                .startsWith("line 1:");
        assertThat(TasksView.of(Map.of()).path("count").asInt(-1)).isZero();
    }
}
