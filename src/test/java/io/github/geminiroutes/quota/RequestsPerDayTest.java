package io.github.geminiroutes.quota;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.QuotaViolation;
import io.github.geminiroutes.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Days are those of Los Angeles. */
class RequestsPerDayTest {

    private static final String MODEL = "gemini-3.8-flash";

    @ParameterizedTest
    @CsvSource({
        "2026-11-20T20:00:00Z, 2026-11-21T08:00:00Z", // winter
        "2026-07-01T20:00:00Z, 2026-07-02T07:00:00Z", // summer
        "2026-03-08T08:30:00Z, 2026-03-09T07:00:00Z", // 23 hours: the clock goes forward
        "2026-11-01T07:30:00Z, 2026-11-02T08:00:00Z", // 25 hours: the clock goes back
        "2026-11-01T08:30:00Z, 2026-11-02T08:00:00Z", // the first of the two hours after one
        "2026-11-01T09:30:00Z, 2026-11-02T08:00:00Z" // the second
    })
    void endAtMidnightInLosAngeles(String now, String midnight) {
        SettableClock clock = new SettableClock(Instant.parse(now));
        Gate gate = new Gate(clock);
        gate.setRequestsPerDay("2");
        assertThat(ask(gate)).isInstanceOf(Decision.Go.class);
        assertThat(ask(gate)).isInstanceOf(Decision.Go.class);

        Decision.ClosedUntil closed = (Decision.ClosedUntil) ask(gate);
        assertThat(closed.until()).isEqualTo(midnight);
        assertThat(closed.reason().kind()).isEqualTo(FailureKind.RATE_LIMIT_PER_DAY);
        assertThat(closed.reason().violations())
                .singleElement()
                .satisfies(quota -> assertThat(quota.limit()).isEqualTo(2))
                .satisfies(
                        quota -> assertThat(quota.scope()).isEqualTo(QuotaViolation.Scope.PER_DAY));
        clock.advance(Duration.between(clock.instant(), closed.until()).minusMillis(1));
        assertThat(ask(gate)).isInstanceOf(Decision.ClosedUntil.class);
        clock.advance(Duration.ofMillis(1));
        assertThat(ask(gate)).isInstanceOf(Decision.Go.class);
    }

    @Test
    void refusalForTheDayClosesUntilMidnightAndIsLearned() {
        SettableClock clock = new SettableClock(Instant.parse("2026-11-20T20:00:00Z"));
        Gate gate = new Gate(clock);
        gate.refused(go(gate), Violations.perDay(3));

        assertThat(ask(gate))
                .isEqualTo(
                        new Decision.ClosedUntil(
                                Instant.parse("2026-11-21T08:00:00Z"), Violations.perDay(3)));
        clock.advance(Duration.ofHours(12));
        for (int i = 0; i < 3; i++) {
            gate.settle(go(gate), 1);
        }
        assertThat(ask(gate)).isInstanceOf(Decision.ClosedUntil.class);
        gate.reopen(MODEL);
        assertThat(ask(gate)).isInstanceOf(Decision.Go.class);
    }

    @Test
    void refusalOfYesterdaysCallDoesNotCloseToday() {
        SettableClock clock = new SettableClock(Instant.parse("2026-11-21T07:59:50Z"));
        Gate gate = new Gate(clock);
        Permit yesterdays = go(gate);
        clock.advance(Duration.ofSeconds(20));
        go(gate);
        gate.refused(yesterdays, Violations.perDay(3));

        assertThat(ask(gate)).isInstanceOf(Decision.Go.class);
        assertThat(gate.view().get(0).limits().get(LimitKind.REQUESTS_PER_DAY).used()).isEqualTo(2);
    }

    @Test
    void clockFastByASecondDoesNotCostADay() {
        SettableClock clock = new SettableClock(Instant.parse("2026-11-21T08:00:01Z"));
        Gate gate = new Gate(clock);
        gate.refused(go(gate), Violations.perDay(3));

        assertThat(((Decision.ClosedUntil) ask(gate)).until()).isEqualTo("2026-11-21T08:10:01Z");
    }

    @Test
    void refusedCallDoesNotCount() {
        Gate gate = new Gate(new SettableClock(Instant.parse("2026-11-20T20:00:00Z")));
        gate.setRequestsPerDay("1");
        gate.refused(go(gate), Violations.perMinute(Duration.ofMillis(1)));

        assertThat(ask(gate)).isInstanceOf(Decision.WaitFor.class);
    }

    private static Decision ask(Gate gate) {
        return gate.admit(gate.ticket(MODEL, 1));
    }

    private static Permit go(Gate gate) {
        Permit ticket = gate.ticket(MODEL, 1);
        assertThat(gate.admit(ticket)).isInstanceOf(Decision.Go.class);
        return ticket;
    }
}
