package io.github.geminiroutes.routes;

import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.notMatching;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.http.Fault;
import io.github.geminiroutes.breaker.CircuitBreakers;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.generate.Bill;
import io.github.geminiroutes.generate.Call;
import io.github.geminiroutes.generate.GeminiClient;
import io.github.geminiroutes.generate.GeminiHeaders;
import io.github.geminiroutes.prompt.InvalidPromptException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.builder.ExchangeBuilder;
import org.junit.jupiter.api.Test;

/** {@code gemini-generate} as a host application meets it: text in, text out, no retry. */
class GenerateRouteTest extends GeminiRoutesTestSupport {

    @Override
    List<String> routes() {
        return List.of("gemini-generate");
    }

    private Exchange ask(Object body, Map<String, Object> headers) {
        ExchangeBuilder message = ExchangeBuilder.anExchange(context()).withBody(body);
        headers.forEach(message::withHeader);
        return template().send("direct:gemini-generate", message.build());
    }

    @Test
    void givesTheAnswersTextAndItsHeaders() {
        gemini.stubFor(post(ASK).willReturn(answer("four")));

        Exchange exchange = ask("Two and two?", Map.of("mine", "stays"));

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody()).isEqualTo("four");
        assertThat(exchange.getMessage().getHeaders())
                .containsEntry(GeminiHeaders.MODEL_VERSION, "gemini-3.8-flash-001")
                .containsEntry(GeminiHeaders.RESPONSE_ID, "r-1")
                .containsEntry(GeminiHeaders.FINISH_REASON, "STOP")
                .containsEntry(GeminiHeaders.INPUT_TOKENS, 5L)
                .containsEntry(GeminiHeaders.OUTPUT_TOKENS, 2L)
                .containsEntry(GeminiHeaders.THINKING_TOKENS, 3L)
                .containsEntry("mine", "stays");
        assertThat(exchange.getMessage().getHeaders().keySet())
                .noneMatch(name -> name.startsWith("CamelHttp"))
                .doesNotContain("Content-Type", "x-goog-api-key");
    }

    @Test
    void honoursRetryAfterWhereTheBodyNamesNoDelay() {
        gemini.stubFor(
                post(ASK)
                        .willReturn(
                                recorded(503, "503-overloaded")
                                        .withHeader("retry-after", "7")
                                        .withHeader("x-other", "kept out")));

        Exchange exchange = ask("Q", Map.of());

        assertThat(exchange.getException(GeminiException.class).failure().retryDelay())
                .isEqualTo(Duration.ofSeconds(7));
        assertThat(exchange.getMessage().getHeaders()).doesNotContainKeys("Retry-After", "x-other");
    }

    @Test
    void sendsTheKeyInItsHeaderAndNothingOfTheHost() {
        gemini.stubFor(post(ASK).willReturn(answer("x")));

        ask(
                "q",
                Map.of(
                        "Authorization", "Bearer of-the-host",
                        "CamelHttpUri", "http://127.0.0.1:1/elsewhere",
                        "CamelHttpQuery", "a=b",
                        "secret", "host"));

        gemini.verify(
                postRequestedFor(urlEqualTo("/v1beta/models/gemini-3.8-flash:generateContent"))
                        .withHeader("x-goog-api-key", equalTo(KEY))
                        .withHeader("Content-Type", equalTo("application/json"))
                        .withHeader("Authorization", absent())
                        .withHeader("secret", absent()));
    }

    /** Camel's HTTP component would fail after the call that is paid for. */
    @Test
    void aSwitchForGzipThatIsNoBooleanIsTakenOff() {
        gemini.stubFor(post(ASK).willReturn(answer("x")));

        Exchange exchange =
                template()
                        .send(
                                "direct:gemini-generate",
                                sent -> {
                                    sent.getMessage().setBody("q");
                                    sent.getMessage().setHeader(Exchange.SKIP_GZIP_ENCODING, "odd");
                                    sent.setProperty(Exchange.SKIP_GZIP_ENCODING, "odd");
                                });

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody()).isEqualTo("x");
    }

    @Test
    void takesItsSettingsFromHeaders() {
        gemini.stubFor(post(ASK).willReturn(answer("x")));

        ask(
                "q ${body} {{gemini.api-key}} \"quoted\" \\",
                Map.of(
                        GeminiHeaders.MODEL,
                        "models/gemini-3.5-flash",
                        GeminiHeaders.SYSTEM_INSTRUCTION,
                        "be brief",
                        GeminiHeaders.TEMPERATURE,
                        0.2,
                        GeminiHeaders.MAX_OUTPUT_TOKENS,
                        9));

        gemini.verify(
                postRequestedFor(urlEqualTo("/v1beta/models/gemini-3.5-flash:generateContent"))
                        .withRequestBody(
                                equalToJson(
                                        """
                                        {"contents":[{"role":"user","parts":
                                          [{"text":"q ${body} {{gemini.api-key}} \\"quoted\\" \\\\"}]}],
                                         "systemInstruction":{"parts":[{"text":"be brief"}]},
                                         "generationConfig":{"temperature":0.2,"maxOutputTokens":9}}""")));
    }

    @Test
    void takesAWholeRequestAsMap() {
        gemini.stubFor(post(ASK).willReturn(answer("x")));

        Exchange exchange =
                ask(
                        Map.of("contents", List.of(Map.of("parts", List.of(Map.of("text", "q"))))),
                        Map.of());

        assertThat(exchange.getException()).isNull();
        gemini.verify(
                postRequestedFor(ASK)
                        .withRequestBody(
                                equalToJson("{\"contents\":[{\"parts\":[{\"text\":\"q\"}]}]}")));
    }

    @Test
    void throwsOnAFailedAttemptWithoutAnother() {
        gemini.stubFor(post(ASK).willReturn(recorded(503, "503-overloaded")));

        Exchange exchange = ask("q", Map.of());

        assertThat(exchange.getException(GeminiException.class).failure().kind())
                .isEqualTo(FailureKind.OVERLOADED);
        assertThat(calls()).isEqualTo(1);
    }

    /** HttpClient would wait for the header's hour, in the thread. */
    @Test
    void doesNotObeyARetryAfterHeader() {
        gemini.stubFor(
                post(ASK)
                        .willReturn(
                                recorded(429, "429-per-minute-requests")
                                        .withHeader("Retry-After", "3600")));

        Exchange exchange = ask("q", Map.of());

        assertThat(exchange.getException(GeminiException.class).failure().kind())
                .isEqualTo(FailureKind.RATE_LIMIT_PER_MINUTE);
        assertThat(calls()).isEqualTo(1);
    }

    @Test
    void doesNotFollowARedirect() {
        gemini.stubFor(
                post(ASK)
                        .willReturn(
                                com.github.tomakehurst.wiremock.client.WireMock.aResponse()
                                        .withStatus(307)
                                        .withHeader("Location", gemini.baseUrl() + "/elsewhere")));

        Exchange exchange = ask("q", Map.of());

        assertThat(exchange.getException(GeminiException.class).failure().kind())
                .isEqualTo(FailureKind.REDIRECT);
        assertThat(gemini.getAllServeEvents()).hasSize(1);
    }

    @Test
    void throwsWhereTheConnectionIsLost() {
        gemini.stubFor(
                post(ASK)
                        .willReturn(
                                com.github.tomakehurst.wiremock.client.WireMock.aResponse()
                                        .withFault(Fault.CONNECTION_RESET_BY_PEER)));

        assertThat(ask("q", Map.of()).getException()).isInstanceOf(IOException.class);
    }

    @Test
    void namesTheTierOfTheHeaderAndTellsTheServerHowLongFlexMayTake() {
        gemini.stubFor(post(ASK).willReturn(answer("x")));

        ask("q", Map.of(GeminiHeaders.SERVICE_TIER, "FLEX"));
        gemini.verify(
                postRequestedFor(ASK)
                        .withRequestBody(matchingJsonPath("$.serviceTier", equalTo("flex")))
                        .withHeader("X-Server-Timeout", equalTo("1200")));
        gemini.resetRequests();

        ask("q", Map.of());
        gemini.verify(
                postRequestedFor(ASK)
                        .withRequestBody(notMatching(".*serviceTier.*"))
                        .withoutHeader("X-Server-Timeout"));
    }

    @Test
    void refusesATierThatThereIsNotWithoutACall() {
        Exchange exchange = ask("q", Map.of(GeminiHeaders.SERVICE_TIER, "batch"));

        assertThat(exchange.getException())
                .isInstanceOf(InvalidPromptException.class)
                .hasMessageContaining("CamelGeminiServiceTier: batch")
                .hasMessageContaining("is for prompts, documents and rows in the inbox");
        assertThat(calls()).isZero();
    }

    @Test
    void theTierServedIsThatOfTheBodyElseThatOfTheHeaderElseTheOneAsked() {
        gemini.stubFor(
                post(ASK).willReturn(answer("x").withHeader("x-gemini-service-tier", "STANDARD")));
        assertThat(billed("priority").tier()).isEqualTo("standard");
        assertThat(billed("priority").cost()).isEqualByComparingTo("0.0000225");

        gemini.stubFor(post(ASK).willReturn(answer("x")));
        assertThat(billed("flex").tier()).isEqualTo("flex");
        assertThat(billed("flex").cost()).isEqualByComparingTo("0.00001125");

        gemini.stubFor(
                post(ASK)
                        .willReturn(
                                answer("x")
                                        .withHeader("x-gemini-service-tier", "standard")
                                        .withBody(
                                                """
                                                {"candidates":[{"content":{"parts":[{"text":"x"}]},"finishReason":"STOP"}],
                                                 "usageMetadata":{"promptTokenCount":1000,"serviceTier":"PRIORITY"},
                                                 "modelVersion":"gemini-3.8-flash"}""")));
        assertThat(billed("priority").tier()).isEqualTo("priority");
        assertThat(billed("priority").cost()).isEqualByComparingTo("0.00135");
    }

    private Bill billed(String tier) {
        Exchange exchange = ask("q", Map.of(GeminiHeaders.SERVICE_TIER, tier));
        assertThat(exchange.getMessage().getHeaders()).doesNotContainKey("x-gemini-service-tier");
        return exchange.getProperty(Call.PROPERTY, Call.class).bill();
    }

    @Test
    void theLoadThatFlexShedsIsNoOutageOfTheOthers() {
        gemini.stubFor(post(ASK).willReturn(recorded(503, "503-overloaded")));
        CircuitBreakers breakers = GeminiClient.of(context()).circuitBreakers();
        // Once the breaker is open, a call would wait for its probe.
        for (int i = 0; i < 20 && breakers.down().isEmpty(); i++) {
            ask("q", Map.of(GeminiHeaders.SERVICE_TIER, "flex"));
        }

        assertThat(breakers.down()).containsOnlyKeys("gemini-3.8-flash (flex)");
    }
}
