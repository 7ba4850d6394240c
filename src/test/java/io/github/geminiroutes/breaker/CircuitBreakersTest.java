package io.github.geminiroutes.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CircuitBreakersTest {

    private static final Instant START = Instant.parse("2026-07-01T12:00:00Z");
    private static final Failure BUSY = Failure.of(FailureKind.OVERLOADED, "busy");
    private static final Failure TOO_MANY = Failure.of(FailureKind.RATE_LIMIT_PER_MINUTE, "wait");
    private static final int TO_BE_DOWN = 15;

    private final SettableClock clock = new SettableClock(START);
    private final CircuitBreakers outages = new CircuitBreakers(clock);
    private final List<Recovery> recoveries = new ArrayList<>();

    @BeforeEach
    void setUp() {
        outages.setProbeInterval(15);
        outages.onRecovery(recoveries::add);
    }

    private void call(String model, Failure failure) {
        assertThat(outages.tryCall(model)).isZero();
        outages.fail(model, failure);
    }

    private void goDown(String model) {
        for (int i = 0; i < TO_BE_DOWN; i++) {
            call(model, BUSY);
        }
    }

    /** Waits for the next probe, which fails; how long it was until then. */
    private Duration probeInVain() {
        Duration wait = outages.tryCall("a");
        clock.advance(wait);
        call("a", BUSY);
        return wait;
    }

    @Test
    void holdsNobodyUpForAFewFailures() {
        for (int i = 0; i < TO_BE_DOWN - 1; i++) {
            call("a", BUSY);
        }

        assertThat(outages.tryCall("a")).isZero();
        assertThat(outages.down()).isEmpty();
    }

    @Test
    void holdsEverybodyUpOnceTheModelIsDown() {
        goDown("a");

        assertThat(outages.tryCall("a")).isEqualTo(Duration.ofMillis(15_001));
        clock.advance(Duration.ofSeconds(10));
        assertThat(outages.tryCall("a")).isEqualTo(Duration.ofMillis(5_001));
        assertThat(outages.down())
                .containsExactlyEntriesOf(java.util.Map.of("a", START.plusSeconds(15)));
    }

    @Test
    void oneModelDoesNotHoldUpAnother() {
        goDown("a");

        assertThat(outages.tryCall("b")).isZero();
    }

    @Test
    void letsOneCallTryAndTheOthersLookAgain() {
        goDown("a");
        clock.advance(Duration.ofMillis(15_001));

        assertThat(outages.tryCall("a")).isZero();
        assertThat(outages.tryCall("a")).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aCallThatDidNotGoLeavesTheTryToTheNext() {
        goDown("a");
        clock.advance(Duration.ofMillis(15_001));
        assertThat(outages.tryCall("a")).isZero();
        outages.abandon("a");

        assertThat(outages.tryCall("a")).isZero();
    }

    @Test
    void restsLongerAfterEachTryInVainUpToFourTimes() {
        goDown("a");

        assertThat(List.of(probeInVain(), probeInVain(), probeInVain(), probeInVain()))
                .containsExactly(
                        Duration.ofMillis(15_001),
                        Duration.ofMillis(30_001),
                        Duration.ofMillis(60_001),
                        Duration.ofMillis(60_001));
    }

    @Test
    void oneAnswerEndsItAndIsTold() {
        goDown("a");
        Duration wait = probeInVain().plus(outages.tryCall("a"));
        clock.advance(outages.tryCall("a"));
        assertThat(outages.tryCall("a")).isZero();
        outages.succeed("a");

        assertThat(outages.tryCall("a")).isZero();
        assertThat(outages.down()).isEmpty();
        assertThat(recoveries).containsExactly(new Recovery("a", START, START.plus(wait)));
    }

    @Test
    void refusalsThatAreAnswersDoNotCount() {
        for (int i = 0; i < 1_000; i++) {
            call("a", TOO_MANY);
        }

        assertThat(outages.tryCall("a")).isZero();
    }

    @Test
    void aModelThatAnswersEveryFifthCallIsBusyAndNotDown() {
        for (int i = 0; i < 1_000; i++) {
            if (i % 4 == 0) {
                assertThat(outages.tryCall("a")).isZero();
                outages.succeed("a");
            } else {
                call("a", BUSY);
            }
        }

        assertThat(outages.down()).isEmpty();
    }

    @Test
    void isPatientAsLongAsTheRetriesWouldTake() {
        outages.setMaxRetries(6);
        outages.setBaseDelay(15);
        outages.setMaxDelay(100);

        assertThat(outages.patience())
                .isEqualTo(Duration.ofSeconds(15 + 30 + 60 + 100 + 100 + 100));
    }

    @Test
    void isPatientForHalfAMinuteAtLeast() {
        outages.setMaxRetries(0);

        assertThat(outages.patience()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void remembersNoMoreModelsThanAreWorthIt() {
        goDown("a");
        for (int i = 0; i < 1_000; i++) {
            assertThat(outages.tryCall("m" + i)).isZero();
            outages.succeed("m" + i);
        }

        assertThat(outages.tryCall("a")).isPositive();
        assertThat(outages.models()).isLessThanOrEqualTo(101);
    }

    @ParameterizedTest
    @EnumSource(FailureKind.class)
    void onlyTheServiceAndTheNetworkCanBeDown(FailureKind kind) {
        if (kind.isOfOutage()) {
            assertThat(kind.fault().name()).isIn("SERVICE", "NETWORK");
        }
        goDown("a");
        clock.advance(Duration.ofMillis(15_001));
        call("a", Failure.of(kind, "x"));

        assertThat(outages.tryCall("a").isZero()).isEqualTo(!kind.isOfOutage());
    }
}
