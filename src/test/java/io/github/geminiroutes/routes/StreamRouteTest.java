package io.github.geminiroutes.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.generate.BrokenStreamException;
import io.github.geminiroutes.generate.GeminiHeaders;
import io.github.geminiroutes.generate.PieceStream;
import io.github.geminiroutes.generate.QuotaPolicy;
import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.RememberedMisses;
import io.github.geminiroutes.testing.Reply;
import io.github.geminiroutes.testing.StreamScript;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.apache.camel.BindToRegistry;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.ExchangeBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.MainConfigurationProperties;
import org.apache.camel.test.junit5.CamelContextConfiguration;
import org.apache.camel.test.main.junit5.CamelMainTestSupport;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code gemini-stream} as a host application meets it: pieces as they come. */
@Timeout(180)
class StreamRouteTest extends CamelMainTestSupport {

    private static final int PLACES = 4;
    private static final String BLOCKED = "{\"promptFeedback\":{\"blockReason\":\"SAFETY\"}}";

    /** Started while the test is constructed, as its address is a setting: no value here. */
    private GeminiServer gemini;

    @BindToRegistry("meters")
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @AfterEach
    void stopGemini() {
        gemini.close();
    }

    @Override
    protected void configure(MainConfigurationProperties configuration) {
        configuration.withRoutesIncludePattern(
                "classpath:gemini-routes/gemini-stream.camel.yaml,"
                        + "classpath:gemini-routes/gemini-generate.camel.yaml,"
                        + "classpath:gemini-routes/gemini-redelivery.camel.yaml");
    }

