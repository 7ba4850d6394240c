package io.github.geminiroutes.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.geminiroutes.answer.AnswerFixture;
import io.github.geminiroutes.api.ApiKey;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.policy.CallDeferredException;
import io.github.geminiroutes.quota.LimitKind;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.engine.PooledExchangeFactory;
import org.apache.camel.impl.engine.PooledProcessorExchangeFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Camel's policy EIP around a call, with a call of one's own in place of HTTP. */
@Timeout(120)
class QuotaPolicyTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final GeminiClient client = new GeminiClient();
    private final QuotaPolicy policy = new QuotaPolicy();
    private volatile Processor steps = QuotaPolicyTest::answer;

    @BeforeEach
    void startRoute() throws Exception {
        client.setCamelContext(context);
        ApiKey key = new ApiKey();
        key.setKey("AQ.test-key-of-the-policy");
        client.setKey(key);
        client.setBaseUrl("http://localhost");
        client.setModel("m");
        client.setMaxRequestSize(1_000_000);
        client.setRequestsPerMinute("1");
        policy.setClient(client);
        policy.setMaxConcurrency(1);
        context.addRoutes(
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:ask")
                                .routeId("ask")
                                .errorHandler(noErrorHandler())
                                .bean(client, "prepare")
                                .policy(policy)
                                .process(exchange -> steps.process(exchange))
                                .end();
                        from("direct:transacted")
                                .process(e -> e.getUnitOfWork().beginTransactedBy("test"))
                                .to("direct:ask");
                    }
                });
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private static void answer(Exchange exchange) {
        Call call = Call.of(exchange);
        call.beginAttempt(Instant.now());
        call.answer(AnswerFixture.of("A", 1, 1, 0, null, null), Instant.now());
        exchange.getMessage().setBody("A");
    }

    private CompletableFuture<Exchange> ask(String model) {
        return context.createProducerTemplate()
                .asyncSend(
                        "direct:ask",
                        exchange -> {
                            exchange.getMessage().setBody("Q");
                            exchange.getMessage().setHeader(GeminiHeaders.MODEL, model);
                        });
    }

    private long waiting() {
        return client.gate().view().stream().mapToLong(model -> model.waiting()).sum();
    }

    @Test
    void bothPoolsOfExchangesAtOnceAreToldOf() throws Exception {
        try (DefaultCamelContext host = new DefaultCamelContext()) {
            assertThat(QuotaPolicy.areCopiesPooledWrongly(host)).isFalse();
            host.getCamelContextExtension().setExchangeFactory(new PooledExchangeFactory());
            assertThat(QuotaPolicy.areCopiesPooledWrongly(host)).isFalse();
            host.getCamelContextExtension()
                    .setProcessorExchangeFactory(new PooledProcessorExchangeFactory());

            assertThat(QuotaPolicy.areCopiesPooledWrongly(host)).isTrue();
        }
    }

    @Test
    void aCallThatWaitsHoldsNoThread() throws Exception {
        ask("limited").get();
        CompletableFuture<Exchange> waits = ask("limited");
        await().atMost(SOON).until(() -> waiting() == 1);

        Exchange other = ask("other").get();

        assertThat(other.getMessage().getBody()).isEqualTo("A");
        assertThat(waits).isNotDone();
        assertThat(policy.openCalls()).isZero();
    }

    @Test
    void callsThatWaitLearnAtOnceThatTheyWaitInVain() throws Exception {
        ask("limited").get();
        CompletableFuture<Exchange> first = ask("limited");
        CompletableFuture<Exchange> second = ask("limited");
        await().atMost(SOON).until(() -> waiting() == 2);
        Failure lasting =
                Failure.of(FailureKind.RATE_LIMIT_PER_MINUTE, "lasts")
                        .withHttpCode(429)
                        .withRetryDelay(Duration.ofMinutes(10));

        client.gate().closeUntil("limited", Instant.now().plusSeconds(600), lasting);
        client.waiterSignal().signal("another");
        assertThat(first).isNotDone();
        client.waiterSignal().signal("limited");

        assertThat(first.get(60, TimeUnit.SECONDS).getException())
                .isInstanceOf(GeminiException.class);
        assertThat(second.get(60, TimeUnit.SECONDS).getException())
                .isInstanceOf(GeminiException.class);
    }

    /** The steps may throw anything, an error of the JVM included. */
    @Test
    void anErrorEndsTheExchangeAndFreesThePlace() throws Exception {
        steps =
                exchange -> {
                    Call.of(exchange).beginAttempt(Instant.now());
                    throw new OutOfMemoryError("of the test");
                };

        Exchange failed = ask("other").get(60, TimeUnit.SECONDS);

        assertThat(failed.getException()).hasRootCauseInstanceOf(OutOfMemoryError.class);
        assertThat(policy.openCalls()).isZero();
        steps = QuotaPolicyTest::answer;
        assertThat(ask("more").get(60, TimeUnit.SECONDS).getMessage().getBody()).isEqualTo("A");
    }

    @Test
    void aCallRunsOnAThreadOfTheBeanThatMakesThem() throws Exception {
        context.stop();
        context.getRegistry()
                .bind(QuotaPolicy.THREADS, (ThreadFactory) task -> new Thread(task, "of-the-host"));
        context.start();
        AtomicReference<String> thread = new AtomicReference<>();
        steps =
                exchange -> {
                    thread.set(Thread.currentThread().getName());
                    answer(exchange);
                };

        assertThat(ask("m").get().getMessage().getBody()).isEqualTo("A");

        assertThat(thread).hasValue("of-the-host");
    }

    /** Asks, and returns once the call is out, which is answered only then. */
    private CompletableFuture<Exchange> askUntil(CountDownLatch go, String model)
            throws InterruptedException {
        CountDownLatch first = new CountDownLatch(1);
        steps =
                exchange -> {
                    first.countDown();
                    go.await();
                    answer(exchange);
                };
        CompletableFuture<Exchange> out = ask(model);
        assertThat(first.await(60, TimeUnit.SECONDS)).isTrue();
        return out;
    }

    @Test
    void noMoreCallsAreOutThanAllowed() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        CompletableFuture<Exchange> one = askUntil(go, "one");
        CompletableFuture<Exchange> other = ask("other");

        assertThat(policy.openCalls()).isEqualTo(1);
        go.countDown();

        assertThat(one.get().getMessage().getBody()).isEqualTo("A");
        assertThat(other.get().getMessage().getBody()).isEqualTo("A");
        assertThat(policy.openCalls()).isZero();
    }

    @Test
    void aFailurePassesThroughAndGivesBack() throws Exception {
        IllegalStateException thrown = new IllegalStateException("the steps cannot go on");
        steps =
                exchange -> {
                    throw thrown;
                };

        Exchange failed = ask("m").get();

        assertThat(failed.getException()).isSameAs(thrown);
        assertThat(failed.getMessage().getBody()).isEqualTo("Q");
        assertThat(policy.openCalls()).isZero();
        assertThat(client.gate().view().get(0).limits().get(LimitKind.REQUESTS_PER_MINUTE).used())
                .as("the call never left")
                .isZero();
    }

    @Test
    void callersThatWaitLearnOfAStop() throws Exception {
        ask("m").get();
        CompletableFuture<Exchange> waits = ask("m");
        await().atMost(SOON).until(() -> waiting() == 1);

        policy.stopCalls();

        assertThat(waits.get(60, TimeUnit.SECONDS).getException())
                .isInstanceOf(CallDeferredException.class);
        assertThat(ask("other").get().getException()).isInstanceOf(CallDeferredException.class);
        assertThat(client.accountHold().tryCall()).as("the edges take nothing more").isFalse();
    }

    @Test
    void aHostStopsInTimeWhileCallsWait() throws Exception {
        ask("m").get();
        CompletableFuture<Exchange> waits = ask("m");
        await().atMost(SOON).until(() -> waiting() == 1);

        long begin = System.nanoTime();
        context.stop();

        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .as("not Camel's own 45 s")
                .isLessThan(Duration.ofSeconds(30));
        assertThat(waits.get(60, TimeUnit.SECONDS).getException())
                .isInstanceOf(CallDeferredException.class);
    }

    @Test
    void aRouteThatIsStartedAgainTakesCalls() throws Exception {
        context.getRouteController().stopRoute("ask");
        context.getRouteController().startRoute("ask");

        assertThat(ask("m").get().getMessage().getBody()).isEqualTo("A");
        assertThat(client.accountHold().tryCall()).isTrue();
    }

    /** A stop that is forced leaves calls behind, and a start makes other threads and places. */
    @Test
    void callsThatOutlastTheirRouteEnd() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        CompletableFuture<Exchange> out = askUntil(go, "m");
        CompletableFuture<Exchange> inLine = ask("m");

        context.getRouteController().stopRoute("ask", 1, TimeUnit.MILLISECONDS);
        context.getRouteController().startRoute("ask");
        go.countDown();

        assertThat(out.get(60, TimeUnit.SECONDS).getMessage().getBody()).isEqualTo("A");
        policy.stopCalls();
        assertThat(inLine).succeedsWithin(SOON);
        assertThat(policy.openCalls()).isZero();
    }

    @Test
    void theCharsetOfTheHostStays() throws Exception {
        steps =
                exchange -> {
                    exchange.setProperty(Exchange.CHARSET_NAME, "UTF-8");
                    answer(exchange);
                };

        assertThat(ask("m").get().getProperty(Exchange.CHARSET_NAME)).isNull();
        Exchange ofHost =
                context.createProducerTemplate()
                        .send(
                                "direct:ask",
                                exchange -> {
                                    exchange.setProperty(Exchange.CHARSET_NAME, "ISO-8859-1");
                                    exchange.getMessage().setBody("Q");
                                    exchange.getMessage().setHeader(GeminiHeaders.MODEL, "other");
                                });
        assertThat(ofHost.getMessage().getBody()).isEqualTo("A");
        assertThat(ofHost.getProperty(Exchange.CHARSET_NAME)).isEqualTo("ISO-8859-1");
    }

    @Test
    void aTransactedExchangeStaysOnItsThread() throws Exception {
        AtomicReference<Thread> called = new AtomicReference<>();
        steps =
                exchange -> {
                    called.set(Thread.currentThread());
                    answer(exchange);
                };

        Exchange answered =
                context.createProducerTemplate()
                        .send("direct:transacted", exchange -> exchange.getMessage().setBody("Q"));

        assertThat(answered.getMessage().getBody()).isEqualTo("A");
        assertThat(called).hasValue(Thread.currentThread());
    }
}
