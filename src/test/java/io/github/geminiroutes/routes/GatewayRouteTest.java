package io.github.geminiroutes.routes;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.geminiroutes.generate.GeminiClient;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway as its clients meet it: tokens, answers, and errors in Google's form. */
@Timeout(120)
class GatewayRouteTest extends GatewayTestSupport {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static JsonNode error(HttpResponse<String> response) throws IOException {
        JsonNode error = JSON.readTree(response.body()).path("error");
        assertThat(error.path("code").asInt()).isEqualTo(response.statusCode());
        return error;
    }

    @Test
    void givesGeminisOwnAnswerAndPassesEveryFieldOn() throws Exception {
        gemini.stubFor(
                post(ASK)
                        .willReturn(
                                aResponse()
                                        .withBody(
                                                """
                                                {"candidates":[{"content":{"parts":[{"text":"A","thoughtSignature":"x="}]},"finishReason":"STOP","avgLogprobs":-0.10}],"unknown":{"n":1e5}}""")));

        HttpResponse<String> response = send(ask(GENERATE, REQUEST));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .isEqualTo(
                        """
                        {"candidates":[{"content":{"parts":[{"text":"A","thoughtSignature":"x="}]},"finishReason":"STOP","avgLogprobs":-0.10}],"unknown":{"n":1e5}}""");
        assertThat(response.headers().firstValue("Content-Type"))
                .contains("application/json; charset=UTF-8");
        gemini.verify(
                postRequestedFor(urlEqualTo(GENERATE))
                        .withHeader("x-goog-api-key", equalTo(KEY))
                        .withRequestBody(equalToJson(REQUEST)));
    }

    @Test
    void takesATokenInThreePlacesAndNoneElse() throws Exception {
        gemini.stubFor(post(ASK).willReturn(answer("A")));
        HttpRequest.BodyPublisher body = HttpRequest.BodyPublishers.ofString(REQUEST);

        assertThat(send(request(GENERATE + "?key=" + TOKEN).POST(body)).statusCode())
                .isEqualTo(200);
        assertThat(
                        send(request("/v1/models/gemini-3.8-flash:generateContent")
                                        .header("Authorization", "Bearer " + TOKEN)
                                        .POST(body))
                                .statusCode())
                .isEqualTo(200);
        for (String wrong : List.of("", TOKEN + "x", KEY)) {
            HttpResponse<String> response =
                    send(request(GENERATE).header("x-goog-api-key", wrong).POST(body));
            assertThat(response.statusCode()).isEqualTo(401);
            assertThat(error(response).path("status").asText()).isEqualTo("UNAUTHENTICATED");
        }
        HttpResponse<String> two =
                send(request(GENERATE + "?key=other").header("x-goog-api-key", TOKEN).POST(body));
        assertThat(error(two).path("status").asText()).isEqualTo("INVALID_ARGUMENT");
        assertThat(calls()).isEqualTo(2);
    }

    @Test
    void refusesWhatItDoesNotHaveBeforeAnyCall() throws Exception {
        assertThat(error(send(ask("/v1beta/models/m:batchGenerateContent", REQUEST))).path("code"))
                .hasToString("404");
        assertThat(error(send(ask("/v1beta/files", REQUEST))).path("code")).hasToString("404");
        assertThat(error(send(ask("/v1beta/models/..%2Fx:generateContent", REQUEST))).path("code"))
                .hasToString("404");
        assertThat(error(send(ask(GENERATE, "{\"contents\":"))).path("code")).hasToString("400");
        assertThat(error(send(ask(GENERATE, "x".repeat(100_001)))).path("code")).hasToString("413");
        HttpRequest.Builder chunked =
                request(GENERATE)
                        .header("x-goog-api-key", TOKEN)
                        .POST(
                                HttpRequest.BodyPublishers.ofInputStream(
                                        () -> new java.io.ByteArrayInputStream(new byte[100_001])));
        assertThat(error(send(chunked)).path("code")).hasToString("413");
        assertThat(calls()).isZero();
    }

