package io.github.geminiroutes.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.geminiroutes.answer.Answer;
import io.github.geminiroutes.answer.Usage;
import io.github.geminiroutes.breaker.CircuitBreakers;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.prompt.Prompt;
import io.github.geminiroutes.quota.Gate;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.testing.SettableClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.hc.core5.http.HttpEntity;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class QuotaPolicyTest {

    private static final CamelContext CONTEXT = new DefaultCamelContext();

    private final SettableClock clock = new SettableClock(Instant.parse("2026-07-01T12:00:00Z"));
    private final Gate gate = new Gate(clock);
    private final CircuitBreakers outages = new CircuitBreakers(clock);
    private final QuotaPolicy admittance = new QuotaPolicy(clock);

    @BeforeEach
    void setGate() {
        gate.setRequestsPerMinute("1");
        admittance.setGate(gate);
        admittance.setOutages(outages);
    }

    private Exchange call() {
        Exchange exchange = new DefaultExchange(CONTEXT);
        exchange.setProperty(
                GeminiConstants.CALL, new Call("Q", Prompt.ofText("Q", GeminiJson.MAPPER), "m"));
        return exchange;
    }

    private static long waitOf(Exchange exchange) {
        return exchange.getProperty(GeminiConstants.WAIT, Long.class);
    }

    private Exchange failed(Exchange exchange, Failure failure) {
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, new GeminiException(failure));
        assertThatThrownBy(() -> admittance.giveBack(exchange)).isInstanceOf(GeminiException.class);
        return exchange;
    }

    @Test
    void letsTheFirstGoAndTheSecondWaitAMinute() {
        Exchange first = call();
        Exchange second = call();
        admittance.ask(first);
        admittance.ask(second);

        assertThat(waitOf(first)).isZero();
        assertThat(waitOf(second)).isEqualTo(60_300);
        assertThat(admittance.openCalls()).isEqualTo(1);
    }

    @Test
    void anAnswerEndsTheCall() {
        Exchange exchange = call();
        admittance.ask(exchange);
        exchange.setProperty(
                GeminiConstants.ANSWER,
                new Answer("A", "", "STOP", new Usage(7, 0, 1, 0, 0, 8), null, null, null));

        admittance.settle(exchange);

        assertThat(admittance.openCalls()).isZero();
        assertThat(exchange.getProperty(GeminiConstants.TICKET)).isNull();
    }

    @Test
    void aRefusedCallGivesItsPlaceBackAndThrowsOn() {
        failed(asked(call()), Failure.of(FailureKind.CAPACITY, "full").withHttpCode(429));

        assertThat(admittance.openCalls()).isZero();
        // Only the space between two calls is left: a hundredth of the minute.
        assertThat(waitOf(asked(call()))).isEqualTo(600);
    }

    @Test
    void anotherFailureMayHaveCounted() {
        failed(asked(call()), Failure.of(FailureKind.OVERLOADED, "busy").withHttpCode(503));

        assertThat(waitOf(asked(call()))).isEqualTo(60_300);
    }

    @Test
    void oneRefusalForWantOfCreditParksTheModelForAWhile() {
        Failure noCredit = Failure.of(FailureKind.PREPAY_DEPLETED, "no credit").withHttpCode(402);
        failed(asked(call()), noCredit);

        assertThatThrownBy(() -> admittance.ask(call()))
                .isInstanceOfSatisfying(
                        GeminiException.class, e -> assertThat(e.failure()).isEqualTo(noCredit));
        clock.advance(Duration.ofMinutes(5));
        assertThat(waitOf(asked(call()))).isZero();
    }

    @Test
    void whoStoodInLineSharesARefusedAccount() {
        failed(asked(call()), Failure.of(FailureKind.API_KEY_INVALID, "no").withHttpCode(400));

        assertThatThrownBy(() -> admittance.ask(call()))
                .isInstanceOfSatisfying(
                        GeminiException.class,
                        e -> assertThat(e.failure().kind()).isEqualTo(FailureKind.API_KEY_INVALID));
        assertThat(admittance.openCalls()).isZero();
    }

    @Test
    void aCallCountsFromWhenItLeaves() throws IOException {
        Exchange first = call();
        first.getMessage().setBody(new byte[] {'{', '}'});
        admittance.ask(first);
        admittance.watchDeparture(first);
        clock.advance(Duration.ofMillis(800));
        first.getMessage().getBody(HttpEntity.class).writeTo(new ByteArrayOutputStream());

        assertThat(waitOf(asked(call()))).isEqualTo(61_000);
    }

    @Test
    void aModelThatIsDownCostsNoQuota() {
        for (int i = 0; i < 15; i++) {
            outages.ask("m");
            outages.failed("m", Failure.of(FailureKind.OVERLOADED, "busy"));
        }
        Exchange exchange = asked(call());

        assertThat(waitOf(exchange)).isEqualTo(15_001);
        assertThat(exchange.getProperty(GeminiConstants.TICKET)).isNull();
        assertThat(admittance.openCalls()).isZero();
    }

    @Test
    void whoIsHeldUpForLongerThanTheRetriesWouldTakeIsSentAway() {
        for (int i = 0; i < 15; i++) {
            outages.ask("m");
            outages.failed("m", Failure.of(FailureKind.OVERLOADED, "busy"));
        }
        Exchange exchange = asked(call());
        clock.advance(outages.patience().plusSeconds(1));
        assertThat(outages.ask("m")).isZero();
        outages.failed("m", Failure.of(FailureKind.OVERLOADED, "busy"));

        assertThatThrownBy(() -> admittance.ask(exchange))
                .isInstanceOfSatisfying(
                        GeminiException.class,
                        e -> assertThat(e.failure().kind()).isEqualTo(FailureKind.OUTAGE));
        assertThat(admittance.openCalls()).isZero();
    }

    @Test
    void theTryOfAModelThatIsDownIsNotLostAtTheGate() {
        asked(call());
        for (int i = 0; i < 15; i++) {
            outages.ask("m");
            outages.failed("m", Failure.of(FailureKind.OVERLOADED, "busy"));
        }
        clock.advance(Duration.ofSeconds(16));
        asked(call());

        assertThat(outages.ask("m")).isZero();
    }

    @Test
    void aModelThatDoesNotExistIsAskedOnceWhereAnotherTakesItsPlace() {
        Failure gone =
                Failure.of(FailureKind.NOT_FOUND, "models/m is not found for API version v1beta")
                        .withHttpCode(404);
        gate.setRequestsPerMinute("");
        failed(asked(call()), gone);
        assertThat(waitOf(asked(call()))).isZero();

        admittance.setFallbackModels("n");
        failed(asked(call()), gone);
        assertThatThrownBy(() -> admittance.ask(call())).isInstanceOf(GeminiException.class);
    }

    @Test
    void afterAStopNobodyGoes() {
        admittance.stop();

        assertThat(waitOf(asked(call()))).isEqualTo(86_400_000);
        assertThat(admittance.openCalls()).isZero();
    }

    private Exchange asked(Exchange exchange) {
        admittance.ask(exchange);
        return exchange;
    }
}
