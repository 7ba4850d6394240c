package io.github.geminiroutes.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.failure.Backoff;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.policy.FailurePolicy.History;
import io.github.geminiroutes.policy.FailurePolicy.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The table of docs/folders.md: what becomes of the attempt, the prompt, the model, the account.
 */
class FailurePolicyTest {

    private static final Instant NOW = Instant.parse("2026-07-01T12:00:00Z");
    private static final Duration BASE = Duration.ofMinutes(5);
    private static final int MAX_RETRIES = 5;

    private static final FailurePolicy PARKING = FailurePolicy.ofParking(BASE);
    private static final FailurePolicy HOLDING = FailurePolicy.ofHolding(BASE);

    /** A prompt that was parked three times while others were answered. */
    private static final History HOPELESS =
            new History(FailurePolicy.MOST_PARKINGS, FailurePolicy.MOST_PARKINGS, true);

    private static Failure failure(String kind, int code) {
        return Failure.of(FailureKind.valueOf(kind), "so it is").withHttpCode(code);
    }

    /**
     * What happens with a failure of each kind.
     *
     * @param retries how often it is repeated at most; {@code ever}: as often as it takes
     * @param prompt what becomes of the prompt after that, at its first parking
     * @param alone what becomes of it after three parkings while others were answered
     * @param model for how many minutes the model is closed
     * @param account whether the account is held, or known to work
     */
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "RATE_LIMIT_PER_MINUTE | 429 | ever | -        | -        | 0 | works",
                "SPEND_RATE            | 429 | ever | -        | -        | 0 | works",
                "RATE_LIMIT_PER_DAY    | 429 | 0    | midnight | midnight | 0 | works",
                "BUDGET_USED_UP        | 0   | 0    | midnight | midnight | 0 | -",
                "NO_QUOTA_FOR_MODEL    | 429 | 0    | 60       | 480      | 5 | works",
                "MONTHLY_SPENDING_CAP  | 429 | 0    | 60       | 480      | 5 | -",
                "PREPAY_DEPLETED       | 429 | 0    | 60       | 480      | 5 | -",
                "PREPAY_DEPLETED       | 402 | 0    | 60       | 480      | 5 | -",
                "CAPACITY              | 429 | 5    | 5        | 40       | 0 | -",
                "QUOTA_UNEXPLAINED     | 429 | 2    | 5        | 40       | 0 | -",
                "API_KEY_INVALID       | 400 | 0    | hold     | hold     | 0 | hold",
                "API_KEY_INVALID       | 0   | 0    | hold     | hold     | 0 | hold",
                "UNAUTHENTICATED       | 401 | 0    | hold     | hold     | 0 | hold",
                "PERMISSION_DENIED     | 403 | 0    | hold     | hold     | 0 | hold",
                "PRECONDITION_FAILED   | 400 | 0    | hold     | hold     | 0 | hold",
                "REFUSED_FOR_PROMPT    | 403 | 0    | fail     | fail     | 0 | -",
                "INVALID_REQUEST       | 400 | 0    | fail     | fail     | 0 | works",
                "NOT_FOUND             | 404 | 0    | fail     | fail     | 0 | works",
                "TOO_LARGE             | 413 | 0    | fail     | fail     | 0 | -",
                "OTHER_CLIENT_ERROR    | 418 | 0    | fail     | fail     | 0 | works",
                "REQUEST_TIMEOUT       | 408 | 5    | 5        | fail     | 0 | -",
                "CANCELLED             | 499 | 1    | 5        | fail     | 0 | -",
                "TOO_LARGE_ON_THE_WAY  | 413 | 1    | 5        | fail     | 0 | -",
                "SERVER_ERROR          | 500 | 5    | 5        | fail     | 0 | -",
                "BAD_GATEWAY           | 502 | 5    | 5        | fail     | 0 | -",
                "OVERLOADED            | 503 | 5    | 5        | fail     | 0 | -",
                "DEADLINE_EXCEEDED     | 504 | 5    | 5        | fail     | 0 | -",
                "OTHER_SERVER_ERROR    | 599 | 5    | 5        | fail     | 0 | -",
                "OUTAGE                | 0   | 0    | 5        | 40       | 0 | -",
                "NETWORK               | 0   | 5    | 5        | fail     | 0 | -",
                "TIMEOUT               | 0   | 1    | 5        | fail     | 0 | -",
                "REDIRECT              | 302 | 0    | 60       | 480      | 0 | -",
                "PROXY_REFUSED         | 407 | 0    | 60       | 480      | 0 | -",
                "MALFORMED_ANSWER      | 200 | 5    | 5        | fail     | 0 | -",
                "OVER_LIMIT            | 200 | 0    | fail     | fail     | 0 | -",
                "SLOW_ANSWER           | 200 | 0    | fail     | fail     | 0 | -",
                "EMPTY_ANSWER          | 200 | 2    | fail     | fail     | 0 | works",
                "SCHEMA_MISMATCH       | 200 | 5    | fail     | fail     | 0 | works",
                "PROMPT_BLOCKED        | 200 | 0    | fail     | fail     | 0 | works",
                "UNUSABLE_FINISH       | 200 | 0    | fail     | fail     | 0 | works",
                "NO_TEXT_BEFORE_LIMIT  | 200 | 0    | fail     | fail     | 0 | works",
                "BAD_INPUT             | 0   | 0    | fail     | fail     | 0 | -",
                "LOCAL_FILE            | 0   | 5    | 5        | fail     | 0 | -",
                "LARGER_THAN_LIMIT     | 429 | 0    | 60       | 480      | 0 | works",
                "NOT_FROM_GEMINI       | 404 | 5    | 5        | fail     | 0 | -",
                "ADDRESS_REFUSES       | 404 | 3    | hold     | hold     | 0 | hold",
                "CONFLICT              | 409 | 5    | 5        | fail     | 0 | -",
                "FAULTY_FINISH         | 200 | 2    | fail     | fail     | 0 | works",
                "GATE_FAULT            | 0   | 5    | 5        | 40       | 0 | -",
                "PROGRAM_ENDED         | 0   | 0    | 60       | 480      | 0 | -",
                "CHANGED_BY_HOST       | 0   | 0    | fail     | fail     | 0 | -",
                "UNEXPECTED            | 0   | 0    | fail     | fail     | 0 | -"
            })
    void theTable(
            String kind,
            int code,
            String retries,
            String prompt,
            String alone,
            long model,
            String account) {
        Failure failure = failure(kind, code);

        assertThat(retries(failure)).as("retries").isEqualTo(retries);
        if (!prompt.equals("-")) {
            assertThat(verdict(failure, History.NONE)).as("the prompt").isEqualTo(prompt);
            assertThat(verdict(failure, HOPELESS)).as("the prompt alone").isEqualTo(alone);
        }
        assertThat(FailurePolicy.closesModel(failure, false).map(Duration::toMinutes).orElse(0L))
                .as("the model")
                .isEqualTo(model);
        assertThat(account(failure)).as("the account").isEqualTo(account);
    }

    private static String retries(Failure failure) {
        if (FailurePolicy.isWorthAnotherAttempt(failure, 1_000, MAX_RETRIES)) {
            return "ever";
        }
        int retries = 0;
        while (FailurePolicy.isWorthAnotherAttempt(failure, retries, MAX_RETRIES)) {
            retries++;
        }
        return Integer.toString(retries);
    }

    private static String verdict(Failure failure, History history) {
        Verdict verdict = PARKING.verdict(failure, history, NOW);
        if (verdict instanceof Verdict.ParkUntil until) {
            return until.notBefore().equals(Instant.parse("2026-07-02T07:00:00Z"))
                    ? "midnight"
                    : Long.toString(Duration.between(NOW, until.notBefore()).toMinutes());
        }
        return verdict instanceof Verdict.HoldAccount ? "hold" : "fail";
    }

    private static String account(Failure failure) {
        if (RefusalRules.isOfAccount(failure)) {
            return "hold";
        }
        return RefusalRules.showsAccountWorks(failure) ? "works" : "-";
    }

    @Test
    void theTableHasEveryKind() throws NoSuchMethodException {
        Set<FailureKind> missing = EnumSet.allOf(FailureKind.class);
        for (String row :
                FailurePolicyTest.class
                        .getDeclaredMethod(
                                "theTable",
                                String.class,
                                int.class,
                                String.class,
                                String.class,
                                String.class,
                                long.class,
                                String.class)
                        .getAnnotation(CsvSource.class)
                        .value()) {
            missing.remove(FailureKind.valueOf(row.split("\\|")[0].strip()));
        }
        assertThat(missing).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(FailureKind.class)
    void bothEdgesGetTheSameVerdict(FailureKind kind) {
        for (History history : List.of(History.NONE, HOPELESS)) {
            Failure failure = Failure.of(kind, "x").withHttpCode(429);

            assertThat(HOLDING.verdict(failure, history, NOW))
                    .hasSameClassAs(PARKING.verdict(failure, history, NOW));
        }
    }

    @ParameterizedTest
    @EnumSource(FailureKind.class)
    void aParkingThatMayBeThePromptsFaultCounts(FailureKind kind) {
        Verdict verdict = PARKING.verdict(Failure.of(kind, "x"), new History(1, 1, false), NOW);

        if (verdict instanceof Verdict.ParkUntil until) {
            assertThat(until.parkings()).isEqualTo(kind == FailureKind.OUTAGE ? 1 : 2);
        }
    }

    @Test
    void aPromptThatNobodyElseOvertookIsNotHopeless() {
        History alone = new History(10, 10, false);

        assertThat(PARKING.verdict(failure("OVERLOADED", 503), alone, NOW))
                .isInstanceOf(Verdict.ParkUntil.class);
    }

    @Test
    void parkingsGetLongerAndHoldsDoNot() {
        Failure overloaded = failure("OVERLOADED", 503);
        History second = new History(1, 1, false);

        assertThat(PARKING.verdict(overloaded, second, NOW))
                .isEqualTo(new Verdict.ParkUntil(NOW.plus(BASE.multipliedBy(2)), 2, 2));
        assertThat(HOLDING.verdict(overloaded, second, NOW))
                .isEqualTo(new Verdict.ParkUntil(NOW.plus(BASE), 2, 2));
    }

    /** No kind of 429 counts, and neither does what it left behind of other faults' chances. */
    @ParameterizedTest
    @EnumSource(
            value = FailureKind.class,
            names = {
                "RATE_LIMIT_PER_MINUTE",
                "RATE_LIMIT_PER_DAY",
                "SPEND_RATE",
                "NO_QUOTA_FOR_MODEL",
                "MONTHLY_SPENDING_CAP",
                "PREPAY_DEPLETED",
                "LARGER_THAN_LIMIT",
                "CAPACITY",
                "QUOTA_UNEXPLAINED"
            })
    void noKindOf429EverCountsTowardsAPromptsFailing(FailureKind kind) {
        History history = History.NONE;
        for (int i = 0; i < 20; i++) {
            Verdict verdict =
                    PARKING.verdict(
                            Failure.of(kind, "x").withHttpCode(429),
                            new History(history.parkings(), history.faults(), true),
                            NOW);
            assertThat(verdict).isInstanceOf(Verdict.ParkUntil.class);
            Verdict.ParkUntil until = (Verdict.ParkUntil) verdict;
            history = new History(until.parkings(), until.faults(), true);
        }

        assertThat(history.faults()).isZero();
        assertThat(PARKING.verdict(failure("OVERLOADED", 503), history, NOW))
                .isInstanceOf(Verdict.ParkUntil.class);
    }

    @ParameterizedTest
    @EnumSource(
            value = FailureKind.class,
            names = {"RATE_LIMIT_PER_MINUTE", "SPEND_RATE"})
    void aLimitOfManyMinutesIsParkedForAsLongAsTheServerSays(FailureKind kind) {
        Failure limit =
                Failure.of(kind, "x").withHttpCode(429).withRetryDelay(Duration.ofHours(20));

        assertThat(FailurePolicy.isWorthAnotherAttempt(limit, 0, MAX_RETRIES)).isFalse();
        assertThat(FailurePolicy.waitsAtGate(limit)).isFalse();
        assertThat(FailurePolicy.closesModel(limit, false)).contains(Duration.ofHours(20));
        assertThat(PARKING.verdict(limit, History.NONE, NOW))
                .isEqualTo(new Verdict.ParkUntil(NOW.plus(Duration.ofHours(20)), 1, 0));
    }

    @Test
    void anOutageHoldsAMessageAtTheCircuitBreakerOnly() {
        assertThat(HOLDING.verdict(failure("OUTAGE", 0), new History(2, 2, true), NOW))
                .isEqualTo(new Verdict.ParkUntil(NOW, 2, 2));
    }

    @Test
    void aLimitPerMinuteIsWaitedForAtTheGate() {
        Backoff backoff = new Backoff(Duration.ofSeconds(15), Duration.ofMinutes(5), () -> 0L);
        Failure limit =
                failure("RATE_LIMIT_PER_MINUTE", 429).withRetryDelay(Duration.ofSeconds(40));

        assertThat(FailurePolicy.delay(limit, 1, backoff)).isZero();
        assertThat(FailurePolicy.waitsAtGate(limit)).isTrue();
        assertThat(FailurePolicy.countsAgainstRetries(limit)).isFalse();
        assertThat(FailurePolicy.delay(failure("OVERLOADED", 503), 1, backoff)).isPositive();
        assertThat(FailurePolicy.countsAgainstRetries(failure("OVERLOADED", 503))).isTrue();
    }

    @Test
    void aModelThatDoesNotExistIsClosedWhereAnotherTakesItsPlace() {
        Failure gone = Failure.of(FailureKind.NOT_FOUND, "models/m is not found").withHttpCode(404);

        assertThat(FailurePolicy.closesModel(gone, true)).contains(Duration.ofMinutes(5));
        assertThat(FailurePolicy.closesModel(gone, false)).isEmpty();
    }
}
