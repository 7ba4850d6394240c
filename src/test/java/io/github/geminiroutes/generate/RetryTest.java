package io.github.geminiroutes.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.api.DeadConnectionException;
import io.github.geminiroutes.failure.Disposition;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.prompt.Prompt;
import io.github.geminiroutes.support.GeminiJson;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class RetryTest {

    /** Draws the most any range allows, so that a delay is its ceiling. */
    private static final RandomGenerator HIGHEST =
            new RandomGenerator() {
                @Override
                public long nextLong() {
                    return -1L;
                }

                @Override
                public long nextLong(long bound) {
                    return bound - 1;
                }
            };

    private static final RandomGenerator LOWEST = () -> 0L;

    private static final CamelContext CONTEXT = new DefaultCamelContext();

    private final Exchange exchange = new DefaultExchange(CONTEXT);
    private final Call call =
            new Call("Q", Prompt.ofText("Q", GeminiJson.MAPPER), "gemini-3.8-flash", null);

    @BeforeEach
    void callUnderWay() {
        exchange.setProperty(Call.PROPERTY, call);
    }

    private static Retry retry(RandomGenerator random) {
        Retry retry = new Retry(random);
        retry.setMaxRetries(5);
        retry.setBaseDelay(15.0);
        retry.setMaxDelay(100);
        return retry;
    }

    /** One more attempt that fails; the delay before the next one, or null if there is none. */
    private Long fails(Retry retry, Throwable error) {
        call.beginAttempt(Instant.EPOCH);
        exchange.getMessage().removeHeader(Exchange.REDELIVERY_DELAY);
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, error);
        retry.process(exchange);
        Long delay = exchange.getMessage().getHeader(Exchange.REDELIVERY_DELAY, Long.class);
        assertThat(retry.isToBeRepeated(exchange)).isEqualTo(delay != null);
        return delay;
    }

    private Long fails(Retry retry, Failure failure) {
        return fails(retry, new GeminiException(failure));
    }

    private List<Long> delays(Retry retry, Failure failure, int times) {
        List<Long> delays = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            delays.add(fails(retry, failure));
        }
        return delays;
    }

    private static Failure overloaded() {
        return Failure.of(FailureKind.OVERLOADED, "busy").withHttpCode(503);
    }

    private static Failure perMinute() {
        return Failure.of(FailureKind.RATE_LIMIT_PER_MINUTE, "slow down").withHttpCode(429);
    }

    @Test
    void doublesUpToTheCapAndEndsAfterMaxRetries() {
        assertThat(delays(retry(HIGHEST), overloaded(), 6))
                .containsExactly(15_000L, 30_000L, 60_000L, 100_000L, 100_000L, null);
        assertThat(call.attempts()).isEqualTo(6);
        assertThat(call.retries()).isEqualTo(5);
    }

    @Test
    void jitterTakesAwayHalfAtMost() {
        assertThat(delays(retry(LOWEST), overloaded(), 6))
                .containsExactly(7_500L, 15_000L, 30_000L, 50_000L, 50_000L, null);
    }

    @Test
    void theServersDelayComesFirst() {
        Failure asked = overloaded().withRetryDelay(Duration.ofMillis(47_000));
        assertThat(fails(retry(LOWEST), asked)).isEqualTo(47_000L);
        assertThat(fails(retry(HIGHEST), asked)).isEqualTo(47_000L + 2_350L);
    }

    @Test
    void theServersDelayIsNotCapped() {
        assertThat(fails(retry(LOWEST), overloaded().withRetryDelay(Duration.ofMinutes(10))))
                .isEqualTo(600_000L);
    }

    @Test
    void noRetriesMeansNone() {
        Retry retry = retry(HIGHEST);
        retry.setMaxRetries(0);
        assertThat(fails(retry, overloaded())).isNull();
        assertThat(call.retries()).isZero();
    }

    @Test
    void perMinuteLimitsDoNotCountAgainstMaxRetries() {
        Retry retry = retry(LOWEST);
        Failure limit = perMinute().withRetryDelay(Duration.ofSeconds(20));
        assertThat(delays(retry, limit, 50)).hasSize(50).containsOnly(0L);
        assertThat(call.retries()).isZero();

        assertThat(delays(retry, overloaded(), 6))
                .containsExactly(7_500L, 15_000L, 30_000L, 50_000L, 50_000L, null);
        assertThat(fails(retry, limit)).isZero();
    }

    @Test
    void spendingTooFastWaitsFromTwoToTenMinutes() {
        assertThat(delays(retry(HIGHEST), Failure.of(FailureKind.SPEND_RATE, "too fast"), 5))
                .containsExactly(120_000L, 240_000L, 480_000L, 600_000L, 600_000L);
    }

    @Test
    void anEmptyAnswerIsWorthTwoRetries() {
        assertThat(delays(retry(HIGHEST), Failure.of(FailureKind.EMPTY_ANSWER, "empty"), 3))
                .containsExactly(15_000L, 30_000L, null);
    }

    @Test
    void differentFaultsShareTheRetries() {
        Retry retry = retry(HIGHEST);
        assertThat(delays(retry, overloaded(), 3)).doesNotContainNull();
        assertThat(fails(retry, new SocketException("Connection reset"))).isEqualTo(100_000L);
        assertThat(fails(retry, overloaded())).isEqualTo(100_000L);
        assertThat(fails(retry, overloaded())).isNull();
    }

    @Test
    void aDeadConnectionIsRepeatedAtOnceOnceAndUsesNoRetry() {
        Retry retry = retry(HIGHEST);
        retry.setMaxRetries(1);
        Exception dead = new DeadConnectionException(new SocketException("Connection reset"));

        assertThat(fails(retry, new IOException("wrapped", dead))).isZero();
        assertThat(call.retries()).isZero();
        assertThat(call.attempts()).isEqualTo(1);
        assertThat(fails(retry, dead)).as("the second is a failure like others").isEqualTo(15_000L);
        assertThat(fails(retry, dead)).isNull();
    }

    @ParameterizedTest
    @EnumSource(FailureKind.class)
    void onlyWhatPassesIsTriedAgain(FailureKind kind) {
        boolean passes =
                kind.disposition() == Disposition.RETRY
                        || kind.disposition() == Disposition.WAIT
                        || kind == FailureKind.ADDRESS_REFUSES;
        Failure failure = Failure.of(kind, "so it is").withRetryDelay(Duration.ofSeconds(1));

        // The gate is where a per-minute limit is waited for.
        long delay = kind == FailureKind.RATE_LIMIT_PER_MINUTE ? 0 : 1_000;
        assertThat(fails(retry(LOWEST), failure)).isEqualTo(passes ? delay : null);
        assertThat(call.finalFailure()).isSameAs(passes ? null : failure);
    }

    @ParameterizedTest
    @EnumSource(
            value = FailureKind.class,
            mode = Mode.INCLUDE,
            names = {
                "RATE_LIMIT_PER_DAY",
                "NO_QUOTA_FOR_MODEL",
                "MONTHLY_SPENDING_CAP",
                "API_KEY_INVALID",
                "INVALID_REQUEST",
                "PROMPT_BLOCKED",
                "BAD_INPUT",
                "CHANGED_BY_HOST",
                "UNEXPECTED"
            })
    void oneAttemptAndNoMore(FailureKind kind) {
        assertThat(fails(retry(LOWEST), Failure.of(kind, "so it is"))).isNull();
        assertThat(call.retries()).isZero();
    }

    @Test
    void withoutACallThereIsNothingToRepeat() {
        exchange.removeProperty(Call.PROPERTY);
        assertThat(fails(retry(LOWEST), overloaded())).isNull();
    }

    @Test
    void theCallEndsWithTheLastAttempt() {
        Retry retry = retry(LOWEST);
        retry.setMaxRetries(1);
        fails(retry, overloaded());
        assertThat(call.isFor("Q")).isTrue();
        fails(retry, overloaded());
        assertThat(call.isFor("Q")).isFalse();
    }

    private static final Failure PER_DAY = Failure.of(FailureKind.RATE_LIMIT_PER_DAY, "enough");
    private static final Failure GONE =
            Failure.of(FailureKind.NOT_FOUND, "models/x is not found").withHttpCode(404);

    @Test
    void asksTheNextModelWhereTheFirstHasNoQuotaLeftToday() {
        Retry retry = retry(HIGHEST);
        retry.setFallbackModels("gemini-3.8-flash, models/gemini-3.7-flash,gemini-3.5-flash");

        assertThat(fails(retry, PER_DAY)).isZero();
        assertThat(call.model()).isEqualTo("gemini-3.7-flash");
        assertThat(fails(retry, GONE)).isZero();
        assertThat(call.model()).isEqualTo("gemini-3.5-flash");
        assertThat(call.requestedModel()).isEqualTo("gemini-3.8-flash");
        assertThat(call.fallbacks())
                .containsExactly(
                        new Fallback("gemini-3.8-flash", PER_DAY),
                        new Fallback("gemini-3.7-flash", GONE));
    }

    @Test
    void waitsForTheModelRequestedWhereNoneIsLeft() {
        Retry retry = retry(HIGHEST);
        retry.setFallbackModels("gemini-3.7-flash");
        fails(retry, PER_DAY);

        assertThat(fails(retry, GONE)).isNull();
        assertThat(call.finalFailure()).isEqualTo(PER_DAY);
        assertThat(call.model()).isEqualTo("gemini-3.8-flash");
    }

    /** The key may not use it, or it does not know a field: that is no verdict on the prompt. */
    @Test
    void aFallbackModelThatRefusesTheRequestDecidesNothing() {
        Retry retry = retry(HIGHEST);
        retry.setFallbackModels("gemini-3.7-flash,gemini-3.5-flash");
        fails(retry, PER_DAY);

        assertThat(fails(retry, Failure.of(FailureKind.REFUSED_FOR_PROMPT, "no").withHttpCode(403)))
                .as("the next is asked")
                .isZero();
        assertThat(fails(retry, Failure.of(FailureKind.INVALID_REQUEST, "no").withHttpCode(400)))
                .isNull();
        assertThat(call.finalFailure()).isEqualTo(PER_DAY);
        assertThat(call.model()).isEqualTo("gemini-3.8-flash");
    }

    /** A limit of a minute without an end must not keep a drain for ever. */
    @Test
    void aCallThatHasMetLimitsForAQuarterOfAnHourIsMadeLater() {
        Retry retry = retry(HIGHEST);
        for (int minute = 0; minute < 15; minute++) {
            call.patience().meet(Instant.EPOCH.plusSeconds(60L * minute));
            assertThat(fails(retry, perMinute())).isNotNull();
        }
        call.patience().meet(Instant.EPOCH.plusSeconds(15 * 60));

        assertThat(fails(retry, perMinute())).isNull();
        assertThat(call.finalFailure().kind()).isEqualTo(FailureKind.RATE_LIMIT_PER_MINUTE);
    }

    @Test
    void theFaultOfThePromptIsNotTriedOnAnotherModel() {
        Retry retry = retry(HIGHEST);
        retry.setFallbackModels("gemini-3.7-flash");

        assertThat(fails(retry, Failure.of(FailureKind.INVALID_REQUEST, "no").withHttpCode(400)))
                .isNull();
        assertThat(
                        fails(
                                retry,
                                Failure.of(FailureKind.NOT_FOUND, "File files/x not found")
                                        .withHttpCode(404)))
                .isNull();
        assertThat(call.fallbacks()).isEmpty();
    }

    /** 185 prompts that missed their schema held most places between their attempts. */
    @Test
    void aBackOffIsToldToTheCaller() {
        List<String> lines = new ArrayList<>();
        NotedLines.ofOwnWaits(exchange, lines);

        fails(retry(LOWEST), perMinute());
        assertThat(lines).as("all wait for the limit").isEmpty();
        fails(retry(LOWEST), Failure.of(FailureKind.SCHEMA_MISMATCH, "no"));
        assertThat(lines).containsExactly(" answer " + call.breakerKey());
        call.attempt().backoff().meet(Instant.EPOCH);
        fails(retry(LOWEST), overloaded());
        assertThat(lines).as("it waits for its model").hasSize(1);
    }

    /** Those whose model refused them held the prompts of all others: all counted as alike. */
    @Test
    void aBackOffForWhatIsTheModelsIsNoneOfItsOwn() {
        List<String> lines = new ArrayList<>();
        NotedLines.ofOwnWaits(exchange, lines);

        fails(retry(LOWEST), Failure.of(FailureKind.CAPACITY, "busy").withHttpCode(429));
        fails(retry(LOWEST), overloaded().withRetryDelay(Duration.ofSeconds(7)));

        assertThat(lines).isEmpty();
    }

    @Test
    void aCallThatMustLeaveItsPlaceEndsWithItsFailure() {
        NotedLines.ofRefusedShares(exchange, new ArrayList<>());

        assertThat(fails(retry(LOWEST), overloaded())).isNull();
        assertThat(call.finalFailure().kind()).isEqualTo(FailureKind.OVERLOADED);
    }
}
