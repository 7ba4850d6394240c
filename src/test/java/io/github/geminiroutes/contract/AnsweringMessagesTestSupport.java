package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.MessageBus.Got;
import io.github.geminiroutes.testing.MessageBus.Sent;
import io.github.geminiroutes.testing.ProgramSettings;
import io.github.geminiroutes.testing.ProgramUnderTest;
import io.github.geminiroutes.testing.RecordedErrors;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What holds for messages of every broker. */
abstract class AnsweringMessagesTestSupport extends MessagesTestSupport {

    @Test
    void answersWhatCanBeAnsweredAndSaysWhyOfTheRest() throws Exception {
        byte[] notText = {'n', 'o', (byte) 0xFF, 't'};
        String request =
                "{\"contents\":[{\"parts\":[{\"text\":\"A whole request\"}]}],\"model\":\"gemini-own\"}";
        List<Sent> messages =
                List.of(
                        Sent.text("plain", "Two and two? ${body} {{gemini.api-key}}")
                                .with("tenant", "blue")
                                .with("CamelGeminiModel", "gemini-asked")
                                .with("CamelGeminiTemperature", "0.5"),
                        Sent.text("json", request)
                                .with(bus.header("Content-Type"), "application/json"),
                        Sent.text("steering", "Where do I go?")
                                .with("CamelHttpUri", "http://127.0.0.1:1/elsewhere")
                                .with("cAmElHttpPath", "/elsewhere")
                                .with("CamelKafkaOverrideTopic", dead)
                                .with("kafka_OVERRIDE_TOPIC", "own")
                                .with("CamelJmsDestinationName", dead)
                                .with("CamelGeminiFailure", "forged"),
                        Sent.text("refused", "bad question")
                                .with("tenant", "red")
                                .with("CamelGeminiModel", "gemini-asked"),
                        new Sent("not-text", notText, Map.of()),
                        Sent.text("empty", " "),
                        Sent.text("first", "The same").with("CamelGeminiMessageId", "twin"),
                        Sent.text("second", "The same").with("CamelGeminiMessageId", "twin"));
        try (GeminiServer server =
                GeminiServer.builder()
                        .when(
                                asked -> asked.prompt().equals("bad question"),
                                RecordedErrors.invalidRequest("The question is bad."))
                        .start()) {
            bus.send(from, messages);
            try (ProgramUnderTest program = ProgramUnderTest.start(settings(server), "run")) {
                awaitAcknowledged(messages.size());
                program.terminate();
                assertThat(program.awaitExit(LIMIT)).as(program.stderr()).isZero();
            }

            Map<String, Got> answers = byId(bus.take(replies));
            Map<String, Got> failures = byId(bus.take(dead));

            assertThat(failures).containsOnlyKeys("refused", "not-text", "empty");
            assertThat(answers).hasSize(4).containsKeys("plain", "json", "steering");
            assertThat(answers.get("plain").text())
                    .isEqualTo("Answer to: Two and two? ${body} {{gemini.api-key}}");
            assertThat(answers.get("plain").headers())
                    .containsEntry("tenant", "blue")
                    .containsEntry("CamelGeminiModelVersion", "gemini-asked")
                    .containsEntry("CamelGeminiFinishReason", "STOP")
                    .containsKeys("CamelGeminiInputTokens", "CamelGeminiOutputTokens")
                    .doesNotContainKey("CamelGeminiTemperature");
            assertThat(answers.get("json").text()).isEqualTo("Answer to: A whole request");
            assertThat(answers.get("json").headers())
                    .containsEntry("CamelGeminiModelVersion", "gemini-own")
                    .doesNotContainKey(bus.header("Content-Type"));
            assertThat(answers.get("steering").headers().keySet())
                    .noneMatch(
                            name ->
                                    name.toLowerCase().startsWith("camel")
                                            && !name.startsWith("CamelGemini"))
                    .doesNotContain("CamelGeminiFailure");
            assertThat(failures.get("refused").text()).isEqualTo("bad question");
            assertThat(failures.get("refused").headers())
                    .containsEntry("tenant", "red")
                    .containsEntry("CamelGeminiModel", "gemini-asked")
                    .containsEntry("CamelGeminiFailure", "invalid-request")
                    .containsEntry("CamelGeminiHttpCode", "400")
                    .containsEntry("CamelGeminiAttempts", "1")
                    .containsEntry("CamelGeminiFailureMessage", "The question is bad.")
                    .containsKey("CamelGeminiAdvice");
            assertThat(failures.get("not-text").body()).isEqualTo(notText);
            assertThat(failures.get("not-text").headers())
                    .containsEntry("CamelGeminiFailure", "bad-input")
                    .containsEntry("CamelGeminiHttpCode", "0");
            assertThat(server.log().answersByFirstLine()).containsEntry("The same", 1L);
        }
    }

    /** The settings of a program whose end the broker is to notice soon. */
    ProgramSettings killed(GeminiServer server) {
        return settings(server);
    }

    @Test
    void losesNothingHoweverOftenItIsKilled() throws Exception {
        int count = 60;
        int refused = 3;
        try (GeminiServer server = GeminiServer.builder().latency(Duration.ofMillis(100)).start()) {
            server.inTurn(
                    asked -> asked.prompt().endsWith("5"),
                    RecordedErrors.overloaded(),
                    RecordedErrors.overloaded());
            server.when(
                    asked -> asked.prompt().matches(".* number [135]0"),
                    RecordedErrors.invalidRequest("Not this one."));
            bus.send(from, numbered(count));
            for (int answers : new int[] {10, 30}) {
                try (ProgramUnderTest program = ProgramUnderTest.start(killed(server), "run")) {
                    awaitCount(replies, answers);
                    program.kill();
                    program.awaitExit(LIMIT);
                }
            }
            try (ProgramUnderTest program = ProgramUnderTest.start(killed(server), "run")) {
                awaitAcknowledged(count);
                program.terminate();
                assertThat(program.awaitExit(LIMIT)).isZero();
            }

            List<Got> answers = bus.take(replies);
            List<Got> letters = bus.take(dead);
            assertThat(answers).allSatisfy(this::isItsOwnAnswer);
            assertThat(ids(letters)).containsExactlyInAnyOrder("m-10", "m-30", "m-50");
            assertThat(ids(answers))
                    .hasSize(count - refused)
                    .doesNotContainAnyElementsOf(ids(letters));
            // A reply that was out when the process died, its message not yet acknowledged.
            assertThat(answers.size() + letters.size() - count).isBetween(0, 2 * 4);
            assertThat(server.log().duplicates()).isBetween(0L, 2L * 4);
        }
    }

    private static Set<String> ids(List<Got> messages) {
        return messages.stream().map(Got::id).collect(Collectors.toSet());
    }

    private void isItsOwnAnswer(Got answer) {
        String number = answer.id().substring("m-".length());
        assertThat(answer.text()).isEqualTo("Answer to: Question number " + number);
    }
}
