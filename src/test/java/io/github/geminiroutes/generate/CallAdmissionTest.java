package io.github.geminiroutes.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.geminiroutes.answer.AnswerFixture;
import io.github.geminiroutes.api.ApiKey;
import io.github.geminiroutes.api.TimedRequestBody;
import io.github.geminiroutes.breaker.CircuitBreakers;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.policy.CallDeferredException;
import io.github.geminiroutes.policy.FailurePolicy;
import io.github.geminiroutes.quota.LimitKind;
import io.github.geminiroutes.testing.SettableClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.hc.core5.http.HttpEntity;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CallAdmissionTest {

    private static final CamelContext CONTEXT = new DefaultCamelContext();

    private final SettableClock clock = new SettableClock(Instant.parse("2026-07-01T12:00:00Z"));
    private final GeminiClient client = new GeminiClient(clock);
    private final CircuitBreakers breakers = client.circuitBreakers();

    @BeforeEach
    void setUp() {
        client.setCamelContext(CONTEXT);
        client.setKey(new ApiKey());
        client.setBaseUrl("http://localhost");
        client.setModel("m");
        client.setMaxRequestSize(1_000_000);
        client.setRequestsPerMinute("1");
    }

    private Exchange call() {
        Exchange exchange = new DefaultExchange(CONTEXT);
        exchange.getMessage().setBody("Q");
        client.prepare(exchange);
        return exchange;
    }

    /** One attempt that wants to go out. */
    private final class Attempt {

        private final Exchange exchange;
        private final CallAdmission admission;

        Attempt(Exchange exchange) {
            this.exchange = exchange;
            this.admission = client.admission(exchange);
        }

        long waitMillis() {
            return admission.tryAdmit().toMillis();
        }

        Attempt admitted() {
            assertThat(waitMillis()).isZero();
            return this;
        }

        Attempt encoded() {
            client.encode(exchange);
            return this;
        }

        /** The first byte of the request goes out. */
        Attempt sent() {
            try {
                exchange.getMessage()
                        .getBody(TimedRequestBody.class)
                        .writeTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return this;
        }

        void fail(Failure failure) {
            admission.giveBack(new GeminiException(failure));
        }
    }

    /** A client that has gone. */
    private static final class NeverAgain implements WaitPolicy {

        @Override
        public boolean tryWait(String line, Duration delay) {
            return false;
        }

        @Override
        public boolean waitsAgain(Duration delay) {
            return false;
        }
    }

    private Attempt attempt() {
        return new Attempt(call());
    }

    /** An attempt that went out and failed. */
    private void fail(Failure failure) {
        attempt().admitted().encoded().fail(failure);
    }

    private void breakDown() {
        for (int i = 0; i < 15; i++) {
            breakers.tryCall("m", "");
            breakers.fail("m", "", Failure.of(FailureKind.OVERLOADED, "busy"));
        }
    }

    @Test
    void letsTheFirstGoAndTheSecondWaitAMinute() {
        assertThat(attempt().waitMillis()).isZero();
        assertThat(attempt().waitMillis()).isEqualTo(60_300);
    }

    @Test
    void anAnswerEndsTheAttempt() {
        Attempt attempt = attempt().admitted().encoded();
        Call call = Call.of(attempt.exchange);
        call.answer(AnswerFixture.of("A", 7, 1, 0, null, null), clock.instant());

        attempt.admission.settle();

        assertThat(call.attempt().permit()).isNull();
        assertThat(call.isUnderWay()).isFalse();
    }

    /** An upload comes before the call, and may be refused as a call is. */
    @ParameterizedTest
    @EnumSource(
            value = FailureKind.class,
            names = {"INVALID_REQUEST", "API_KEY_INVALID", "PERMISSION_DENIED", "NOT_FROM_GEMINI"})
    void aRefusalBeforeTheFirstCallIsToldAsWhatItIs(FailureKind kind) {
        Exchange exchange = call();
        Call.of(exchange).countEarlierAttempts(1);

        Exception told =
                client.admission(exchange)
                        .giveBack(new GeminiException(Failure.of(kind, "no").withHttpCode(400)));

        assertThat(told).isInstanceOf(GeminiException.class).hasMessageContaining("no");
    }

    @Test
    void aRefusedCallGivesItsPlaceBack() {
        fail(Failure.of(FailureKind.CAPACITY, "full").withHttpCode(429));

        // Only the space between two calls is left: a hundredth of the minute.
        assertThat(attempt().waitMillis()).isEqualTo(600);
    }

    @Test
    void anotherFailureMayHaveCounted() {
        attempt()
                .admitted()
                .encoded()
                .sent()
                .fail(Failure.of(FailureKind.OVERLOADED, "busy").withHttpCode(503));

        // It may have reached the server late.
        assertThat(attempt().waitMillis()).isEqualTo(61_000);
    }

    @Test
    void aCallThatNeverLeftCostsNoQuota() {
        attempt().admitted().admission.giveBack(new IllegalStateException("cannot be encoded"));

        assertThat(client.gate().view().get(0).limits().get(LimitKind.REQUESTS_PER_MINUTE).used())
                .isZero();
        assertThat(client.gate().view().get(0).limits().get(LimitKind.REQUESTS_PER_DAY).used())
                .isZero();
        // Only the space between two calls is left: a hundredth of the minute.
        assertThat(attempt().waitMillis()).isEqualTo(600);
    }

    @Test
    void aCallWithoutAKeyCostsNoQuotaAndHoldsTheAccount() {
        fail(Failure.of(FailureKind.API_KEY_INVALID, "There is no key"));

        assertThat(client.accountHold().reason().kind()).isEqualTo(FailureKind.API_KEY_INVALID);
        assertThat(client.gate().view().get(0).limits().get(LimitKind.REQUESTS_PER_MINUTE).used())
                .isZero();
    }

    @Test
    void aMissingKeyIsNeverThePromptsFault() {
        client.setRequestsPerMinute("");
        client.accountHold().accept(clock.instant());
        Failure noKey = Failure.of(FailureKind.API_KEY_INVALID, "There is no key");
        Exchange exchange = call();
        for (int i = 0; i < 5; i++) {
            clock.advance(Duration.ofMinutes(1));
            client.prepare(exchange);
            Attempt attempt = new Attempt(exchange).admitted().encoded();

            Exception told = attempt.admission.giveBack(new GeminiException(noKey));

            assertThat(((GeminiException) told).failure()).isSameAs(noKey);
            assertThat(client.accountHold().reason()).isSameAs(noKey);
        }
    }

    @Test
    void afterAFailedAttemptTheMessageIsThePromptAgain() {
        Attempt attempt = attempt().admitted().encoded();
        attempt.fail(Failure.of(FailureKind.OVERLOADED, "busy").withHttpCode(503));

        assertThat(attempt.exchange.getMessage().getBody()).isEqualTo("Q");
        assertThat(Call.of(attempt.exchange).lastFailure().kind())
                .isEqualTo(FailureKind.OVERLOADED);
    }

    /** A call that met the outage and rests before its next attempt. */
    private Attempt afterOutage(Failure outage) {
        Exchange exchange = call();
        new Attempt(exchange).admitted().encoded().fail(outage);
        Retry retry = new Retry(() -> 0L);
        retry.setMaxRetries(5);
        retry.setBaseDelay(40);
        retry.setMaxDelay(300);
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, new GeminiException(outage));
        retry.process(exchange);
        return new Attempt(exchange);
    }

    private static final Failure BUSY =
            Failure.of(FailureKind.OVERLOADED, "busy").withHttpCode(503);

    @Test
    void aCallThatMetAnOutageRestsHereAndNotInCamelsRedelivery() {
        client.setRequestsPerMinute("");
        Attempt again = afterOutage(BUSY);

        assertThat(again.exchange.getMessage().getHeader(Exchange.REDELIVERY_DELAY)).isEqualTo(0L);
        long rested = 0;
        for (long wait = again.waitMillis(); wait > 0; wait = again.waitMillis()) {
            assertThat(wait).as("looks again now and then").isLessThanOrEqualTo(5_000);
            clock.advance(Duration.ofMillis(wait));
            rested += wait;
        }
        assertThat(rested).isEqualTo(20_000L);
    }

    @Test
    void theEndOfTheOutageEndsTheRest() {
        client.setRequestsPerMinute("");
        List<String> woken = new ArrayList<>();
        client.waiterSignal().add(woken::add);
        Attempt again = afterOutage(BUSY);
        breakDown();
        clock.advance(Duration.ofMillis(5_001));
        assertThat(again.waitMillis()).isPositive();
        assertThat(breakers.tryCall("m", "")).as("another probes").isZero();
        Attempt probe = attempt();
        breakers.abandon("m", "");
        probe.admitted().encoded();
        assertThat(woken).isEmpty();

        Call.of(probe.exchange).answer(AnswerFixture.of("A", 7, 1, 0, null, null), clock.instant());
        probe.admission.settle();

        assertThat(woken).containsExactly("m");
        assertThat(again.waitMillis()).isZero();
    }

    @Test
    void aDelayThatTheServerAsksForIsKeptToWhateverOthersMeet() {
        Attempt again = afterOutage(BUSY.withRetryDelay(Duration.ofSeconds(30)));

        assertThat(again.exchange.getMessage().getHeader(Exchange.REDELIVERY_DELAY, Long.class))
                .isGreaterThanOrEqualTo(30_000L);
    }

    @Test
    void oneRefusalForWantOfCreditParksTheModelForAWhile() {
        Failure noCredit = Failure.of(FailureKind.PREPAY_DEPLETED, "no credit").withHttpCode(402);
        fail(noCredit);

        assertThatThrownBy(() -> attempt().waitMillis())
                .isInstanceOfSatisfying(
                        GeminiException.class, e -> assertThat(e.failure()).isEqualTo(noCredit));
        clock.advance(Duration.ofMinutes(5));
        assertThat(attempt().waitMillis()).isZero();
    }

    @Test
    void callsThatWaitedShareARefusedAccount() {
        client.setRequestsPerMinute("");
        fail(Failure.of(FailureKind.API_KEY_INVALID, "no").withHttpCode(400));
        assertThat(attempt().waitMillis()).as("another prompt may be accepted").isZero();
        fail(Failure.of(FailureKind.API_KEY_INVALID, "no").withHttpCode(400));

        assertThatThrownBy(() -> attempt().waitMillis())
                .isInstanceOfSatisfying(
                        GeminiException.class,
                        e -> assertThat(e.failure().kind()).isEqualTo(FailureKind.API_KEY_INVALID));
    }

    private Exchange callOfEdge() {
        Exchange exchange = call();
        CallOptions.of((model, delay) -> true).set(exchange);
        return exchange;
    }

    private Call refusedOnTheWay(Exchange exchange) {
        new Attempt(exchange)
                .admitted()
                .encoded()
                .fail(Failure.of(FailureKind.NOT_FROM_GEMINI, "page").withHttpCode(404));
        return Call.of(exchange);
    }

    /** The prompt stays in the inbox, and is not parked for an outage. */
    @Test
    void whereTheAccountIsHeldTheEdgeIsToldOfTheHoldAndNotOfTheOutage() {
        client.setRequestsPerMinute("");
        breakDown();
        Failure page = Failure.of(FailureKind.ADDRESS_REFUSES, "page").withHttpCode(404);
        client.accountHold().hold("another", page);
        Attempt ofEdge = new Attempt(callOfEdge());
        Attempt ofHost = attempt();
        breakers.tryCall("m", "");
        assertThat(ofEdge.waitMillis()).isPositive();
        assertThat(ofHost.waitMillis()).isPositive();
        clock.advance(breakers.patience().plusSeconds(1));
        breakers.tryCall("m", "");

        assertThatThrownBy(ofEdge::waitMillis)
                .isInstanceOfSatisfying(
                        GeminiException.class, e -> assertThat(e.failure()).isEqualTo(page));
        assertThat(Call.of(ofEdge.exchange).patience().isOver()).isTrue();
        assertThatThrownBy(ofHost::waitMillis)
                .isInstanceOfSatisfying(
                        GeminiException.class,
                        e -> assertThat(e.failure().kind()).isEqualTo(FailureKind.OUTAGE));
    }

    @Test
    void aProbeOfAHeldWayIsLeftToItsEdgeAndCallsUnderWayAreRepeated() {
        client.setRequestsPerMinute("");
        Exchange underWay = callOfEdge();
        refusedOnTheWay(underWay);
        clock.advance(Duration.ofSeconds(11));
        client.prepare(underWay);
        assertThat(refusedOnTheWay(underWay).patience().isOver()).isFalse();
        assertThat(client.accountHold().reason()).isNotNull();
        assertThat(refusedOnTheWay(callOfEdge()).attempts()).as("one says little").isEqualTo(1);

        Attempt waiting = new Attempt(callOfEdge());
        assertThatThrownBy(waiting::waitMillis).isInstanceOf(GeminiException.class);
        assertThat(Call.of(waiting.exchange).patience().isOver()).isTrue();

        clock.advance(Duration.ofSeconds(60));
        assertThat(refusedOnTheWay(callOfEdge()).patience().isOver()).isTrue();
        clock.advance(Duration.ofSeconds(60));
        assertThat(refusedOnTheWay(call()).patience().isOver()).as("of nobody's edge").isFalse();
    }

    /**
     * An answer that is not complete after ten minutes, of which others were answered meanwhile.
     */
    private Failure slow(Duration answeredAfter) {
        Attempt attempt = attempt().admitted().encoded();
        Duration time = Duration.ofMinutes(10);
        if (answeredAfter != null) {
            clock.advance(answeredAfter);
            answerOne();
            time = time.minus(answeredAfter);
        }
        clock.advance(time);
        attempt.fail(Failure.of(FailureKind.SLOW_ANSWER, "not complete after 600 s"));
        return Call.of(attempt.exchange).lastFailure();
    }

    private void answerOne() {
        Attempt answered = attempt().admitted().encoded();
        Call.of(answered.exchange)
                .answer(AnswerFixture.of("A", 7, 1, 0, null, null), clock.instant());
        answered.admission.settle();
    }

    @Test
    void aSlowAnswerIsThePromptsOwnOnlyWhereOthersAreAnsweredMeanwhile() {
        client.setRequestsPerMinute("");
        assertThat(slow(null).kind()).as("the first of all").isEqualTo(FailureKind.TIMEOUT);
        answerOne();
        assertThat(slow(null).kind()).as("the first since").isEqualTo(FailureKind.TIMEOUT);
        assertThat(slow(Duration.ofSeconds(3)).kind())
                .as("the way may have become slow since")
                .isEqualTo(FailureKind.TIMEOUT);

        assertThat(slow(Duration.ofMinutes(9)).kind()).isEqualTo(FailureKind.SLOW_ANSWER);
    }

    private static final Failure MINUTE =
            Failure.of(FailureKind.RATE_LIMIT_PER_MINUTE, "Please retry in 50s.")
                    .withHttpCode(429)
                    .withRetryDelay(Duration.ofSeconds(50));

    private Failure limited() {
        Attempt attempt = attempt().admitted().encoded();
        attempt.fail(MINUTE);
        attempt.admission.abandon();
        return Call.of(attempt.exchange).lastFailure();
    }

    @Test
    void aLimitOfAMinuteThatDoesNotEndClosesItsModelForLongerEachTime() {
        client.setRequestsPerMinute("");
        for (int minute = 0; minute < 3; minute++) {
            assertThat(limited().retryDelay()).hasSeconds(50);
            clock.advance(Duration.ofMinutes(1));
        }

        List<String> woken = new ArrayList<>();
        client.waiterSignal().add(woken::add);
        Failure lasting = limited();

        assertThat(woken).containsExactly("m");
        assertThat(lasting.retryDelay()).hasMinutes(10);
        assertThat(FailurePolicy.isWorthAnotherAttempt(lasting, 0, 5)).isFalse();
        assertThatThrownBy(() -> attempt().waitMillis())
                .as("the others do not wait either")
                .isInstanceOfSatisfying(
                        GeminiException.class,
                        e -> assertThat(e.failure().retryDelay()).hasMinutes(10));
        clock.advance(Duration.ofMinutes(8));
        assertThat(attempt().waitMillis()).as("waits, and does not spin").isEqualTo(120_000);
        clock.advance(Duration.ofMinutes(2));
        assertThat(limited().retryDelay()).hasMinutes(20);
    }

    @Test
    void aLimitOfAMinuteThatLetsCallsPassIsWaitedFor() {
        client.setRequestsPerMinute("");
        for (int minute = 0; minute < 30; minute++) {
            assertThat(limited().retryDelay()).hasSeconds(50);
            clock.advance(Duration.ofMinutes(1));
            if (minute % 3 == 2) {
                answerOne();
            }
        }
    }

    @Test
    void refusalsOfCallsThatWereOutTogetherAreOne() {
        client.setRequestsPerMinute("");
        for (int minute = 0; minute < 3; minute++) {
            Attempt[] out = new Attempt[5];
            for (int i = 0; i < out.length; i++) {
                out[i] = attempt().admitted().encoded();
                clock.advance(Duration.ofSeconds(1));
            }
            for (Attempt attempt : out) {
                attempt.fail(MINUTE);
                attempt.admission.abandon();
                assertThat(Call.of(attempt.exchange).lastFailure().retryDelay()).hasSeconds(50);
            }
            clock.advance(Duration.ofSeconds(65));
        }
    }

    @Test
    void aRefusalOfAnotherKindShowsThatTheAccountWorks() {
        fail(Failure.of(FailureKind.API_KEY_INVALID, "no").withHttpCode(400));
        assertThat(client.accountHold().reason()).isNotNull();

        clock.advance(Duration.ofMinutes(2));
        fail(Failure.of(FailureKind.OVERLOADED, "busy").withHttpCode(503));
        assertThat(client.accountHold().reason()).as("a fault shows nothing").isNotNull();
        clock.advance(Duration.ofMinutes(2));
        fail(Failure.of(FailureKind.INVALID_REQUEST, "unknown field").withHttpCode(400));

        assertThat(client.accountHold().reason()).isNull();
    }

    @Test
    void aCallCountsFromWhenItLeaves() throws IOException {
        Attempt first = attempt().admitted().encoded();
        clock.advance(Duration.ofMillis(800));
        first.exchange.getMessage().getBody(HttpEntity.class).writeTo(new ByteArrayOutputStream());

        assertThat(attempt().waitMillis()).isEqualTo(61_000);
    }

    @Test
    void aModelThatIsDownCostsNoQuota() {
        breakDown();
        Attempt attempt = attempt();

        assertThat(attempt.waitMillis()).isEqualTo(5_001);
        assertThat(Call.of(attempt.exchange).attempt().permit()).isNull();
    }

    @Test
    void aCallThatIsHeldUpForLongerThanItsRetriesWouldTakeFails() {
        breakDown();
        Attempt attempt = attempt();
        attempt.waitMillis();
        clock.advance(breakers.patience().plusSeconds(1));
        assertThat(breakers.tryCall("m", "")).isZero();
        breakers.fail("m", "", Failure.of(FailureKind.OVERLOADED, "busy"));

        assertThatThrownBy(attempt::waitMillis)
                .isInstanceOfSatisfying(
                        GeminiException.class,
                        e -> assertThat(e.failure().kind()).isEqualTo(FailureKind.OUTAGE));
    }

    @Test
    void theProbeOfAModelThatIsDownIsNotLostAtTheGate() {
        attempt().admitted();
        breakDown();
        clock.advance(Duration.ofSeconds(16));
        attempt().waitMillis();

        assertThat(breakers.tryCall("m", "")).isZero();
    }

    @Test
    void aModelThatDoesNotExistIsAskedOnceWhereAnotherTakesItsPlace() {
        Failure gone =
                Failure.of(FailureKind.NOT_FOUND, "models/m is not found for API version v1beta")
                        .withHttpCode(404);
        client.setRequestsPerMinute("");
        fail(gone);
        assertThat(attempt().waitMillis()).isZero();

        client.setFallbackModels("n");
        fail(gone);
        assertThatThrownBy(() -> attempt().waitMillis()).isInstanceOf(GeminiException.class);
    }

    @Test
    void aCallerThatDoesNotWaitIsTold() {
        attempt().admitted();
        Exchange exchange = call();
        CallOptions.of((model, delay) -> false).set(exchange);

        assertThatThrownBy(() -> new Attempt(exchange).waitMillis())
                .isInstanceOf(CallDeferredException.class);
    }

    @Test
    void outsideItsHoursACallWaitsAndHoldsNothing() {
        client.setHoursZone("UTC");
        client.setHours("13:00-14:00");
        Attempt attempt = attempt();

        assertThat(attempt.waitMillis()).isEqualTo(30_000);
        assertThat(Call.of(attempt.exchange).attempt().permit()).isNull();
        clock.advance(Duration.ofMinutes(59).plusSeconds(50));
        assertThat(attempt.waitMillis()).isEqualTo(10_000);
        clock.advance(Duration.ofSeconds(10));
        assertThat(attempt.waitMillis()).isZero();
    }

    @Test
    void aCallThatWaitsAtTheGateLeavesItWhenTheHoursEnd() {
        client.setHoursZone("UTC");
        client.setHours("11:00-12:01");
        attempt().admitted();
        Attempt waiting = attempt();
        assertThat(waiting.waitMillis()).isEqualTo(60_300);

        clock.advance(Duration.ofSeconds(61));

        assertThat(waiting.waitMillis()).isEqualTo(30_000);
        assertThat(client.gate().view().get(0).waiting()).isZero();
    }

    @Test
    void aPromptThatCanBePutBackDoesNotWaitForTheHours() {
        client.setHoursZone("UTC");
        client.setHours("13:00-14:00");
        Exchange exchange = new DefaultExchange(CONTEXT);
        exchange.getMessage().setBody("Q");
        CallOptions.of(
                        new WaitPolicy() {
                            @Override
                            public boolean tryWait(String line, Duration delay) {
                                return true;
                            }

                            @Override
                            public boolean waitsForHours() {
                                return false;
                            }
                        })
                .set(exchange);
        client.prepare(exchange);

        assertThatThrownBy(() -> new Attempt(exchange).waitMillis())
                .isInstanceOf(CallDeferredException.class)
                .hasMessageContaining("gemini.hours");
    }

    @Test
    void aCallWhoseAnswerWouldWaitAsOthersDoStaysWithItsCaller() {
        Exchange exchange = call();
        client.slowAnswers().answered(Call.of(exchange).breakerKey(), clock.instant());
        List<String> lines = new ArrayList<>();
        NotedLines.ofRefusedShares(exchange, lines);

        assertThatThrownBy(() -> client.admission(exchange).tryAdmit())
                .isInstanceOf(CallDeferredException.class);
        assertThat(lines).containsExactly(" answer m");
        assertThat(attempt().waitMillis()).as("it has taken nothing").isZero();
    }

    /** 256 prompts with a back-off of minutes held all places, whatever their models. */
    @Test
    void aCallWhoseModelFailsStaysWithItsCallerAsOthersOfTheModelDo() {
        Exchange exchange = call();
        client.slowAnswers().answered(Call.of(exchange).breakerKey(), clock.instant());
        breakers.tryCall("m", "");
        breakers.fail("m", "", Failure.of(FailureKind.OVERLOADED, "busy"));
        List<String> lines = new ArrayList<>();
        NotedLines.ofRefusedShares(exchange, lines);

        assertThatThrownBy(() -> client.admission(exchange).tryAdmit())
                .isInstanceOf(CallDeferredException.class);
        assertThat(lines).containsExactly(" models");
    }

    /** The first calls of 300 models that met their limits held all places of the drop folder. */
    @Test
    void aCallThatMetItsLimitGivesItsTurnBackWhereItsCallerDoesNotWait() {
        Attempt limited = attempt().admitted().encoded();
        NotedLines.ofRefusedShares(limited.exchange, new ArrayList<>());
        limited.fail(MINUTE);

        Attempt again = new Attempt(limited.exchange);
        assertThatThrownBy(again::waitMillis).isInstanceOf(CallDeferredException.class);
    }

    /** It stayed the first in the line until half a minute after its time. */
    @Test
    void aCallWhoseCallerHasGoneKeepsNoTurn() {
        Exchange exchange = call();
        new Attempt(exchange).admitted().encoded();
        CallOptions.of(new NeverAgain()).set(exchange);
        new Attempt(exchange).fail(MINUTE);

        assertThat(Call.of(exchange).attempt().permit()).isNull();
    }

    /** Ten models whose answers missed their schema counted as models that may not exist. */
    @ParameterizedTest
    @EnumSource(names = {"SCHEMA_MISMATCH", "EMPTY_ANSWER"})
    void anAnswerThatIsOfNoUseShowsThatTheModelAnswers(FailureKind kind) {
        fail(Failure.of(kind, "no").withHttpCode(200));

        assertThat(client.slowAnswers().hasAnswered("m")).isTrue();
    }

    /** The first prompts of all models had one turn together, which a call that hung kept. */
    @Test
    void aCallWhoseModelHasNotAnsweredYetGoesWithOthersOfItsModel() {
        Exchange exchange = call();
        List<String> lines = new ArrayList<>();
        NotedLines.ofRefusedShares(exchange, lines);

        assertThatThrownBy(() -> client.admission(exchange).tryAdmit())
                .isInstanceOf(CallDeferredException.class);
        assertThat(lines).containsExactly(" answer m");
    }

    /**
     * 300 prompts that had a 500 each held all others of their model for more than five minutes.
     */
    @Test
    void aNewCallGoesBesideThoseThatMayBeTheCauseOfTheOutage() {
        client.setRequestsPerMinute("100");
        for (int i = 0; i < 15; i++) {
            breakers.tryCall("m", "");
            breakers.fail("m", "", Failure.of(FailureKind.SERVER_ERROR, "internal"));
        }
        Exchange exchange = call();
        List<String> lines = new ArrayList<>();
        NotedLines.ofRefusedShares(exchange, lines);

        assertThat(client.admission(exchange).tryAdmit()).isZero();
        assertThat(lines).isEmpty();
        Attempt second = attempt();
        assertThat(second.waitMillis()).isPositive();
        clock.advance(Duration.ofSeconds(1));
        assertThat(second.waitMillis()).as("it has been held up").isPositive();
        attempt().admitted();
    }

    /** Prompts that had been left behind once got none of the calls of the seconds to come. */
    @Test
    void aCallThatWasLeftBehindIsDueAsNewOnesAre() {
        for (int i = 0; i < 15; i++) {
            breakers.tryCall("m", "");
            breakers.fail("m", "", Failure.of(FailureKind.SERVER_ERROR, "internal"));
        }
        attempt().admitted();
        List<ShareLine> left = new ArrayList<>();
        Exchange exchange = call();
        CallOptions.of(
                        new WaitPolicy() {
                            @Override
                            public boolean tryWait(String line, Duration delay) {
                                return true;
                            }

                            @Override
                            public boolean tryShare(Supplier<ShareLine> line) {
                                return !left.add(line.get());
                            }
                        })
                .set(exchange);
        assertThatThrownBy(() -> client.admission(exchange).tryAdmit())
                .isInstanceOf(CallDeferredException.class);

        assertThat(left).extracting(ShareLine::isDue).containsExactly(false);
        clock.advance(Duration.ofSeconds(1));
        assertThat(left).extracting(ShareLine::isDue).containsExactly(true);
    }

    private Attempt attemptOf(String caller) {
        Exchange exchange = call();
        CallOptions.of(WaitPolicy.ALWAYS, caller).set(exchange);
        return new Attempt(exchange);
    }

    @Test
    void aProbeThatHangsHoldsNoOtherCaller() {
        client.setRequestsPerMinute("");
        for (int i = 0; i < 15; i++) {
            attemptOf("alice").admitted().encoded().fail(BUSY);
        }
        clock.advance(Duration.ofMillis(5_001));
        attemptOf("alice").admitted();
        assertThat(attemptOf("alice").waitMillis()).isEqualTo(1_000);

        Attempt bob = attemptOf("bob").admitted().encoded();
        Call.of(bob.exchange).answer(AnswerFixture.of("A", 7, 1, 0, null, null), clock.instant());
        bob.admission.settle();

        assertThat(attempt().waitMillis()).isZero();
    }

    @Test
    void aProbeThatDidNotGoOutLeavesItToTheNextOfItsCaller() {
        client.setRequestsPerMinute("");
        breakDown();
        attemptOf("bob").admitted().admission.giveBack(new IllegalStateException("unreadable"));

        assertThat(attemptOf("bob").waitMillis()).isZero();
        assertThat(attemptOf("bob").waitMillis()).isPositive();
    }
}