    @Test
    void handsOnWhatGoogleRefusesAndRepeatsWhatMayPass() throws Exception {
        answerInOrder(recorded(503, "503-overloaded"), recorded(404, "404-unknown-model"));

        HttpResponse<String> response = send(ask(GENERATE, REQUEST));

        JsonNode error = error(response);
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(error.path("status").asText()).isEqualTo("NOT_FOUND");
        assertThat(calls()).isEqualTo(2);
    }

    @Test
    void handsABlockedPromptOnAsGeminiSaysIt() throws Exception {
        String blocked = "{\"promptFeedback\":{\"blockReason\":\"SAFETY\"}}";
        gemini.stubFor(post(ASK).willReturn(aResponse().withBody(blocked)));

        HttpResponse<String> response = send(ask(GENERATE, REQUEST));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(blocked);
    }

    @Test
    void aBadKeyOfOursIsNoErrorOfTheClients() throws Exception {
        gemini.stubFor(post(ASK).willReturn(recorded(400, "400-api-key-invalid")));

        JsonNode error = error(send(ask(GENERATE, REQUEST)));

        assertThat(error.path("code").asInt()).isEqualTo(503);
        assertThat(error.path("status").asText()).isEqualTo("UNAVAILABLE");
    }

    private void limitForFortySeconds() {
        gemini.stubFor(
                post(ASK)
                        .willReturn(
                                aResponse()
                                        .withStatus(429)
                                        .withBody(
                                                """
                                                {"error":{"code":429,"message":"Quota","status":"RESOURCE_EXHAUSTED","details":[
                                                {"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{"quotaMetric":"m/generate_content_paid_tier_requests","quotaId":"GenerateRequestsPerMinutePerProjectPerModel","quotaValue":"5"}]},
                                                {"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"40s"}]}}""")));
    }

    @Test
    void aLimitThatLastsLongerThanTheClientWaitsIsA429ThatSaysHowLong() throws Exception {
        limitForFortySeconds();

        for (int i = 0; i < 2; i++) {
            HttpResponse<String> response = send(ask(GENERATE, REQUEST));

            JsonNode error = error(response);
            assertThat(response.statusCode()).isEqualTo(429);
            String delay = error.path("details").findValue("retryDelay").asText();
            assertThat(Double.parseDouble(delay.replace("s", ""))).isBetween(35.0, 42.0);
            assertThat(response.headers().firstValue("Retry-After")).isPresent();
        }
        assertThat(calls()).isEqualTo(1);
    }

    @Test
    void passesOnWhatCostsNothing() throws Exception {
        gemini.stubFor(
                get(urlPathEqualTo("/v1beta/models"))
                        .willReturn(aResponse().withBody("{\"models\":[]}")));
        gemini.stubFor(
                get(urlPathEqualTo("/v1beta/models/m"))
                        .inScenario("get")
                        .whenScenarioStateIs("Started")
                        .willSetStateTo("up")
                        .willReturn(aResponse().withStatus(503)));
        gemini.stubFor(
                get(urlPathEqualTo("/v1beta/models/m"))
                        .inScenario("get")
                        .whenScenarioStateIs("up")
                        .willReturn(aResponse().withBody("{\"name\":\"" + KEY + "\"}")));
        gemini.stubFor(
                post(urlPathEqualTo("/v1beta/models/m:countTokens"))
                        .willReturn(aResponse().withBody("{\"totalTokens\":3}")));

        HttpResponse<String> list = send(request("/v1beta/models?pageSize=2&x=y&key=" + TOKEN));
        assertThat(list.body()).isEqualTo("{\"models\":[]}");
        gemini.verify(
                getRequestedFor(urlEqualTo("/v1beta/models?pageSize=2"))
                        .withHeader("x-goog-api-key", equalTo(KEY)));
        assertThat(send(request("/v1/models/m").header("x-goog-api-key", TOKEN)).body())
                .isEqualTo("{\"name\":\"[key]\"}");
        assertThat(send(ask("/v1beta/models/m:countTokens", REQUEST)).body())
                .isEqualTo("{\"totalTokens\":3}");
        gemini.verify(
                postRequestedFor(urlEqualTo("/v1beta/models/m:countTokens"))
                        .withRequestBody(equalTo(REQUEST)));
    }

