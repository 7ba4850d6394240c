package io.github.geminiroutes.routes;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.geminiroutes.usage.MeterRegistrySource;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.BindToRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client that hangs up while Google is at work gets the answer when it asks again. */
@Timeout(60)
class GatewayRetryTest extends GatewayTestSupport {

    private static final Duration MOST = Duration.ofSeconds(40);

    @BindToRegistry(MeterRegistrySource.BEAN)
    private final MeterRegistrySource meters = new MeterRegistrySource(new SimpleMeterRegistry());

    @Override
    Properties settings() {
        Properties properties = super.settings();
        properties.setProperty("gemini.gateway.join", "false");
        return properties;
    }

    /** Returns once the gateway has noticed it: the hang-up of this many clients in all. */
    private void askAndHangUp(int hangUps) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream().write(rawRequest(REQUEST, ""));
            await().atMost(MOST).until(() -> calls() == 1);
        }
        await().atMost(MOST).until(() -> requests("499") == hangUps);
    }

    private CompletableFuture<HttpResponse<String>> begin(HttpRequest.Builder request) {
        return http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void anAnswerThatHasComeMeanwhileIsGivenOnceAndToItsTokenOnly() throws Exception {
        gemini.stubFor(post(ASK).willReturn(answer("A")));
        answers.hold();
        askAndHangUp(1);
        answers.release();
        await().atMost(MOST).until(() -> context().getInflightRepository().size() == 0);

        HttpRequest.Builder others =
                request(GENERATE)
                        .header("x-goog-api-key", OTHER_TOKEN)
                        .POST(HttpRequest.BodyPublishers.ofString(REQUEST));
        assertThat(send(others).statusCode()).isEqualTo(200);
        assertThat(calls()).isEqualTo(2);
        assertThat(send(ask(GENERATE, REQUEST)).body()).contains("\"A\"");
        assertThat(calls()).as("the answer was there").isEqualTo(2);
        assertThat(send(ask(GENERATE, REQUEST)).statusCode()).isEqualTo(200);
        assertThat(calls()).as("it is given once").isEqualTo(3);
    }

    @Test
    void eachRequestIsCountedByWhatItsClientGot() throws Exception {
        gemini.stubFor(post(ASK).willReturn(answer("A")));
        answers.hold();
        askAndHangUp(1);
        HttpRequest.Builder impatient =
                ask(GENERATE, REQUEST).header("X-Server-Timeout", "0.2").timeout(MOST);
        assertThat(send(impatient).statusCode()).as("it joins").isEqualTo(504);
        answers.release();
        assertThat(send(ask(GENERATE, REQUEST)).statusCode()).isEqualTo(200);

        assertThat(List.of(requests("499"), requests("504"), requests("200")))
                .as("not by calls")
                .containsOnly(1.0);
        assertThat(calls()).isEqualTo(1);
    }

    private double requests(String code) {
        return meters
                .registry()
                .find("gemini.gateway.requests")
                .tag("code", code)
                .counters()
                .stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    @Test
    void aCallThatIsUnderWayStillIsJoinedByOne() throws Exception {
        gemini.stubFor(post(ASK).willReturn(answer("A")));
        answers.hold();
        askAndHangUp(1);
        // The client hangs up once more, and asks for the third time.
        askAndHangUp(2);
        await().atMost(MOST).until(() -> requests("499") == 2);
        CompletableFuture<HttpResponse<String>> third = begin(ask(GENERATE, REQUEST));
        CompletableFuture<HttpResponse<String>> another = begin(ask(GENERATE, REQUEST));

        await().atMost(MOST).until(() -> begun() == 4 && calls() == 2);
        answers.release();

        assertThat(third.join().statusCode()).isEqualTo(200);
        assertThat(another.join().statusCode()).isEqualTo(200);
        assertThat(calls()).as("one is joined, and the other is a request of its own").isEqualTo(2);
    }

    @Test
    void aCallThatFailsAfterItsClientHasGoneIsMadeAnewForTheNext() throws Exception {
        answerInOrder(aResponse().withStatus(503).withBody("{}"), answer("Now"));
        answers.hold();
        askAndHangUp(1);
        CompletableFuture<HttpResponse<String>> next = begin(ask(GENERATE, REQUEST));
        await().atMost(MOST).until(() -> begun() == 2);
        answers.release();

        assertThat(next.join().body()).contains("Now");
        assertThat(calls()).isEqualTo(2);
    }

    /** The wait that Google names is shorter than the client's time, and longer than its rest. */
    @Test
    void aRequestThatIsMadeAnewHasWaitedBefore() throws Exception {
        answerInOrder(
                aResponse().withStatus(503).withBody("{}"),
                aResponse()
                        .withStatus(429)
                        .withBody(
                                """
                                {"error":{"code":429,"message":"Quota","status":"RESOURCE_EXHAUSTED","details":[
                                {"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{"quotaMetric":"m/generate_content_paid_tier_requests","quotaId":"GenerateRequestsPerMinutePerProjectPerModel","quotaValue":"5"}]},
                                {"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"19.900s"}]}}"""));
        answers.hold();
        askAndHangUp(1);
        long asked = System.nanoTime();
        CompletableFuture<HttpResponse<String>> next =
                begin(ask(GENERATE, REQUEST).header("X-Server-Timeout", "20").timeout(MOST));
        await().atMost(MOST).until(() -> begun() == 2);
        await().atMost(MOST)
                .until(() -> System.nanoTime() - asked > Duration.ofSeconds(2).toNanos());
        answers.release();

        assertThat(next.join().statusCode()).isEqualTo(429);
        assertThat(calls()).isEqualTo(2);
    }
}
