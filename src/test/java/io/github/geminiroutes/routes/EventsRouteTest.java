package io.github.geminiroutes.routes;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.matching.UrlPathPattern;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.provider.EventFormatProvider;
import io.cloudevents.jackson.JsonFormat;
import io.github.geminiroutes.event.Events;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.generate.GeminiClient;
import io.github.geminiroutes.support.GeminiJson;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.component.http.HttpMethods;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.EventNotifier;
import org.apache.camel.support.EventNotifierSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Events by HTTP: what they tell, and what becomes of those that the endpoint refuses. */
@Order(4)
class EventsRouteTest extends EventRoutesTestSupport {

    private static final UrlPathPattern HOOK = urlPathEqualTo("/hook");

    @Override
    List<String> routes() {
        return with(super.routes(), "gemini-tasks", "gemini-rows");
    }

    @Override
    String endpoint() {
        return gemini.baseUrl() + "/hook?token=secret";
    }

    @Override
    Properties settings() {
        Properties properties = super.settings();
        properties.setProperty("gemini.retry.max-retries", "0");
        properties.setProperty("gemini.http.response-timeout", "20");
        return properties;
    }

    /** Answers in this order; the last one for ever. */
    private void hook(int... codes) {
        for (int i = 0; i < codes.length; i++) {
            String now = i == 0 ? Scenario.STARTED : "after " + i;
            gemini.stubFor(
                    post(HOOK)
                            .inScenario("hook")
                            .whenScenarioStateIs(now)
                            .willSetStateTo(i == codes.length - 1 ? now : "after " + (i + 1))
                            .willReturn(aResponse().withStatus(codes[i])));
        }
    }

    private List<LoggedRequest> told() {
        return gemini.findAll(postRequestedFor(HOOK));
    }

    private CloudEvent event(int number) {
        soon().until(() -> told().size() > number);
        LoggedRequest request = told().get(number);
        assertThat(request.getHeader("Content-Type"))
                .isEqualTo("application/cloudevents+json; charset=UTF-8");
        assertThat(request.queryParameter("token").firstValue()).isEqualTo("secret");
        // The reader of the CloudEvents project refuses what is none.
        return EventFormatProvider.getInstance()
                .resolveFormat(JsonFormat.CONTENT_TYPE)
                .deserialize(request.getBody());
    }

    private static JsonNode data(CloudEvent event) throws IOException {
        return GeminiJson.MAPPER.readTree(event.getData().toBytes());
    }

    /** What is not delivered would be told to the next test. */
    @AfterEach
    void awaitDelivery() {
        soon().until(() -> Events.of(context()).pending() == 0);
    }

    @Test
    void tellsOfAnAnswerByNamesPlacesAndFiguresOnly() throws IOException {
        hook(200);
        answerInOrder(answer("a very private answer"));
        drop("sum.txt", "a very private question");

        CloudEvent event = event(0);

        assertThat(event.getType()).isEqualTo("io.github.geminiroutes.prompt.answered");
        assertThat(event.getSubject()).isEqualTo("sum.txt");
        assertThat(event.getSource()).hasToString("/gemini-routes");
        assertThat(event.getTime()).isNotNull();
        JsonNode data = data(event);
        assertThat(data.path("prompt").asText()).isEqualTo("sum.txt");
        assertThat(data.path("outcome").asText()).isEqualTo("answered");
        assertThat(data.path("model").asText()).isEqualTo("gemini-3.8-flash");
        assertThat(data.has("task")).isTrue();
        assertThat(data.has("costUsd")).isTrue();
        assertThat(data.path("place").asText()).isEqualTo("done/sum.txt");
        assertThat(data.path("record").asText()).isEqualTo("outbox/sum.txt.record.json");
        assertThat(data.path("files"))
                .extracting(JsonNode::asText)
                .containsExactly("outbox/sum.txt.response.md");
        assertThat(told().get(0).getBodyAsString()).doesNotContain("private").doesNotContain(KEY);
        awaitDelivery();
        assertThat(told()).hasSize(1);
    }

