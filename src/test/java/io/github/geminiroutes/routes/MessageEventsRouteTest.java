package io.github.geminiroutes.routes;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.event.Events;
import io.github.geminiroutes.generate.GeminiHeaders;
import io.github.geminiroutes.support.GeminiJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of messages. */
class MessageEventsRouteTest extends MessageRoutesTestSupport {

    @TempDir static Path data;

    @Override
    List<String> routes() {
        return with(super.routes(), "gemini-events");
    }

    @Override
    Properties settings() {
        Properties properties = super.settings();
        properties.setProperty("gemini.data-dir", data.toString());
        properties.setProperty("gemini.retry.max-retries", "0");
        properties.setProperty("gemini.events.to", "mock:told");
        return properties;
    }

    private JsonNode told(int number) throws IOException {
        MockEndpoint told = context().getEndpoint("mock:told", MockEndpoint.class);
        await().until(() -> told.getReceivedCounter() > number);
        Exchange exchange = told.getReceivedExchanges().get(number);
        return GeminiJson.MAPPER.readTree(exchange.getMessage().getBody(String.class));
    }

    private void send(String body, String id) {
        template()
                .sendBodyAndHeaders(
                        "direct:gemini-message", body, Map.of(GeminiHeaders.MESSAGE_ID, id));
    }

    @Test
    void aMessageThatFailedIsToldOnceWithItsReasonAndWithoutItsText() throws Exception {
        gemini.stubFor(
                post(ASK)
                        .willReturn(
                                aResponse()
                                        .withStatus(400)
                                        .withBody(
                                                "{\"error\":{\"code\":400,\"message\":\"No.\",\"status\":\"INVALID_ARGUMENT\"}}")));
        deadLetters().expectedMessageCount(1);
        send("a very private question", "order-7");

        JsonNode event = told(0);

        deadLetters().assertIsSatisfied();
        assertThat(event.path("type").asText()).isEqualTo("io.github.geminiroutes.prompt.failed");
        JsonNode failed = event.path("data");
        assertThat(failed.path("outcome").asText()).isEqualTo("failed");
        assertThat(failed.path("messageId").asText()).isEqualTo("order-7");
        assertThat(failed.path("prompt").asText()).isEqualTo(event.path("subject").asText());
        assertThat(failed.path("reason").asText()).isEqualTo("invalid-request");
        assertThat(failed.path("code").asInt()).isEqualTo(400);
        assertThat(failed.path("attempts").asInt()).isEqualTo(1);
        assertThat(failed.path("model").asText()).isEqualTo("gemini-3.8-flash");
        assertThat(event.toString()).doesNotContain("private").doesNotContain(KEY);
        await().until(() -> Events.of(context()).pending() == 0);
        assertThat(context().getEndpoint("mock:told", MockEndpoint.class).getReceivedCounter())
                .isEqualTo(1);
    }

    @Test
    void aMessageThatIsNoPromptAndOneThatIsAnsweredAreToldAsSuch() throws IOException {
        gemini.stubFor(post(ASK).willReturn(answer("yes")));
        send(" ", "empty");
        JsonNode empty = told(0).path("data");
        send("A question", "good");
        JsonNode good = told(1).path("data");

        assertThat(empty.path("outcome").asText()).isEqualTo("failed");
        assertThat(empty.path("reason").asText()).isEqualTo("bad-input");
        assertThat(empty.path("code").isNull()).isTrue();
        assertThat(empty.path("attempts").asInt()).isZero();
        assertThat(good.path("outcome").asText()).isEqualTo("answered");
        assertThat(good.path("costUsd").isNumber()).isTrue();
        assertThat(good.has("reason")).isFalse();
    }
}
