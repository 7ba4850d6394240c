package io.github.geminiroutes.routes;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One client whose requests are refused as if the key were holds no other. */
@Timeout(60)
class GatewayRefusalTest extends GatewayTestSupport {

    private static final String REFUSED = REQUEST.replace("Hi", "REFUSED");

    @BeforeEach
    void refuse() {
        gemini.stubFor(post(ASK).willReturn(answer("A")));
        gemini.stubFor(
                post(urlPathMatching(".*:countTokens")).willReturn(okJson("{\"totalTokens\":1}")));
        gemini.stubFor(
                post(ASK)
                        .withRequestBody(containing("REFUSED"))
                        .willReturn(
                                aResponse()
                                        .withStatus(401)
                                        .withHeader("Content-Type", "application/json")
                                        .withBody(
                                                """
                                                {"error":{"code":401,"status":"UNAUTHENTICATED",\
                                                "message":"API keys are not supported"}}""")));
    }

    private int askAsAnother() throws Exception {
        return send(request(GENERATE)
                        .header("x-goog-api-key", OTHER_TOKEN)
                        .POST(HttpRequest.BodyPublishers.ofString(REQUEST)))
                .statusCode();
    }

    /** Each is a request of its own. */
    private List<Integer> askManyThatAreRefused() {
        List<CompletableFuture<HttpResponse<String>>> asked =
                IntStream.range(0, 60)
                        .mapToObj(i -> REFUSED.replace("1.50", "1." + i))
                        .map(body -> ask(GENERATE, body).build())
                        .map(it -> http.sendAsync(it, HttpResponse.BodyHandlers.ofString()))
                        .toList();
        return asked.stream().map(it -> it.join().statusCode()).toList();
    }

    @Test
    void afterTheStartTheFirstCallOfAnotherClientEndsTheHold() throws Exception {
        assertThat(send(ask(GENERATE, REFUSED)).statusCode()).isEqualTo(503);

        assertThat(askAsAnother()).isEqualTo(200);
    }

    @Test
    void manyThatAreRefusedHoldNoOtherClient() throws Exception {
        assertThat(askAsAnother()).isEqualTo(200);

        askManyThatAreRefused();
        assertThat(askManyThatAreRefused()).as("their own, with Gemini's word").containsOnly(401);

        assertThat(askAsAnother()).isEqualTo(200);
    }
}
