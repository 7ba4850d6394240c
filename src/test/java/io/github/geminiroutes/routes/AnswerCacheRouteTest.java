package io.github.geminiroutes.routes;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureClassifier;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.generate.CallOptions;
import io.github.geminiroutes.generate.GeminiClient;
import io.github.geminiroutes.generate.GeminiHeaders;
import io.github.geminiroutes.generate.QuotaPolicy;
import io.github.geminiroutes.generate.WaitPolicy;
import io.github.geminiroutes.policy.CallDeferredException;
import io.github.geminiroutes.prompt.PromptParser;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.usage.MeterRegistrySource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.BindToRegistry;
import org.apache.camel.Exchange;
import org.apache.camel.builder.ExchangeBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.MainConfigurationProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A request that was answered before costs nothing, and one that is being asked is asked once. */
class AnswerCacheRouteTest extends GeminiRoutesTestSupport {

    @BindToRegistry(MeterRegistrySource.BEAN)
    private final MeterRegistrySource meters = new MeterRegistrySource(new SimpleMeterRegistry());

    @TempDir static Path root;

    /** Made while the superclass makes the context. */
    private Path folder;

    @Override
    List<String> routes() {
        return List.of("gemini-generate", "gemini-redelivery");
    }

    @Override
    Properties settings() {
        folder = root.resolve(UUID.randomUUID().toString());
        Properties properties = super.settings();
        properties.setProperty("gemini.answer-cache.ttl", "3600");
        properties.setProperty("gemini.answer-cache.dir", folder.resolve("answers").toString());
        properties.setProperty("gemini.http.response-timeout", "20");
        return properties;
    }