    @Test
    void aClientThatHangsUpWhileItWaitsLeavesTheGate() throws Exception {
        limitForFortySeconds();
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream().write(rawRequest(REQUEST, "X-Server-Timeout: 100\r\n"));
            await().until(() -> waiting() == 1);
        }
        await().until(() -> waiting() == 0);
        await().until(() -> context().getInflightRepository().size() == 0);
    }

    private int waiting() {
        return GeminiClient.of(context()).gate().view().stream()
                .mapToInt(model -> model.waiting())
                .sum();
    }

    @Test
    void theSameRequestOfATokenInFlightIsJoinedAndThatOfAnotherIsNot() throws Exception {
        gemini.stubFor(post(ASK).willReturn(answer("A")));
        answers.hold();
        Socket first = new Socket("127.0.0.1", port);
        first.getOutputStream().write(rawRequest(REQUEST, ""));
        await().until(() -> calls() == 1);
        CompletableFuture<HttpResponse<String>> again =
                http.sendAsync(
                        ask(GENERATE, REQUEST).build(), HttpResponse.BodyHandlers.ofString());
        CompletableFuture<HttpResponse<String>> others =
                http.sendAsync(
                        request(GENERATE)
                                .header("x-goog-api-key", OTHER_TOKEN)
                                .POST(HttpRequest.BodyPublishers.ofString(REQUEST))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        await().until(() -> calls() == 2);
        await().until(() -> begun() == 3);
        // The one that asked first hangs up: the one that joined is answered all the same.
        first.close();
        answers.release();

        assertThat(again.join().statusCode()).isEqualTo(200);
        assertThat(others.join().statusCode()).isEqualTo(200);
        assertThat(calls()).isEqualTo(2);
        assertThat(send(ask(GENERATE, REQUEST)).statusCode()).isEqualTo(200);
        assertThat(calls()).isEqualTo(3);
    }

    @Test
    void aCallThatIsJoinedGoesOnAfterTheTimeOfTheClientThatBeganIt() throws Exception {
        answerInOrder(aResponse().withStatus(503).withBody("{}"), answer("Now"));
        answers.hold();
        CompletableFuture<HttpResponse<String>> first =
                http.sendAsync(
                        ask(GENERATE, REQUEST).header("X-Server-Timeout", "2").build(),
                        HttpResponse.BodyHandlers.ofString());
        await().until(() -> calls() == 1);
        CompletableFuture<HttpResponse<String>> patient =
                http.sendAsync(
                        ask(GENERATE, REQUEST).header("X-Server-Timeout", "30").build(),
                        HttpResponse.BodyHandlers.ofString());
        await().until(() -> begun() == 2);
        assertThat(first.join().statusCode()).isEqualTo(504);
        answers.release();

        assertThat(patient.join().body()).contains("Now");
        assertThat(calls()).isEqualTo(2);
    }

    @Test
    void aClientsTimeIsBoundedByItsServerTimeout() throws Exception {
        gemini.stubFor(post(ASK).willReturn(answer("A").withFixedDelay(5_000)));

        HttpResponse<String> response =
                send(ask(GENERATE, REQUEST).header("X-Server-Timeout", "0.5"));

        assertThat(error(response).path("status").asText()).isEqualTo("DEADLINE_EXCEEDED");
        assertThat(response.statusCode()).isEqualTo(504);
    }

    @Test
    void aPageOfAnotherOriginIsToldNothing() throws Exception {
        HttpRequest.Builder question =
                request(GENERATE)
                        .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                        .header("Access-Control-Request-Method", "POST");
        HttpResponse<String> allowed = send(question.header("Origin", "https://page.example"));
        assertThat(allowed.headers().firstValue("Access-Control-Allow-Origin"))
                .contains("https://page.example");
        HttpResponse<String> other = send(question.setHeader("Origin", "https://other.example"));
        assertThat(other.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
        assertThat(error(other).path("status").asText()).isEqualTo("PERMISSION_DENIED");
    }

    /** Two readers of one request would see two hosts, or two ends of it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: a\nHost: b\nContent-Length: 2",
                "Host: a\nContent-Length: 2\nContent-Length: 3",
                "Host: a\nContent-Length: 2, 3",
                "Host: a\nContent-Length: 2\nTransfer-Encoding: chunked",
                "Host: a\nContent-Length: +2",
                "Host: a\nTransfer-Encoding: xchunked",
                "Host: a\nTransfer-Encoding: gzip, chunked",
                "Host: a\nX: y z\n v\nContent-Length : 2"
            })
    void aRequestThatCanBeReadInTwoWaysIsRefused(String headers) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream()
                    .write(
                            ("POST %s HTTP/1.1\n%s\nx-goog-api-key: %s\n\n{}"
                                            .formatted(GENERATE, headers, TOKEN))
                                    .replace("\n", "\r\n")
                                    .getBytes(US_ASCII));
            byte[] reply = socket.getInputStream().readAllBytes();

            assertThat(new String(reply, US_ASCII))
                    .startsWith("HTTP/1.1 400")
                    .doesNotContain("not an object")
                    .containsOnlyOnce("HTTP/1.1");
        }
        assertThat(calls()).isZero();
    }

    /** It is refused at its first byte too many, and then sends on. */
    @Test
    void aBodyWithoutAnEndIsCutOff() throws IOException {
        byte[] chunk = ("8000\r\n" + "a".repeat(0x8000) + "\r\n").getBytes(US_ASCII);
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(60_000);
            OutputStream out = socket.getOutputStream();
            out.write(
                    "POST %s HTTP/1.1\r\nHost: a\r\nx-goog-api-key: %s\r\nTransfer-Encoding: chunked\r\n\r\n"
                            .formatted(GENERATE, TOKEN)
                            .getBytes(US_ASCII));
            for (int i = 0; i < 10; i++) {
                out.write(chunk);
            }
            assertThat(new String(socket.getInputStream().readNBytes(12), US_ASCII))
                    .isEqualTo("HTTP/1.1 413");

            Awaitility.await()
                    .untilAsserted(
                            () ->
                                    assertThatThrownBy(() -> out.write(chunk))
                                            .isInstanceOf(SocketException.class));
        }
    }

    /** Requests that never become whole cost a client nothing. */
    @Test
    void aTokenThatFillsTheGatewayLeavesRoomForTheOthers() throws Exception {
        gemini.stubFor(post(ASK).willReturn(answer("A")));
        byte[] begun = rawRequest(REQUEST, "");
        List<Socket> open = new ArrayList<>();
        try {
            for (int i = 0; i < 400; i++) {
                Socket socket = new Socket("127.0.0.1", port);
                open.add(socket);
                socket.getOutputStream().write(begun, 0, begun.length - 1);
            }
            Awaitility.await()
                    .untilAsserted(
                            () ->
                                    assertThat(send(ask(GENERATE, REQUEST)).statusCode())
                                            .isEqualTo(503));

            assertThat(
                            send(request(GENERATE)
                                            .header("x-goog-api-key", OTHER_TOKEN)
                                            .POST(HttpRequest.BodyPublishers.ofString(REQUEST)))
                                    .statusCode())
                    .isEqualTo(200);
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
    }

    /** What Vert.x throws quotes the address with its token, and was logged as a fault. */
    @ParameterizedTest
    @ValueSource(strings = {"/v1/models?pageToken=%zz&key=" + TOKEN, "/v1/models/%zz?key=" + TOKEN})
    void anAddressWithAMalformedEscapeIsABadRequest(String target) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream()
                    .write(("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n").getBytes(US_ASCII));
            byte[] reply = socket.getInputStream().readAllBytes();

            assertThat(new String(reply, US_ASCII))
                    .startsWith("HTTP/1.1 400")
                    .contains("\"status\":\"INVALID_ARGUMENT\"")
                    .doesNotContain(TOKEN);
        }
    }

    private static final String STREAM = "/v1beta/models/gemini-3.8-flash:streamGenerateContent";

    private static String piece(String text, String more) {
        return "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"%s\"}]}%s}]}"
                .formatted(text, more);
    }

    private void answerInPieces(String... pieces) {
        StringBuilder events = new StringBuilder();
        for (String piece : pieces) {
            events.append("data: ").append(piece).append("\r\n\r\n");
        }
        gemini.stubFor(
                post(urlPathMatching(STREAM))
                        .willReturn(
                                aResponse()
                                        .withHeader("Content-Type", "text/event-stream")
                                        .withBody(events.toString())));
    }

    @Test
    void anAnswerComesInPiecesAsEventsOrAsAnArray() throws Exception {
        String first = piece("Do", "");
        String last = piece("ne", ",\"finishReason\":\"STOP\"");
        answerInPieces(first, last);

        HttpResponse<String> events = send(ask(STREAM + "?alt=sse", REQUEST));
        assertThat(events.headers().firstValue("Content-Type")).contains("text/event-stream");
        assertThat(events.body())
                .isEqualTo("data: " + first + "\r\n\r\ndata: " + last + "\r\n\r\n");

        HttpResponse<String> array = send(ask(STREAM, REQUEST));
        assertThat(JSON.readTree(array.body()))
                .isEqualTo(JSON.readTree("[" + first + "," + last + "]"));
    }

    @Test
    void aBreakWithinAStreamIsToldInPlaceOfAPiece() throws Exception {
        String broken =
                "{\"error\":{\"code\":503,\"message\":\"Overloaded\",\"status\":\"UNAVAILABLE\"}}";
        answerInPieces(piece("Do", ""), broken);

        HttpResponse<String> events = send(ask(STREAM + "?alt=sse", REQUEST));

        assertThat(events.statusCode()).isEqualTo(200);
        assertThat(events.body()).startsWith("data: " + piece("Do", "")).contains("UNAVAILABLE");
    }

    @Test
    void aStreamThatIsRefusedBeforeItsFirstPieceIsAnError() throws Exception {
        gemini.stubFor(
                post(urlPathMatching(STREAM)).willReturn(recorded(404, "404-unknown-model")));

        HttpResponse<String> response = send(ask(STREAM + "?alt=sse", REQUEST));

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(error(response).path("status").asText()).isEqualTo("NOT_FOUND");
        assertThat(response.body()).as("Google's own body").doesNotContain("gemini-routes");
    }

    @Test
    void requestsThatWaitHoldNoThread() {
        gemini.stubFor(post(ASK).willReturn(answer("A").withFixedDelay(100)));
        long before = threadsOfTheGateway();
        List<CompletableFuture<HttpResponse<String>>> all =
                java.util.stream.IntStream.range(0, 300)
                        .mapToObj(
                                i ->
                                        http.sendAsync(
                                                ask(GENERATE, REQUEST + " ".repeat(i)).build(),
                                                HttpResponse.BodyHandlers.ofString()))
                        .toList();
        all.forEach(one -> assertThat(one.join().statusCode()).isEqualTo(200));
        assertThat(threadsOfTheGateway() - before).isLessThan(150);
    }

    /** Neither those of the client and the model nor those of tests that run beside this one. */
    private long threadsOfTheGateway() {
        String camel = "(" + context().getName() + ")";
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.contains(camel) || name.startsWith("vert.x-"))
                .count();
    }
}
