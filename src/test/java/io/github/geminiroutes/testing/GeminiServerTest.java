package io.github.geminiroutes.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class GeminiServerTest {
    private static final String MODEL = "gemini-3.8-flash";

    @Test
    void answersWithTheEchoOfThePrompt() throws Exception {
        try (GeminiServer server = GeminiServer.start()) {
            HttpResponse<String> response = new GeminiClient(server).ask(MODEL, "Hello\n\"there\"");
            JsonNode answer = GeminiClient.json(response);

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(answer.at("/candidates/0/content/parts/0/text").asText())
                    .isEqualTo("Answer to: Hello\n\"there\"");
            assertThat(answer.at("/candidates/0/finishReason").asText()).isEqualTo("STOP");
            assertThat(answer.at("/usageMetadata/promptTokenCount").asInt()).isPositive();
            assertThat(answer.at("/modelVersion").asText()).isEqualTo(MODEL);
        }
    }

    @Test
    void recordsEachCallOnce() throws Exception {
        try (GeminiServer server = GeminiServer.start()) {
            GeminiClient client = new GeminiClient(server);
            client.ask(MODEL, "one\nmore");
            client.ask(MODEL, "two");
            client.ask(MODEL, "two");

            await().until(() -> server.log().calls().size() == 3);
            assertThat(server.log().calls())
                    .extracting(ServedCall::firstLine, ServedCall::status)
                    .startsWith(org.assertj.core.groups.Tuple.tuple("one", 200));
            assertThat(server.log().duplicates()).isEqualTo(1);
            assertThat(server.log().answersBySha()).containsEntry(Sha256.hex("two"), 2L);
            assertThat(server.log().maxInFlight()).isEqualTo(1);
        }
    }

    @Test
    void refusesCallsWithoutKeyOrWithAnotherOne() throws Exception {
        try (GeminiServer server = GeminiServer.builder().keys("good-key").start()) {
            GeminiClient client = new GeminiClient(server);
            HttpRequest keyless = client.post(MODEL, "{}").build();

            assertThat(client.send(keyless).statusCode()).isEqualTo(403);
            HttpResponse<String> badKey = client.ask(MODEL, "x");
            assertThat(badKey.statusCode()).isEqualTo(400);
            assertThat(GeminiClient.json(badKey).at("/error/details/0/reason").asText())
                    .isEqualTo("API_KEY_INVALID");

            server.acceptKeys("test-key");
            assertThat(client.status(MODEL, "x")).isEqualTo(200);
        }
    }

    @Test
    void doesNotAnswerInAnOutageAndAnswersAgainOnTheSamePort() throws Exception {
        try (GeminiServer server = GeminiServer.start()) {
            String url = server.baseUrl();
            assertThat(new GeminiClient(server).status(MODEL, "before")).isEqualTo(200);

            server.outage(Outage.UNAVAILABLE);
            assertThat(new GeminiClient(server).status(MODEL, "during")).isEqualTo(503);
            server.outage(Outage.REFUSED);
            assertThatThrownBy(() -> new GeminiClient(server).ask(MODEL, "during"))
                    .isInstanceOf(ConnectException.class);
            server.outage(Outage.NONE);

            assertThat(server.baseUrl()).isEqualTo(url);
            assertThat(new GeminiClient(server).status(MODEL, "after")).isEqualTo(200);
            assertThat(server.log().byFirstLine(503)).containsExactly(Map.entry("during", 1L));
        }
    }

    @Test
    void followsItsScriptAndThenAnswers() throws Exception {
        try (GeminiServer server =
                GeminiServer.builder()
                        .first(RecordedErrors.overloaded(), RecordedAnswers.emptyStop())
                        .when(
                                request -> request.prompt().equals("bad"),
                                RecordedErrors.invalidRequest("no"))
                        .start()) {
            GeminiClient client = new GeminiClient(server);

            assertThat(client.status(MODEL, "a")).isEqualTo(503);
            assertThat(client.status(MODEL, "a")).isEqualTo(200);
            assertThat(client.status(MODEL, "bad")).isEqualTo(400);
            assertThat(client.status(MODEL, "a")).isEqualTo(200);
            await().until(() -> server.log().calls().size() == 4);
            assertThat(server.log().answered()).as("scripted 200s do not count").isEqualTo(1);
        }
    }

    @Test
    void breaksConnectionsOnDemand() throws Exception {
        List<Reply> breaks = List.of(Reply.reset(), Reply.cutBody(), Reply.hang());
        for (Reply fault : breaks) {
            try (GeminiServer server = GeminiServer.builder().first(fault).start()) {
                GeminiClient client = new GeminiClient(server);
                HttpRequest request =
                        client.post(MODEL, "{}")
                                .header("x-goog-api-key", "k")
                                .timeout(Duration.ofSeconds(1))
                                .build();

                assertThatThrownBy(() -> client.send(request)).isInstanceOf(IOException.class);
                await().untilAsserted(
                                () ->
                                        assertThat(server.log().perStatus())
                                                .containsOnlyKeys(ServedCall.NONE));
                assertThat(server.log().inFlight()).isZero();
                assertThat(client.status(MODEL, "x")).isEqualTo(200);
            }
        }
    }

    @Test
    void outageEndsWhenSwitchedOff() throws Exception {
        try (GeminiServer server = GeminiServer.start()) {
            GeminiClient client = new GeminiClient(server);
            server.outage(true);
            assertThat(client.status(MODEL, "x")).isEqualTo(503);
            server.outage(false);
            assertThat(client.status(MODEL, "x")).isEqualTo(200);
        }
    }

    @Test
    void knowsOnlyTheModelsItWasGiven() throws Exception {
        try (GeminiServer server = GeminiServer.builder().models(MODEL).start()) {
            GeminiClient client = new GeminiClient(server);
            assertThat(client.status(MODEL, "x")).isEqualTo(200);
            assertThat(client.status("gemini-1.0", "x")).isEqualTo(404);
        }
    }

    @Test
    void servesThousandCallsAtTheSameTime() {
        CompletableFuture<Void> allAreThere = new CompletableFuture<>();
        try (GeminiServer server = GeminiServer.start()) {
            Reply answer = new Reply.Whole(200, "{}", true, Map.of());
            server.when(request -> true, new Reply.Once(allAreThere, answer));
            GeminiClient client = new GeminiClient(server);
            List<CompletableFuture<HttpResponse<String>>> calls =
                    IntStream.range(0, 1000)
                            .mapToObj(i -> client.askAsync(MODEL, "prompt " + i))
                            .toList();
            await().atMost(Duration.ofSeconds(60)).until(() -> server.log().inFlight() == 1000);
            allAreThere.complete(null);

            assertThat(calls).allMatch(call -> call.join().statusCode() == 200);
            assertThat(server.log().maxInFlight()).isEqualTo(1000);
            assertThat(server.log().duplicates()).isZero();
        }
    }
}