    @Override
    public void configureContext(CamelContextConfiguration configuration) {
        super.configureContext(configuration);
        gemini = GeminiServer.start();
        Properties properties = new Properties();
        properties.setProperty("gemini.api-key", GeminiRoutesTestSupport.KEY);
        properties.setProperty("gemini.base-url", gemini.baseUrl());
        properties.setProperty("gemini.retry.base-delay", "0.002");
        properties.setProperty("gemini.http.response-timeout", "20");
        properties.setProperty("gemini.stream.reader-timeout", "2");
        properties.setProperty("gemini.max-concurrency", Integer.toString(PLACES));
        configuration.withRegistry(RememberedMisses.registry());
        configuration.withUseOverridePropertiesWithPropertiesComponent(properties);
    }

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:host")
                        .routeConfigurationId("gemini-redelivery")
                        .to("direct:gemini-stream");
            }
        };
    }

    private Exchange ask(String prompt) {
        return template()
                .send(
                        "direct:host",
                        ExchangeBuilder.anExchange(context()).withBody(prompt).build());
    }

    private static PieceStream stream(Exchange exchange) {
        assertThat(exchange.getException()).isNull();
        return exchange.getMessage().getBody(PieceStream.class);
    }

    private PieceStream open(StreamScript script) {
        gemini.next(new Reply.Stream(script));
        script.piece("one");
        return stream(ask("Count"));
    }

    private int openCalls() {
        return context()
                .getRegistry()
                .lookupByNameAndType(QuotaPolicy.BEAN, QuotaPolicy.class)
                .openCalls();
    }

    private void awaitSettled() {
        soon().until(() -> openCalls() == 0);
    }

    private static ConditionFactory soon() {
        return Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .pollInterval(5, TimeUnit.MILLISECONDS);
    }

    private double calls(String outcome, String code) {
        Counter counter =
                meters.find("gemini.requests").tags("outcome", outcome, "code", code).counter();
        return counter == null ? 0 : counter.count();
    }

    private double tokens(String type) {
        Counter counter = meters.find("gemini.tokens").tags("type", type).counter();
        return counter == null ? 0 : counter.count();
    }

    @Test
    void givesTheFirstPieceWhileTheServerHoldsTheSecondBack() {
        StreamScript script = new StreamScript();

        Exchange exchange;
        gemini.next(new Reply.Stream(script));
        script.piece("one");
        exchange = ask("Count");
        PieceStream pieces = stream(exchange);

        assertThat(pieces.next()).contains("\"one\"");
        assertThat(exchange.getMessage().getHeaders())
                .containsEntry(GeminiHeaders.MODEL_VERSION, "gemini-3.8-flash-001")
                .containsEntry(GeminiHeaders.RESPONSE_ID, "r-1")
                .containsEntry(GeminiHeaders.CACHED, false);
        assertThat(openCalls()).as("the call is out until the stream ends").isEqualTo(1);
        script.lastPiece("two");
        script.end();
        assertThat(pieces.next()).contains("\"two\"").startsWith("{").endsWith("}");
        assertThat(pieces.hasNext()).isFalse();
        awaitSettled();
        assertThat(calls("answered", "200")).isEqualTo(1);
        assertThat(tokens("input")).isEqualTo(5);
        assertThat(tokens("output")).as("of the last piece").isEqualTo(2);
    }

    @Test
    void repeatsWhatFailsBeforeTheFirstPiece() {
        StreamScript error = new StreamScript();
        error.raw(
                "data: {\"error\":{\"code\":503,\"status\":\"UNAVAILABLE\",\"message\":\"m\"}}\n\n");
        error.end();
        StreamScript nothing = new StreamScript();
        nothing.end();
        gemini.next(
                Reply.of(
                        429,
                        """
                        [{"error":{"code":429,"status":"RESOURCE_EXHAUSTED","message":"slow down","details":[
                        {"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{"quotaId":"GenerateRequestsPerMinutePerProjectPerModel","quotaValue":"10"}]},
                        {"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"0.2s"}]}}]"""),
                Reply.reset(),
                new Reply.Stream(error),
                new Reply.Stream(nothing));

        PieceStream pieces = stream(ask("Count"));

        assertThat(pieces.next()).contains("candidates");
        assertThat(pieces.hasNext()).isFalse();
        awaitSettled();
        assertThat(calls("rate-limit-per-minute", "429")).isEqualTo(1);
        assertThat(calls("overloaded", "503")).isEqualTo(1);
        assertThat(calls("malformed-answer", "200")).isEqualTo(1);
        assertThat(calls("answered", "200")).isEqualTo(1);
    }

    @Test
    void throwsTheSameFailuresAsOtherCalls() {
        gemini.next(
                Reply.of(
                        400,
                        """
                        {"error":{"code":400,"message":"Invalid value","status":"INVALID_ARGUMENT"}}"""));

        Exchange exchange = ask("Count");

        assertThat(exchange.getException(GeminiException.class).failure().kind())
                .isEqualTo(FailureKind.INVALID_REQUEST);
        assertThat(exchange.getMessage().getBody()).isEqualTo("Count");
        assertThat(openCalls()).isZero();
    }

    @Test
    void passesAnErrorOnThatComesAfterTheFirstPiece() {
        StreamScript script = new StreamScript();
        PieceStream pieces = open(script);
        script.raw(
                "data: {\"error\":{\"code\":503,\"status\":\"UNAVAILABLE\",\"message\":\"busy\"}}\r\n\r\n");

        assertThat(pieces.next()).contains("\"one\"");
        assertThatThrownBy(pieces::hasNext)
                .isInstanceOfSatisfying(
                        BrokenStreamException.class,
                        broken -> {
                            assertThat(broken.failure().kind()).isEqualTo(FailureKind.OVERLOADED);
                            assertThat(broken.errorBody()).contains("\"busy\"");
                        });
        awaitSettled();
        assertThat(script.left()).succeedsWithin(60, TimeUnit.SECONDS);
        assertThat(calls("overloaded", "503")).isEqualTo(1);
        assertThat(tokens("output")).as("what had come").isEqualTo(1);
    }

    @Test
    void aLimitMetInTheMidstClosesTheGate() {
        StreamScript script = new StreamScript();
        PieceStream pieces = open(script);
        script.raw(
                "data: {\"error\":{\"code\":429,\"status\":\"RESOURCE_EXHAUSTED\",\"message\":\"m\",\"details\":["
                        + "{\"@type\":\"type.googleapis.com/google.rpc.QuotaFailure\",\"violations\":["
                        + "{\"quotaId\":\"GenerateRequestsPerDayPerProjectPerModel-FreeTier\"}]}]}}\n\n");

        assertThat(pieces.next()).contains("\"one\"");
        assertThatThrownBy(pieces::next).isInstanceOf(BrokenStreamException.class);
        awaitSettled();

        Exchange next = ask("Again");

        assertThat(next.getException(GeminiException.class).failure().kind())
                .isEqualTo(FailureKind.RATE_LIMIT_PER_DAY);
        assertThat(calls("rate-limit-per-day", "429")).as("calls made").isEqualTo(1);
    }

    @Test
    void aStreamThatIsCutOrHasNoFinishReasonIsBroken() {
        StreamScript cut = new StreamScript();
        PieceStream pieces = open(cut);
        cut.cut();
        assertThat(pieces.next()).contains("\"one\"");
        assertThatThrownBy(pieces::next)
                .isInstanceOfSatisfying(
                        BrokenStreamException.class,
                        broken ->
                                assertThat(broken.failure().kind())
                                        .isEqualTo(FailureKind.MALFORMED_ANSWER));

        StreamScript early = new StreamScript();
        PieceStream others = open(early);
        early.end();
        assertThat(others.next()).contains("\"one\"");
        assertThatThrownBy(others::next).isInstanceOf(BrokenStreamException.class);
        awaitSettled();
        assertThat(calls("malformed-answer", "200")).isEqualTo(2);
    }

    @Test
    void aBlockedPromptIsAPieceAndBookedAsOne() {
        StreamScript script = new StreamScript();
        script.raw("data: " + BLOCKED + "\n\n");
        script.end();
        gemini.next(new Reply.Stream(script));

        PieceStream pieces = stream(ask("Count"));

        assertThat(pieces.next()).isEqualTo(BLOCKED);
        assertThat(pieces.hasNext()).isFalse();
        awaitSettled();
        assertThat(calls("prompt-blocked", "200")).isEqualTo(1);
    }

    @Test
    void anAnswerThatIsStoppedPassesAndIsBookedAsWhatItIs() {
        StreamScript script = new StreamScript();
        PieceStream pieces = open(script);
        script.raw(
                "data: {\"candidates\":[{\"finishReason\":\"SAFETY\",\"index\":0}],"
                        + "\"usageMetadata\":{\"promptTokenCount\":5,\"candidatesTokenCount\":9}}\n\n");
        script.end();

        assertThat(pieces.next()).contains("\"one\"");
        assertThat(pieces.next()).contains("SAFETY");
        assertThat(pieces.hasNext()).isFalse();
        awaitSettled();
        assertThat(calls("unusable-finish", "200")).isEqualTo(1);
        assertThat(calls("answered", "200")).isZero();
        assertThat(tokens("output")).isEqualTo(9);
    }

    @Test
    void anAnswerThatTurnsOutToBeEmptyIsRepeated() {
        StreamScript empty = new StreamScript();
        empty.piece("");
        empty.lastPiece(" ");
        empty.end();
        gemini.next(new Reply.Stream(empty));

        PieceStream pieces = stream(ask("Count"));

        assertThat(pieces.next()).contains("Count");
        awaitSettled();
        assertThat(calls("empty-answer", "200")).isEqualTo(1);
        assertThat(calls("answered", "200")).isEqualTo(1);
        assertThat(tokens("input")).as("that of the empty answer is booked").isGreaterThan(5);
    }

    @Test
    void whatComesBeforeTheFirstWordIsNotLost() {
        StreamScript script = new StreamScript();
        script.piece("");
        script.piece("one");
        script.lastPiece("");
        script.end();
        gemini.next(new Reply.Stream(script));

        PieceStream pieces = stream(ask("Count"));

        assertThat(pieces.next()).contains("\"text\":\"\"");
        assertThat(pieces.next()).contains("\"one\"");
        assertThat(pieces.next()).contains("STOP");
        assertThat(pieces.hasNext()).isFalse();
        awaitSettled();
        assertThat(calls("answered", "200")).isEqualTo(1);
    }

    @Test
    void aThoughtOrAPictureIsPassedOnAtOnce() {
        for (String part :
                List.of(
                        "{\"thought\":true,\"text\":\"hm\"}",
                        "{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"AAAA\"}}",
                        "{\"functionCall\":{\"name\":\"f\"}}")) {
            StreamScript script = new StreamScript();
            script.raw("data: {\"candidates\":[{\"content\":{\"parts\":[" + part + "]}}]}\n\n");
            gemini.next(new Reply.Stream(script));

            PieceStream pieces = stream(ask("Count"));

            assertThat(pieces.next()).contains(part);
            pieces.close();
        }
        awaitSettled();
    }

    @Test
    void readsAnArrayInPlaceOfEvents() {
        StreamScript script = new StreamScript();
        script.raw("[{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"}]\\\"\"}]}}]}\n,\r\n");
        gemini.next(new Reply.Stream(script));

        PieceStream pieces = stream(ask("Count"));

        assertThat(pieces.next()).contains("}]\\\"");
        script.raw("{\"candidates\":[{\"finishReason\":\"STOP\"}]}]");
        script.end();
        assertThat(pieces.next()).contains("STOP");
        assertThat(pieces.hasNext()).isFalse();
    }

    @Test
    void aReaderThatClosesEndsTheCall() throws Exception {
        StreamScript script = new StreamScript();
        PieceStream pieces = open(script);

        pieces.close();

        assertThat(script.left()).succeedsWithin(60, TimeUnit.SECONDS);
        assertThat(pieces.hasNext()).isFalse();
        awaitSettled();
        assertThat(calls("cancelled", "200")).isEqualTo(1);
        assertThat(tokens("output")).isEqualTo(1);
    }

    /** Four places: one that stayed taken for each closing would let no fifth call out. */
    @Test
    void twoHundredClosingsLeaveNothingBehind() throws Exception {
        Random random = new Random(16);
        List<CompletableFuture<StreamScript>> runs = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            int read = random.nextInt(4);
            runs.add(CompletableFuture.supplyAsync(() -> readSome(read)));
        }
        for (CompletableFuture<StreamScript> run : runs) {
            StreamScript script = run.get(60, TimeUnit.SECONDS);
            assertThat(script.left()).succeedsWithin(60, TimeUnit.SECONDS);
        }
        awaitSettled();
        // The last of them may still be on its way into the counters.
        soon().untilAsserted(
                        () ->
                                assertThat(calls("cancelled", "200") + calls("answered", "200"))
                                        .as("%s", meters.find("gemini.requests").counters())
                                        .isEqualTo(200));
        soon().untilAsserted(() -> assertThat(busyThreads()).isEmpty());
    }

    private StreamScript readSome(int count) {
        StreamScript script = new StreamScript();
        for (int i = 0; i < 2; i++) {
            script.piece("piece");
        }
        script.lastPiece("last");
        if (count == 3) {
            script.end();
        }
        gemini.next(new Reply.Stream(script));
        try (PieceStream pieces = stream(ask("Count"))) {
            for (int i = 0; i < count; i++) {
                pieces.next();
            }
            return script;
        }
    }

    private static List<String> busyThreads() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(entry -> entry.getKey().getName().contains("gemini-stream"))
                .filter(
                        entry ->
                                java.util.Arrays.stream(entry.getValue())
                                        .anyMatch(
                                                frame ->
                                                        frame.getClassName()
                                                                .startsWith("io.github")))
                .map(entry -> entry.getKey().getName())
                .toList();
    }

    @Test
    void aSlowReaderHoldsTheServerUp() {
        StreamScript script = new StreamScript();
        PieceStream pieces = open(script);
        String text = "x".repeat(10_000);
        int sent = 0;
        while (!script.isHeldUp() && sent < 10_000) {
            script.piece(text);
            sent++;
        }
        assertThat(sent).as("100 MB fit nowhere on the way").isLessThan(10_000);
        script.lastPiece("last");
        script.end();

        int read = 0;
        while (pieces.hasNext()) {
            pieces.next();
            read++;
        }

        assertThat(read).isEqualTo(sent + 2);
    }

    @Test
    void aReaderThatIsGoneLosesTheRest() {
        StreamScript script = new StreamScript();
        PieceStream pieces = open(script);
        script.piece("two");

        assertThat(script.left()).succeedsWithin(60, TimeUnit.SECONDS);

        awaitSettled();
        assertThatThrownBy(pieces::next)
                .isInstanceOf(BrokenStreamException.class)
                .hasMessageContaining("gemini.stream.reader-timeout");
        assertThat(calls("cancelled", "200")).isEqualTo(1);
    }

    @Test
    void aSubscriberGetsWhatItRequestsAndNoMore() {
        StreamScript script = new StreamScript();
        PieceStream pieces = open(script);
        Recorder recorder = new Recorder();
        pieces.subscribe(recorder);
        script.piece("two");

        recorder.subscription.request(1);
        soon().until(() -> recorder.pieces.size() == 1);
        script.lastPiece("three");
        script.end();
        awaitSettled();
        assertThat(recorder.pieces).hasSize(1);
        recorder.subscription.request(Long.MAX_VALUE);

        assertThat(recorder.ended).succeedsWithin(60, TimeUnit.SECONDS);
        assertThat(recorder.pieces).hasSize(3);
        assertThatThrownBy(pieces::hasNext).isInstanceOf(IllegalStateException.class);
    }

    private static final class Recorder implements Flow.Subscriber<String> {

        private final List<String> pieces = new java.util.concurrent.CopyOnWriteArrayList<>();
        private final CompletableFuture<Void> ended = new CompletableFuture<>();
        private Flow.Subscription subscription;

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
        }

        @Override
        public void onNext(String piece) {
            pieces.add(piece);
        }

        @Override
        public void onError(Throwable error) {
            ended.completeExceptionally(error);
        }

        @Override
        public void onComplete() {
            ended.complete(null);
        }
    }
}