    @Override
    protected void configure(MainConfigurationProperties configuration) {
        super.configure(configuration);
        configuration.addRoutesBuilder(
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:again-and-again")
                                .routeConfigurationId("gemini-redelivery")
                                .to("direct:gemini-generate");
                    }
                });
    }

    private Exchange ask(Object body) {
        return template().send("direct:gemini-generate", message(body));
    }

    private Exchange message(Object body) {
        return ExchangeBuilder.anExchange(context()).withBody(body).build();
    }

    private List<CompletableFuture<Exchange>> askAtOnce(String endpoint, int times) {
        return IntStream.range(0, times)
                .mapToObj(i -> template().asyncSend(endpoint, message("Q")))
                .toList();
    }

    private double counted(String result) {
        return meters.registry().get("gemini.answer.cache").tag("result", result).counter().count();
    }

    private List<Path> files() {
        if (Files.notExists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aHundredRepeatedQuestionsCostTheDistinctOnesOverARestartToo() throws Exception {
        gemini.stubFor(post(ASK).willReturn(answer("four")));
        for (int i = 0; i < 50; i++) {
            assertThat(ask("Q" + i % 4).getMessage().getBody()).isEqualTo("four");
        }
        context().getRouteController().stopRoute("gemini-generate");
        context().getRouteController().startRoute("gemini-generate");
        for (int i = 0; i < 50; i++) {
            assertThat(ask("Q" + i % 4).getMessage().getBody()).isEqualTo("four");
        }

        assertThat(calls()).isEqualTo(4);
        assertThat(counted("hit")).isEqualTo(96);
        assertThat(counted("miss")).isEqualTo(4);
        assertThat(files())
                .hasSize(4)
                .allSatisfy(file -> assertThat(file).content().doesNotContain(KEY));
    }

    @Test
    void aHitSaysSoAndHasUsedNothing() {
        gemini.stubFor(post(ASK).willReturn(answer("four")));

        assertThat(ask("Q").getMessage().getHeaders())
                .containsEntry(GeminiHeaders.CACHED, false)
                .containsEntry(GeminiHeaders.TOTAL_TOKENS, 10L);
        assertThat(ask("Q").getMessage().getHeaders())
                .containsEntry(GeminiHeaders.CACHED, true)
                .containsEntry(GeminiHeaders.MODEL_VERSION, "gemini-3.8-flash-001")
                .containsEntry(GeminiHeaders.FINISH_REASON, "STOP")
                .containsEntry(GeminiHeaders.TOTAL_TOKENS, 0L);
        assertThat(meters.registry().get("gemini.requests").counter().count()).isEqualTo(1);
    }

    /** The gate, the breaker and the hold of the account stop calls, and a hit is none. */
    @Test
    void aHitNeedsNoPermit() {
        gemini.stubFor(post(ASK).willReturn(answer("four")));
        ask("Q");
        GeminiClient client = GeminiClient.of(context());
        client.gate()
                .closeUntil(
                        "gemini-3.8-flash",
                        Instant.now().plusSeconds(3600),
                        Failure.of(FailureKind.RATE_LIMIT_PER_DAY, "closed"));

        assertThat(ask("another").getException()).isNotNull();
        assertThat(ask("Q").getMessage().getBody()).isEqualTo("four");
    }

    @Test
    void sixtyFourAtOnceAreOneCall() {
        gemini.stubFor(post(ASK).willReturn(answer("four").withFixedDelay(1_000)));

        List<CompletableFuture<Exchange>> asked = askAtOnce("direct:gemini-generate", 64);

        assertThat(asked)
                .allSatisfy(one -> assertThat(one.join().getMessage().getBody()).isEqualTo("four"));
        assertThat(calls()).isEqualTo(1);
        assertThat(counted("miss")).isEqualTo(1);
        assertThat(counted("hit") + counted("joined")).isEqualTo(63);
        assertThat(counted("joined")).isPositive();
    }

    @Test
    void whereTheOneFailsTheNextIsAsked() {
        answerInOrder(recorded(503, "503-overloaded").withFixedDelay(500), answer("four"));

        List<CompletableFuture<Exchange>> asked = askAtOnce("direct:gemini-generate", 8);

        assertThat(asked.stream().map(CompletableFuture::join).filter(Exchange::isFailed))
                .hasSize(1);
        assertThat(calls()).isEqualTo(2);
    }

    @Test
    void whereAllFailEachHasItsOwnFailure() {
        gemini.stubFor(post(ASK).willReturn(recorded(503, "503-overloaded").withFixedDelay(100)));

        List<CompletableFuture<Exchange>> asked = askAtOnce("direct:gemini-generate", 12);

        assertThat(asked).allSatisfy(one -> assertThat(one.join().isFailed()).isTrue());
        assertThat(calls()).isLessThanOrEqualTo(12);
        assertThat(files()).isEmpty();
    }

    @Test
    void whereTheOneMeetsTheEndOfTheDaysQuotaNoOtherIsAsked() {
        gemini.stubFor(post(ASK).willReturn(recorded(429, "429-per-day").withFixedDelay(300)));

        List<CompletableFuture<Exchange>> asked = askAtOnce("direct:gemini-generate", 16);

        assertThat(asked)
                .allSatisfy(
                        one ->
                                assertThat(FailureClassifier.of(one.join().getException()).kind())
                                        .isEqualTo(FailureKind.RATE_LIMIT_PER_DAY));
        assertThat(calls()).isEqualTo(1);
    }

    /**
     * A call that is tried again keeps its place at the gate, which others must not wait behind.
     */
    @Test
    void callsThatAreTriedAgainDoNotWaitForEachOther() {
        answerInOrder(
                aResponse()
                        .withStatus(429)
                        .withBody(
                                """
                                {"error":{"code":429,"status":"RESOURCE_EXHAUSTED","message":"later","details":[
                                 {"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{"quotaId":
                                  "GenerateRequestsPerMinutePerProjectPerModel","quotaValue":"1000"}]},
                                 {"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"0.5s"}]}}""")
                        .withFixedDelay(300),
                recorded(503, "503-overloaded").withFixedDelay(300),
                answer("four"));

        List<CompletableFuture<Exchange>> asked = askAtOnce("direct:again-and-again", 16);

        assertThat(asked)
                .allSatisfy(one -> assertThat(one.join().getMessage().getBody()).isEqualTo("four"));
        assertThat(calls()).isLessThanOrEqualTo(5);
    }

    /** One of many equal prompts. The first five are deleted when it is their turn to ask. */
    private static final class Deleted implements WaitPolicy {

        private static final int ALL = 32;
        private static final int MANY = 5;

        private final Set<WaitPolicy> deleted;
        private final CountDownLatch others;
        private volatile boolean waitsForAnother;

        Deleted(Set<WaitPolicy> deleted, CountDownLatch others) {
            this.deleted = deleted;
            this.others = others;
        }

        /** Only those that wait for another do not say how long. */
        @Override
        public boolean tryWait(String line, Duration delay) {
            waitsForAnother = delay.isZero();
            others.countDown();
            return true;
        }

        @Override
        public boolean tryGoOn() {
            if (waitsForAnother) {
                waitsForAnother = false;
                return true;
            }
            await().until(() -> others.getCount() == 0);
            // One whose turn to wait came as the call before it ended is asked beside the next.
            synchronized (deleted) {
                return !deleted.contains(this) && (deleted.size() >= MANY || !deleted.add(this));
            }
        }
    }

    @Test
    void whereThoseThatWereToAskAreDeletedTheOthersAreStillOneCall() {
        gemini.stubFor(post(ASK).willReturn(answer("four")));
        Set<WaitPolicy> deleted = ConcurrentHashMap.newKeySet();
        CountDownLatch others = new CountDownLatch(Deleted.ALL - 1);

        List<CompletableFuture<Exchange>> asked =
                IntStream.range(0, Deleted.ALL)
                        .mapToObj(
                                i -> {
                                    Exchange exchange = message("Q");
                                    CallOptions.of(new Deleted(deleted, others)).set(exchange);
                                    return template().asyncSend("direct:gemini-generate", exchange);
                                })
                        .toList();

        assertThat(asked.stream().map(CompletableFuture::join).filter(Exchange::isFailed))
                .hasSize(Deleted.MANY)
                .allSatisfy(
                        one ->
                                assertThat(one.getException())
                                        .isInstanceOf(CallDeferredException.class));
        assertThat(calls()).isEqualTo(1);
    }

    @Test
    void aPromptWithoutAPlaceDoesNotWaitForTheAnswerToAnother() {
        gemini.stubFor(post(ASK).willReturn(answer("four")));
        answers.hold();
        CompletableFuture<Exchange> first =
                template().asyncSend("direct:gemini-generate", message("Q"));
        await().until(() -> calls() == 1);
        Exchange second = message("Q");
        CallOptions.of((line, delay) -> false).set(second);

        assertThat(template().send("direct:gemini-generate", second).getException())
                .isInstanceOf(CallDeferredException.class);

        answers.release();
        assertThat(first.join().getMessage().getBody()).isEqualTo("four");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"content\":{\"parts\":[{\"text\":\"thr\"}]},\"finishReason\":\"MAX_TOKENS\"",
                "\"finishReason\":\"SAFETY\"",
                "\"content\":{\"parts\":[{\"text\":\"\"}]},\"finishReason\":\"STOP\""
            })
    void anAnswerOfWhichAFurtherCandidateIsNotWholeIsAskedAgain(String further) {
        answerInOrder(
                answer("one")
                        .withBody(
                                """
                                {"candidates":[{"content":{"parts":[{"text":"one"}],"role":"model"},
                                 "finishReason":"STOP"},{"index":1,%s}]}"""
                                        .formatted(further)),
                answer("two"));

        assertThat(ask("Q").getMessage().getBody()).isEqualTo("one");
        assertThat(ask("Q").getMessage().getBody()).isEqualTo("two");
        assertThat(ask("Q").getMessage().getBody()).isEqualTo("two");
    }

    @Test
    void anAnswerThatWasCutIsAskedAgain() {
        answerInOrder(
                answer("fo")
                        .withBody(
                                """
                                {"candidates":[{"content":{"parts":[{"text":"fo"}],"role":"model"},
                                 "finishReason":"MAX_TOKENS"}]}"""),
                answer("four"));

        assertThat(ask("Q").getMessage().getBody()).isEqualTo("fo");
        assertThat(ask("Q").getMessage().getBody()).isEqualTo("four");
        assertThat(calls()).isEqualTo(2);
    }

    @Test
    void aPromptThatSaysOffIsNeitherReadNorKept() {
        gemini.stubFor(post(ASK).willReturn(answer("four")));
        byte[] text = "---\ncache: off\n---\nQ".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 2; i++) {
            ask(new PromptParser(GeminiJson.MAPPER).parse("q.md", text, null));
        }
        assertThat(files()).isEmpty();
        ask("Q");
        ask(new PromptParser(GeminiJson.MAPPER).parse("q.md", text, null));

        assertThat(calls()).isEqualTo(4);
    }

    @Test
    void aBrokenFileIsAskedAgainAndReplaced() throws IOException {
        gemini.stubFor(post(ASK).willReturn(answer("four")));
        ask("Q");
        Files.writeString(files().get(0), "broken");

        assertThat(ask("Q").getMessage().getBody()).isEqualTo("four");
        assertThat(ask("Q").getMessage().getHeader(GeminiHeaders.CACHED)).isEqualTo(true);
        assertThat(calls()).isEqualTo(2);
    }

    @Test
    void aStopSendsThoseThatWaitBackAtOnceAndTheCallGoesOn() {
        gemini.stubFor(post(ASK).willReturn(answer("four")));
        answers.hold();
        QuotaPolicy quota =
                context().getRegistry().lookupByNameAndType(QuotaPolicy.BEAN, QuotaPolicy.class);
        List<CompletableFuture<Exchange>> asked = askAtOnce("direct:gemini-generate", 5);
        await().until(() -> quota.openCalls() == 1 && calls() == 1);

        quota.stopCalls();

        await().until(() -> asked.stream().filter(CompletableFuture::isDone).count() == 4);
        answers.release();
        List<Exchange> ended = asked.stream().map(CompletableFuture::join).toList();
        assertThat(ended.stream().filter(one -> !one.isFailed())).hasSize(1);
        assertThat(ended.stream().filter(Exchange::isFailed))
                .allSatisfy(
                        one ->
                                assertThat(one.getException())
                                        .isInstanceOf(CallDeferredException.class));
        assertThat(calls()).isEqualTo(1);
    }
}
