package io.github.geminiroutes.routes;

import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.generate.CallOptions;
import io.github.geminiroutes.generate.GeminiClient;
import io.github.geminiroutes.generate.GeminiHeaders;
import io.github.geminiroutes.quota.ModelQuota;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.Exchange;
import org.apache.camel.builder.ExchangeBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.MainConfigurationProperties;
import org.junit.jupiter.api.Test;

/** The Kamelet in a host's routes, found by its name; the host includes none of our route files. */
class GenerateKameletTest extends GeminiRoutesTestSupport {

    private static final String KAMELET = "kamelet:gemini-generate-action";
    private static final String OTHER = "?apiKey=other-key&baseUrl=%s/other";

    @Override
    List<String> routes() {
        return List.of("gemini-redelivery");
    }

    @Override
    Properties settings() {
        Properties properties = super.settings();
        // The host's own, for other purposes.
        properties.setProperty("model", "a-car");
        properties.setProperty("apiKey", "key-to-the-car");
        return properties;
    }

    @Override
    protected void configure(MainConfigurationProperties configuration) {
        super.configure(configuration);
        String other = OTHER.formatted(gemini.baseUrl());
        configuration.addRoutesBuilder(
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:plain").to(KAMELET);
                        from("direct:set")
                                .to(
                                        KAMELET
                                                + other
                                                + "&model=gemini-3.5-flash&temperature=0.2&topP=0.9&topK=7"
                                                + "&maxOutputTokens=9&systemInstruction=RAW(Be brief & kind.)");
                        from("direct:template")
                                .to(
                                        KAMELET
                                                + "?template=classpath:templates/summary.prompt"
                                                + "&model=gemini-3.8-pro&temperature=1&topK=7");
                        from("direct:both").to(KAMELET + other + "&temperature=0.2").to(KAMELET);
                        from("direct:other-again").to(KAMELET + other);
                        from("direct:host-retries")
                                .errorHandler(
                                        defaultErrorHandler()
                                                .maximumRedeliveries(2)
                                                .redeliveryDelay(0))
                                .to(KAMELET + other + "&topK=1");
                        from("direct:our-retries")
                                .routeConfigurationId("gemini-redelivery")
                                .to(KAMELET + other + "&topK=2&noErrorHandler=true");
                    }
                });
    }

    private Exchange ask(String endpoint, Map<String, Object> headers) {
        ExchangeBuilder message = ExchangeBuilder.anExchange(context()).withBody("Q");
        headers.forEach(message::withHeader);
        return template().send(endpoint, message.build());
    }

    private List<String> lines() {
        return GeminiClient.of(context()).gate().view().stream().map(ModelQuota::model).toList();
    }

    @Test
    void theHeadOfATemplateGoesBeforeTheProperties() {
        gemini.stubFor(post(ASK).willReturn(answer("{\\\"summary\\\": \\\"short\\\"}")));

        Exchange exchange =
                template()
                        .send("direct:template", e -> e.getMessage().setBody(Map.of("text", "t")));

        assertThat(exchange.getException()).isNull();
        gemini.verify(
                postRequestedFor(urlEqualTo("/v1beta/models/gemini-3.5-flash:generateContent"))
                        .withRequestBody(
                                equalToJson(
                                        "{\"generationConfig\":{\"temperature\":0.1,\"topK\":7}}",
                                        true,
                                        true)));
    }

    @Test
    void asksForTheApplicationWhereItHasNoAccountOfItsOwn() {
        gemini.stubFor(post(ASK).willReturn(answer("four")));

        Exchange exchange = ask("direct:plain", Map.of());

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody()).isEqualTo("four");
        assertThat(exchange.getMessage().getHeaders())
                .containsEntry(GeminiHeaders.FINISH_REASON, "STOP")
                .containsEntry(GeminiHeaders.INPUT_TOKENS, 5L);
        gemini.verify(
                postRequestedFor(urlEqualTo("/v1beta/models/gemini-3.8-flash:generateContent"))
                        .withHeader("x-goog-api-key", equalTo(KEY)));
        assertThat(lines()).contains("gemini-3.8-flash");
    }

    @Test
    void itsPropertiesStandForMissingHeaders() {
        gemini.stubFor(
                post(urlPathMatching("/other/v1beta/models/.*")).willReturn(answer("brief")));

        Exchange exchange = ask("direct:set", Map.of(GeminiHeaders.MAX_OUTPUT_TOKENS, 5));

        assertThat(exchange.getException()).isNull();
        gemini.verify(
                postRequestedFor(
                                urlEqualTo("/other/v1beta/models/gemini-3.5-flash:generateContent"))
                        .withHeader("x-goog-api-key", equalTo("other-key"))
                        .withRequestBody(
                                equalToJson(
                                        """
                                        {"contents":[{"role":"user","parts":[{"text":"Q"}]}],
                                         "systemInstruction":{"parts":[{"text":"Be brief & kind."}]},
                                         "generationConfig":{"temperature":0.2,"topP":0.9,"topK":7,
                                          "maxOutputTokens":5}}""")));
        assertThat(exchange.getMessage().getHeaders())
                .doesNotContainKeys(GeminiHeaders.MODEL, GeminiHeaders.TEMPERATURE);
        assertThat(exchange.getProperties()).doesNotContainKey(CallOptions.PROPERTY);
    }

    @Test
    void twoInOneRouteShareNeitherKeyNorSettings() {
        gemini.stubFor(
                post(urlPathMatching("/other/v1beta/models/.*")).willReturn(answer("first")));
        gemini.stubFor(post(ASK).willReturn(answer("second")));

        assertThat(ask("direct:both", Map.of()).getMessage().getBody()).isEqualTo("second");

        gemini.verify(
                1,
                postRequestedFor(urlPathMatching("/other/.*"))
                        .withHeader("x-goog-api-key", equalTo("other-key")));
        gemini.verify(
                1,
                postRequestedFor(ASK)
                        .withHeader("x-goog-api-key", equalTo(KEY))
                        .withRequestBody(
                                equalToJson(
                                        "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"first\"}]}]}")));
    }

    @Test
    void instancesOfOneAccountShareItsQuotaAndOtherAccountsDoNot() {
        gemini.stubFor(post(urlPathMatching("/other/v1beta/models/.*")).willReturn(answer("x")));
        gemini.stubFor(post(ASK).willReturn(answer("y")));

        ask("direct:both", Map.of());
        ask("direct:other-again", Map.of());

        List<String> lines = lines();
        assertThat(lines).filteredOn(l -> l.startsWith("gemini-3.8-flash")).hasSize(2);
        assertThat(lines).noneMatch(line -> line.contains("other-key") || line.contains(KEY));
    }

    @Test
    void aRefusedKeyHoldsUpNobodyElse() {
        gemini.stubFor(
                post(urlPathMatching("/other/v1beta/models/.*"))
                        .willReturn(recorded(400, "400-api-key-invalid")));
        gemini.stubFor(post(ASK).willReturn(answer("fine")));

        Exchange refused = ask("direct:other-again", Map.of());
        assertThat(refused.getException(GeminiException.class).failure().kind())
                .isEqualTo(FailureKind.API_KEY_INVALID);
        assertThat(refused.getException()).hasMessageNotContaining("other-key");

        assertThat(ask("direct:plain", Map.of()).getMessage().getBody()).isEqualTo("fine");
    }

    @Test
    void aHostsErrorHandlerTriesTheWholeCallAgain() {
        answerOtherInOrder(recorded(503, "503-overloaded"), answer("at last"));

        Exchange exchange = ask("direct:host-retries", Map.of());

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody()).isEqualTo("at last");
        gemini.verify(
                2,
                postRequestedFor(urlPathMatching("/other/.*"))
                        .withRequestBody(equalToJson(asked("Q", "\"topK\":1"))));
    }

    @Test
    void ourRetriesAreTheCallingRoutesChoice() {
        answerOtherInOrder(
                recorded(503, "503-overloaded"),
                recorded(503, "503-overloaded"),
                answer("at last"));

        Exchange exchange = ask("direct:our-retries", Map.of());

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody()).isEqualTo("at last");
        gemini.verify(
                3,
                postRequestedFor(urlPathMatching("/other/.*"))
                        .withHeader("x-goog-api-key", equalTo("other-key"))
                        .withRequestBody(equalToJson(asked("Q", "\"topK\":2"))));
    }

    @Test
    void aProducerTemplateCanUseItToo() {
        gemini.stubFor(post(ASK).willReturn(answer("ad hoc")));

        assertThat(template().requestBody(KAMELET + "?topK=3", "Q")).isEqualTo("ad hoc");
    }

    private static String asked(String text, String config) {
        return "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"%s\"}]}],\"generationConfig\":{%s}}"
                .formatted(text, config);
    }

    private void answerOtherInOrder(
            com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder... answers) {
        answerInOrder(urlPathMatching("/other/v1beta/models/.*"), answers);
    }
}
