package io.github.geminiroutes.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
    private final CircuitBreakers breakers = new CircuitBreakers(clock);
    private final List<Recovery> recoveries = new ArrayList<>();

    @BeforeEach
    void setUp() {
        breakers.setProbeInterval(15);
        breakers.onRecovery(recoveries::add);
    }

    private void call(String model, Failure failure) {
        assertThat(breakers.tryCall(model, "")).isZero();
        breakers.fail(model, "", failure);
    }

    private void goDown(String model) {
        for (int i = 0; i < TO_BE_DOWN; i++) {
            call(model, BUSY);
        }
    }

    /** Waits for the next probe, which fails; how long it was until then. */
    private Duration probeInVain() {
        Duration wait = breakers.tryCall("a", "");
        clock.advance(wait);
        call("a", BUSY);
        return wait;
    }

    @Test
    void aFewFailuresDelayNoCall() {
        for (int i = 0; i < TO_BE_DOWN - 1; i++) {
            call("a", BUSY);
        }

        assertThat(breakers.tryCall("a", "")).isZero();
        assertThat(breakers.down()).isEmpty();
    }

    /** A call leaves and fails, while one that left before is answered with every third. */
    private void failBesideAnswers(int calls) {
        for (int i = 0; i < calls; i++) {
            long number = breakers.leave("a");
            call("a", BUSY);
            breakers.failLast("a", number);
            if (i % 3 == 0) {
                breakers.succeed("a");
            }
        }
    }

    @Test
    void answersToCallsThatLeftBeforeAnOutageDoNotHideIt() {
        breakers.tryCall("a", "");
        failBesideAnswers(TO_BE_DOWN);
        assertThat(breakers.down()).isEmpty();

        failBesideAnswers(1);
        assertThat(breakers.down()).containsOnlyKeys("a");
    }

    @Test
    void callsThatAreStillOutCountAsAnswered() {
        breakers.tryCall("a", "");
        for (int i = 0; i < 100; i++) {
            breakers.leave("a");
            failBesideAnswers(2);
        }

        assertThat(breakers.down()).isEmpty();
    }

    @Test
    void theFailuresOfAnOutageThatIsOverBeginNoOther() {
        breakers.tryCall("a", "");
        long late = breakers.leave("a");
        failBesideAnswers(TO_BE_DOWN + 1);
        clock.advance(breakers.tryCall("a", ""));
        assertThat(breakers.tryCall("a", "")).isZero();
        breakers.succeed("a");
        assertThat(breakers.down()).isEmpty();

        breakers.failLast("a", late);
        failBesideAnswers(TO_BE_DOWN);
        assertThat(breakers.down()).isEmpty();
    }

    @Test
    void allCallsWaitOnceTheModelIsDown() {
        goDown("a");

        assertThat(breakers.tryCall("a", "")).isEqualTo(Duration.ofMillis(15_001));
        clock.advance(Duration.ofSeconds(10));
        assertThat(breakers.tryCall("a", "")).isEqualTo(Duration.ofMillis(5_001));
        assertThat(breakers.down())
                .containsExactlyEntriesOf(java.util.Map.of("a", START.plusSeconds(15)));
    }

    @Test
    void aClockThatIsSetBackDelaysNoProbe() {
        goDown("a");
        assertThat(breakers.tryCall("a", "")).isEqualTo(Duration.ofMillis(15_001));

        clock.advance(Duration.ofDays(-1));
        assertThat(breakers.tryCall("a", "")).isEqualTo(Duration.ofMillis(15_001));
        clock.advance(Duration.ofMillis(15_001));
        assertThat(breakers.tryCall("a", "")).isZero();
    }

    @Test
    void oneModelDoesNotDelayAnother() {
        goDown("a");

        assertThat(breakers.tryCall("b", "")).isZero();
    }

    @Test
    void permitsOneProbeAndTheOthersAskAgain() {
        goDown("a");
        clock.advance(Duration.ofMillis(15_001));

        assertThat(breakers.tryCall("a", "")).isZero();
        assertThat(breakers.tryCall("a", "")).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void anAbandonedProbeLeavesTheProbeToTheNextCall() {
        goDown("a");
        clock.advance(Duration.ofMillis(15_001));
        assertThat(breakers.tryCall("a", "")).isZero();
        breakers.abandon("a", "");

        assertThat(breakers.tryCall("a", "")).isZero();
    }

    @Test
    void probesTwelveTimesAtOneDistanceAndThenEverMoreSeldomUpToTwelveTimesIt() {
        breakers.setProbeInterval(4);
        goDown("a");

        assertThat(Stream.generate(this::probeInVain).limit(12))
                .containsOnly(Duration.ofMillis(4_001));
        assertThat(Stream.generate(this::probeInVain).limit(9))
                .containsExactly(
                        Duration.ofMillis(6_001),
                        Duration.ofMillis(9_001),
                        Duration.ofMillis(13_501),
                        Duration.ofMillis(20_251),
                        Duration.ofMillis(30_376),
                        Duration.ofMillis(45_564),
                        Duration.ofMillis(48_001),
                        Duration.ofMillis(48_001),
                        Duration.ofMillis(48_001));
    }

    /** The first probes at the default distance: a short outage is over soon after its end. */
    @Test
    void findsTheEndOfAnOutageOfAMinuteWithinFiveSeconds() {
        CircuitBreakers byDefault = new CircuitBreakers(clock);
        for (int i = 0; i < TO_BE_DOWN; i++) {
            assertThat(byDefault.tryCall("a", "")).isZero();
            byDefault.fail("a", "", BUSY);
        }
        Instant over = START.plusSeconds(60);
        int probes = 0;
        while (!byDefault.down().isEmpty()) {
            clock.advance(byDefault.tryCall("a", ""));
            assertThat(byDefault.tryCall("a", "")).isZero();
            probes++;
            if (clock.instant().isBefore(over)) {
                byDefault.fail("a", "", BUSY);
            } else {
                assertThat(byDefault.succeed("a")).as("told once").isTrue();
            }
        }

        assertThat(clock.instant()).isBetween(over, over.plusSeconds(5));
        assertThat(probes).isEqualTo(12);
        assertThat(byDefault.recoveredAt("a")).isEqualTo(clock.instant());
        assertThat(byDefault.succeed("a")).isFalse();
    }

    @Test
    void oneAnswerEndsTheOutageAndIsReported() {
        goDown("a");
        Duration wait = probeInVain().plus(breakers.tryCall("a", ""));
        clock.advance(breakers.tryCall("a", ""));
        assertThat(breakers.tryCall("a", "")).isZero();
        breakers.succeed("a");

        assertThat(breakers.tryCall("a", "")).isZero();
        assertThat(breakers.down()).isEmpty();
        assertThat(recoveries).containsExactly(new Recovery("a", START, START.plus(wait)));
    }

    @Test
    void refusalsThatAreAnswersDoNotCount() {
        for (int i = 0; i < 1_000; i++) {
            call("a", TOO_MANY);
        }

        assertThat(breakers.tryCall("a", "")).isZero();
    }

    @Test
    void aModelThatAnswersEveryFifthCallIsBusyAndNotDown() {
        for (int i = 0; i < 1_000; i++) {
            if (i % 4 == 0) {
                assertThat(breakers.tryCall("a", "")).isZero();
                breakers.succeed("a");
            } else {
                call("a", BUSY);
            }
        }

        assertThat(breakers.down()).isEmpty();
    }

    @Test
    void callsWaitAsLongAsTheRetriesWouldTake() {
        breakers.setMaxRetries(6);
        breakers.setBaseDelay(15);
        breakers.setMaxDelay(100);

        assertThat(breakers.patience())
                .isEqualTo(Duration.ofSeconds(15 + 30 + 60 + 100 + 100 + 100));
    }

    @Test
    void callsWaitHalfAMinuteAtLeast() {
        breakers.setMaxRetries(0);

        assertThat(breakers.patience()).isEqualTo(Duration.ofSeconds(30));
    }

    /** Of 300 models that failed 200 were forgotten, and called again and again. */
    @Test
    void hundredsOfModelsThatFailAreNotForgotten() {
        for (int i = 0; i < 300; i++) {
            breakers.tryCall("m" + i, "");
            breakers.fail("m" + i, "", Failure.of(FailureKind.CAPACITY, "full"));
        }

        assertThat(breakers.isFailing("m0")).isTrue();
    }

    @Test
    void keepsALimitedNumberOfModels() {
        goDown("a");
        for (int i = 0; i < 3_000; i++) {
            assertThat(breakers.tryCall("m" + i, "")).isZero();
            breakers.succeed("m" + i);
        }

        assertThat(breakers.tryCall("a", "")).isPositive();
        assertThat(breakers.models()).isLessThanOrEqualTo(1_001);
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

        assertThat(breakers.tryCall("a", "").isZero())
                .isEqualTo(!kind.isOfOutage() && !kind.isOfUnnamedLimit());
    }

    private static Failure unnamedLimit() {
        return Failure.of(FailureKind.CAPACITY, "Resource has been exhausted").withHttpCode(429);
    }

    @Test
    void aModelThatRefusesManyCallsInARowForALimitWithoutANamePauses() {
        for (int i = 0; i < 10; i++) {
            assertThat(breakers.tryCall("a", "")).isZero();
            breakers.fail("a", "", unnamedLimit());
        }

        assertThat(breakers.tryCall("a", "")).isPositive();
        assertThat(breakers.tryCall("b", "")).isZero();
        assertThat(breakers.outlasted("a", "a").message()).contains("429").contains("no call");
        clock.advance(Duration.ofMillis(15_001));
        assertThat(breakers.tryCall("a", "")).as("one probe").isZero();
        assertThat(breakers.tryCall("a", "")).isPositive();
        breakers.fail("a", "", unnamedLimit());
        clock.advance(Duration.ofMillis(15_001));
        assertThat(breakers.tryCall("a", "")).isZero();
        breakers.succeed("a");
        assertThat(breakers.tryCall("a", "")).isZero();
        assertThat(breakers.tryCall("a", "")).isZero();
    }

    @Test
    void aModelThatAnswersNowAndThenDoesNotPause() {
        for (int i = 0; i < 100; i++) {
            assertThat(breakers.tryCall("a", "")).isZero();
            if (i % 9 == 8) {
                breakers.succeed("a");
            } else {
                breakers.fail("a", "", unnamedLimit());
            }
        }
    }

    /** Calls of many threads for models that any client or prompt may name. */
    @Test
    void noNumberOfModelsStopsACall() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        for (int thread = 0; thread < 8; thread++) {
            int number = thread;
            threads.execute(
                    () -> {
                        for (int i = 0; i < 20_000; i++) {
                            breakers.tryCall("model-" + number + '-' + i, "");
                        }
                    });
        }
        threads.shutdown();

        boolean isOver = threads.awaitTermination(60, TimeUnit.SECONDS);
        threads.shutdownNow();

        assertThat(isOver).isTrue();
        assertThat(breakers.models()).isLessThanOrEqualTo(1_000);
    }

    private static final Failure INTERNAL = Failure.of(FailureKind.SERVER_ERROR, "internal");

    @Test
    void aNewCallPassesThoseThatMayBeTheCauseOfTheOutage() {
        for (int i = 0; i < TO_BE_DOWN; i++) {
            call("a", INTERNAL);
        }

        assertThat(breakers.tryCall("a", "")).isPositive();
        assertThat(breakers.tryNewCall("a", "")).isTrue();
        assertThat(breakers.tryNewCall("a", "")).as("one a second").isFalse();
        breakers.fail("a", "", INTERNAL);
        clock.advance(Duration.ofSeconds(1));
        assertThat(breakers.tryCall("a", "")).isPositive();
        assertThat(breakers.tryNewCall("a", "")).isTrue();
        assertThat(breakers.succeed("a")).isTrue();
        assertThat(breakers.down()).isEmpty();
        assertThat(recoveries).hasSize(1);
        assertThat(breakers.tryCall("a", "")).isZero();
    }

    @Test
    void aNewCallPassesAProbeThatIsNotAnswered() {
        for (int i = 0; i < TO_BE_DOWN; i++) {
            call("a", INTERNAL);
        }
        clock.advance(breakers.tryCall("a", ""));
        assertThat(breakers.tryCall("a", "")).as("the probe").isZero();

        assertThat(breakers.tryCall("a", "")).isPositive();
        assertThat(breakers.tryNewCall("a", "")).isTrue();
        assertThat(breakers.succeed("a")).isTrue();
        assertThat(breakers.tryCall("a", "")).isZero();

        breakers.fail("a", "", INTERNAL);
        assertThat(breakers.tryCall("a", "")).as("one failure among answers").isZero();
    }

    /** The inbox, with hundreds of bad prompts, took the second of all clients of the gateway. */
    @Test
    void newCallsOfOneCallerDoNotTakeThatOfAnother() {
        for (int i = 0; i < TO_BE_DOWN; i++) {
            call("a", INTERNAL);
        }

        for (int seconds = 0; seconds < 10; seconds++) {
            assertThat(breakers.tryNewCall("a", "")).isTrue();
            breakers.fail("a", "", INTERNAL);
            clock.advance(Duration.ofSeconds(1));
        }
        assertThat(breakers.tryNewCall("a", "")).isTrue();
        assertThat(breakers.isNewCallDue("a", "client")).isTrue();
        assertThat(breakers.tryNewCall("a", "client")).isTrue();
        assertThat(breakers.isNewCallDue("a", "client")).as("one a second").isFalse();
        assertThat(breakers.tryNewCall("a", "client")).isFalse();
        breakers.succeed("a");
        assertThat(breakers.isNewCallDue("a", "client")).as("it answers").isFalse();
    }

    /** Good prompts waited for minutes behind those that met a 500 and a 503 in turn. */
    @Test
    void aNewCallPassesThoseThatMayBeTheCauseAlsoWhereOthersMeetABusyModel() {
        for (int i = 0; i < TO_BE_DOWN; i++) {
            call("a", i % 2 == 0 ? INTERNAL : BUSY);
        }
        breakers.fail("a", "", BUSY);

        assertThat(breakers.tryNewCall("a", "")).isTrue();
        assertThat(breakers.succeed("a")).isTrue();

        goDown("a");
        assertThat(breakers.tryNewCall("a", "")).as("it has answered since").isFalse();
    }

    @Test
    void aNewCallWaitsForAModelThatIsBusy() {
        goDown("a");

        assertThat(breakers.tryNewCall("a", "")).isFalse();
    }

    private void probe(String caller) {
        assertThat(breakers.tryCall("a", caller)).isZero();
    }

    private void probeInVain(String caller) {
        probe(caller);
        breakers.fail("a", caller, BUSY);
    }

    @Test
    void aProbeThatHangsHoldsNoOtherCaller() {
        goDown("a");
        clock.advance(Duration.ofMillis(15_001));
        probe("");
        assertThat(breakers.tryCall("a", "")).isPositive();

        probe("bob");
        assertThat(breakers.tryCall("a", "bob")).as("one of each").isPositive();
        assertThat(breakers.succeed("a")).isTrue();

        assertThat(breakers.tryCall("a", "carol")).isZero();
        assertThat(breakers.tryCall("a", "")).isZero();
    }

    @Test
    void aCallerWhoseCallsFailedHasItsTurnBesideProbesThatHang() {
        goDown("a");
        probeInVain("bob");
        clock.advance(Duration.ofMillis(15_001));
        probe("");
        clock.advance(Duration.ofSeconds(15));

        probe("bob");
        assertThat(breakers.succeed("a")).isTrue();
    }

    @Test
    void callersHaveTurnsHoweverOftenOneAsks() {
        goDown("a");
        probeInVain("bob");
        for (int turn = 0; turn < 6; turn++) {
            clock.advance(breakers.tryCall("a", ""));
            probeInVain("");
            clock.advance(Duration.ofSeconds(15));

            assertThat(breakers.tryCall("a", "")).as("bob's turn").isPositive();
            probeInVain("bob");
        }
    }

    @Test
    void aCallerThatAsksNoMoreDelaysOthersForAMoment() {
        goDown("a");
        probeInVain("gone");
        probeInVain();
        clock.advance(Duration.ofSeconds(15));

        assertThat(breakers.tryCall("a", "")).isLessThanOrEqualTo(Duration.ofMillis(501));
    }

    @Test
    void probesThatFailDelayNoFirstProbeOfAnotherCaller() {
        goDown("a");
        for (int i = 0; i < 20; i++) {
            probeInVain();
        }
        assertThat(breakers.tryCall("a", "")).isGreaterThan(Duration.ofMinutes(2));

        probe("bob");
    }

    @Test
    void callsOfACallerThatFailKeepNoModelFromOthers() {
        for (int outage = 0; outage < 10; outage++) {
            while (breakers.tryCall("a", "").isZero()) {
                breakers.fail("a", "", BUSY);
            }
            probe("bob");
            breakers.succeed("a");

            assertThat(breakers.down()).isEmpty();
        }
    }

    @Test
    void anOutageCostsOneMoreCallForEachCallerThatAsks() {
        breakers.setProbeInterval(5);
        goDown("a");
        List<Instant> probes = new ArrayList<>();
        while (clock.instant().isBefore(START.plusSeconds(60))) {
            for (int caller = 0; caller < 20; caller++) {
                if (breakers.tryCall("a", "caller-" + caller).isZero()) {
                    breakers.fail("a", "caller-" + caller, BUSY);
                    probes.add(clock.instant());
                }
            }
            clock.advance(Duration.ofMillis(100));
        }

        assertThat(probes).hasSizeLessThanOrEqualTo(20 + 11);
        assertThat(probes.stream().filter(START.plusSeconds(20)::isAfter)).hasSize(20 + 3);
    }

    @Test
    void aProbeThatHangsIsPassedByTheNextOfItsCallerAfterAWhile() {
        goDown("a");
        clock.advance(Duration.ofMillis(15_001));
        for (int seconds : new int[] {60, 240}) {
            probe("");
            assertThat(breakers.tryCall("a", "")).as("asks again").isEqualTo(Duration.ofSeconds(1));
            clock.advance(Duration.ofSeconds(seconds).minusMillis(1));
            assertThat(breakers.tryCall("a", "")).isPositive();
            clock.advance(Duration.ofMillis(1));
        }
        probe("");

        assertThat(breakers.succeed("a")).as("the answer to any").isTrue();
    }

    @Test
    void anAnswerToACallThatLeftBeforeSaysNothingOfNow() {
        goDown("a");

        assertThat(breakers.succeed("a")).isFalse();

        assertThat(breakers.tryCall("a", "")).isPositive();
    }

    @Test
    void callsThatLeftBeforeDelayNoProbe() {
        goDown("a");
        clock.advance(Duration.ofSeconds(10));
        breakers.fail("a", "", BUSY);

        assertThat(breakers.tryCall("a", "")).isEqualTo(Duration.ofMillis(5_001));
    }
}