    @Test
    void tellsOfAFailureAndOfAParkedPrompt() throws IOException {
        hook(200);
        answerInOrder(
                aResponse()
                        .withStatus(400)
                        .withBody(
                                "{\"error\":{\"code\":400,\"message\":\"No.\",\"status\":\"INVALID_ARGUMENT\"}}"),
                aResponse().withStatus(503));
        drop("bad.txt", "Bad");
        CloudEvent failed = event(0);
        drop("later.txt", "Later");
        CloudEvent parked = event(1);

        assertThat(failed.getType()).isEqualTo("io.github.geminiroutes.prompt.failed");
        assertThat(data(failed).path("place").asText()).isEqualTo("failed/bad.txt");
        assertThat(data(failed).path("reason").asText()).isEqualTo("invalid-request");
        assertThat(data(failed).path("code").asInt()).isEqualTo(400);
        assertThat(data(failed).has("message")).isFalse();
        assertThat(parked.getType()).isEqualTo("io.github.geminiroutes.prompt.parked");
        assertThat(data(parked).path("place").asText()).isEqualTo("parked/later.txt");
        assertThat(Instant.parse(data(parked).path("notBefore").asText())).isAfter(Instant.now());
        assertThat(parked.getId()).isNotEqualTo(failed.getId());
    }

    @Test
    void aFileOfRowsHasOneEvent() throws IOException {
        hook(200);
        answerInOrder(answer("one"));
        Files.createDirectories(folder.inbox().resolve("ads"));
        Files.writeString(
                folder.inbox().resolve("ads/task.prompt"), "---\nrows: true\n---\nSell {{what}}");
        drop("ads/list.csv", "what\npears\nplums\n");

        CloudEvent event = event(0);

        assertThat(event.getType()).isEqualTo("io.github.geminiroutes.task-file.ended");
        assertThat(data(event).path("task").asText()).isEqualTo("ads");
        assertThat(data(event).path("place").asText()).isEqualTo("done/ads/list.csv");
        assertThat(data(event).path("rowCounts").path("answered").asInt()).isEqualTo(2);
        awaitDelivery();
        assertThat(told()).hasSize(1);
    }

    @Test
    void anEventThatIsRefusedIsSentUntilItIsTakenAndHoldsUpNothing() throws IOException {
        hook(503, 500, 400, 200);
        answerInOrder(answer("yes"));
        drop("kept.txt", "Kept?");
        soon().until(() -> Files.exists(folder.done().resolve("kept.txt")));

        awaitDelivery();

        assertThat(told()).hasSize(4);
        assertThat(told())
                .extracting(LoggedRequest::getBodyAsString)
                .containsOnly(told().get(0).getBodyAsString());
    }

    /** Camel looks through all its converters for that of a text, which took most of a delivery. */
    @Test
    void theMethodOfACallNeedsNoConverter() throws IOException {
        hook(200);
        List<Object> methods = new CopyOnWriteArrayList<>();
        EventNotifier sent =
                new EventNotifierSupport() {
                    @Override
                    public void notify(CamelEvent event) {
                        if (event instanceof CamelEvent.ExchangeSendingEvent sending
                                && sending.getEndpoint().getEndpointUri().contains("/hook")) {
                            methods.add(
                                    sending.getExchange()
                                            .getMessage()
                                            .getHeader(Exchange.HTTP_METHOD));
                        }
                    }
                };
        context().getManagementStrategy().addEventNotifier(sent);
        answerInOrder(answer("yes"));
        drop("one.txt", "One?");
        event(0);
        context().getManagementStrategy().removeEventNotifier(sent);

        assertThat(methods).containsExactly(HttpMethods.POST);
    }

    @Test
    void tellsThatIntakeStoppedAndGoesOn() throws IOException {
        hook(200);
        gemini.stubFor(post(urlPathMatching("/v1beta/.*")).willReturn(aResponse().withStatus(503)));
        GeminiClient client = GeminiClient.of(context());
        client.accountHold()
                .hold("some.txt", Failure.of(FailureKind.API_KEY_INVALID, "The key is bad."));
        assertThat(event(0).getType()).isEqualTo("io.github.geminiroutes.intake.stopped");
        assertThat(data(event(0)).path("prompt").asText()).isEqualTo("some.txt");
        assertThat(data(event(0)).path("reason").asText()).isEqualTo("api-key-invalid");

        client.accountHold().accept(Instant.now());

        assertThat(event(1).getType()).isEqualTo("io.github.geminiroutes.intake.resumed");
    }
}
