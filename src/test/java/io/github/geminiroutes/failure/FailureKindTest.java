package io.github.geminiroutes.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FailureKindTest {

    @ParameterizedTest
    @EnumSource
    void saysWhatHappensWhoseFaultItIsAndWhatToDo(FailureKind kind) {
        assertThat(kind.disposition()).isNotNull();
        assertThat(kind.fault()).isNotNull();
        assertThat(kind.advice()).hasSizeBetween(30, 250).endsWith(".").doesNotContain("\n");
        assertThat(kind.id()).matches("[a-z]+(-[a-z]+)*");
    }

    @Test
    void dispositionsAreThoseOfTheTable() {
        assertThat(with(Disposition.WAIT))
                .containsExactlyInAnyOrder(
                        FailureKind.RATE_LIMIT_PER_MINUTE, FailureKind.SPEND_RATE);
        assertThat(with(Disposition.PARK))
                .containsExactlyInAnyOrder(
                        FailureKind.RATE_LIMIT_PER_DAY,
                        FailureKind.NO_QUOTA_FOR_MODEL,
                        FailureKind.MONTHLY_SPENDING_CAP,
                        FailureKind.PREPAY_DEPLETED,
                        FailureKind.BUDGET_USED_UP,
                        FailureKind.LARGER_THAN_LIMIT,
                        FailureKind.OUTAGE,
                        FailureKind.PROGRAM_ENDED,
                        FailureKind.REDIRECT,
                        FailureKind.PROXY_REFUSED);
        assertThat(with(Disposition.STOP_INTAKE))
                .containsExactlyInAnyOrder(
                        FailureKind.API_KEY_INVALID,
                        FailureKind.UNAUTHENTICATED,
                        FailureKind.PERMISSION_DENIED,
                        FailureKind.PRECONDITION_FAILED,
                        FailureKind.ADDRESS_REFUSES);
        assertThat(with(Disposition.FAIL))
                .containsExactlyInAnyOrder(
                        FailureKind.REFUSED_FOR_PROMPT,
                        FailureKind.INVALID_REQUEST,
                        FailureKind.NOT_FOUND,
                        FailureKind.TOO_LARGE,
                        FailureKind.OTHER_CLIENT_ERROR,
                        FailureKind.PROMPT_BLOCKED,
                        FailureKind.UNUSABLE_FINISH,
                        FailureKind.NO_TEXT_BEFORE_LIMIT,
                        FailureKind.OVER_LIMIT,
                        FailureKind.SLOW_ANSWER,
                        FailureKind.BAD_INPUT,
                        FailureKind.CHANGED_BY_HOST,
                        FailureKind.UNEXPECTED);
    }

    @ParameterizedTest
    @EnumSource
    void onlyThePromptsOwnFaultOrOursFailsAtOnce(FailureKind kind) {
        if (kind.disposition() == Disposition.FAIL) {
            assertThat(kind.fault()).isIn(Fault.PROMPT, Fault.PROGRAM);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "OVERLOADED, PARK",
        "NETWORK, PARK",
        "CAPACITY, PARK",
        "MALFORMED_ANSWER, PARK",
        "LOCAL_FILE, PARK",
        "TIMEOUT, PARK",
        "OVER_LIMIT, FAIL",
        "SLOW_ANSWER, FAIL",
        "EMPTY_ANSWER, FAIL",
        "FAULTY_FINISH, FAIL",
        "NOT_FROM_GEMINI, PARK",
        "SCHEMA_MISMATCH, FAIL",
        "RATE_LIMIT_PER_MINUTE, WAIT",
        "API_KEY_INVALID, STOP_INTAKE",
        "NOT_FOUND, FAIL"
    })
    void endsAsTheTableSays(FailureKind kind, Disposition last) {
        assertThat(kind.afterLastRetry()).isEqualTo(last);
    }

    @ParameterizedTest
    @CsvSource({
        "OVERLOADED, 5, 5",
        "CANCELLED, 5, 1",
        "CANCELLED, 0, 0",
        "TIMEOUT, 5, 1",
        "QUOTA_UNEXPLAINED, 5, 2",
        "EMPTY_ANSWER, 5, 2",
        "FAULTY_FINISH, 5, 2",
        "EMPTY_ANSWER, 1, 1",
        "SCHEMA_MISMATCH, 5, 5"
    })
    void isWorthSoManyRetries(FailureKind kind, int configured, int retries) {
        assertThat(kind.retries(configured)).isEqualTo(retries);
    }

    @Test
    void idIsTheNameInKebabCase() {
        assertThat(FailureKind.RATE_LIMIT_PER_DAY.id()).isEqualTo("rate-limit-per-day");
    }

    private static Set<FailureKind> with(Disposition disposition) {
        Set<FailureKind> kinds = EnumSet.allOf(FailureKind.class);
        kinds.removeIf(kind -> kind.disposition() != disposition);
        return kinds;
    }
}
