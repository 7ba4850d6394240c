package io.github.geminiroutes.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class GateTest {

    private static final String MODEL = "gemini-3.8-flash";
    private static final Duration MINUTE_AND_MARGIN = Duration.ofMillis(60_300);

    private final SettableClock clock = new SettableClock(Timeline.START);
    private final Gate gate = new Gate(clock);

    @Test
    void tellsTheHeadOfTheLineTheExactTime() {
        gate.setRequestsPerMinute("1");
        go(10);
        clock.advance(Duration.ofSeconds(20));

        assertThat(waitOf(gate.ticket(MODEL, 10))).isEqualTo(Duration.ofMillis(40_300));
    }

    @Test
    void tellsTheOthersTheTimeForTheirRank() {
        gate.setRequestsPerMinute("2");
        go(1);
        clock.advance(Duration.ofSeconds(10));
        go(1);
        List<Duration> waits = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            waits.add(waitOf(gate.ticket(MODEL, 1)));
        }

        assertThat(waits)
                .containsExactly(
                        Duration.ofMillis(50_300),
                        Duration.ofMillis(60_300),
                        Duration.ofMillis(110_600),
                        Duration.ofMillis(120_600));
    }

    @Test
    void spacesABurstByAHundredthOfTheEvenPace() {
        gate.setRequestsPerMinute("100");
        go(1);

        assertThat(waitOf(gate.ticket(MODEL, 1))).isEqualTo(Duration.ofMillis(6));
        assertThat(waitOf(gate.ticket(MODEL, 1))).isEqualTo(Duration.ofMillis(12));
    }

    /** Whoever waits has been told a time for the next minute; nobody else would use the room. */
    @Test
    void aCallThatWasRefusedHasItsTurnAgainBeforeThoseWhoWait() {
        gate.setRequestsPerMinute("2");
        go(1);
        clock.advance(Duration.ofMillis(300));
        Permit refused = go(1);
        Permit third = gate.ticket(MODEL, 1);
        waitOf(third);
        clock.advance(Duration.ofMillis(500));
        gate.refused(
                refused,
                Violations.perMinute(Duration.ofSeconds(3), Violations.requestsPerMinute(2)));

        Permit again = gate.ticketAgain(refused);

        assertThat(waitOf(again)).isEqualTo(Duration.ofSeconds(3));
        clock.advance(Duration.ofSeconds(3));
        assertThat(gate.admit(again)).isInstanceOf(Decision.Go.class);
        assertThat(waitOf(third)).isGreaterThan(Duration.ofSeconds(50));
    }

    @Test
    void aRefusedCallThatDoesNotComeBackHoldsUpNobody() {
        gate.setRequestsPerMinute("2");
        go(1);
        clock.advance(Duration.ofMillis(300));
        Permit refused = go(1);
        gate.refused(
                refused,
                Violations.perMinute(Duration.ofSeconds(3), Violations.requestsPerMinute(2)));
        gate.ticketAgain(refused);
        Permit third = gate.ticket(MODEL, 1);
        clock.advance(Duration.ofSeconds(6));

        assertThat(gate.admit(third)).isInstanceOf(Decision.Go.class);
    }

    @Test
    void lateComersDoNotSetBackTheTimetable() {
        gate.setRequestsPerMinute("100");
        go(1);
        Permit second = gate.ticket(MODEL, 1);
        Permit third = gate.ticket(MODEL, 1);
        waitOf(second);
        waitOf(third);
        clock.advance(Duration.ofMillis(12));

        assertThat(gate.admit(third)).isInstanceOf(Decision.Go.class);
        assertThat(gate.admit(second)).isInstanceOf(Decision.Go.class);
    }

    @Test
    void nobodyTakesThePlaceOfALargerPromptInFront() {
        gate.setInputTokensPerMinute("100");
        go(60);
        clock.advance(Duration.ofSeconds(10));
        Permit large = gate.ticket(MODEL, 90);
        Permit small = gate.ticket(MODEL, 20);

        assertThat(waitOf(large)).isEqualTo(Duration.ofMillis(50_300));
        assertThat(waitOf(small)).isEqualTo(Duration.ofMillis(50_300 + 60_300));
    }

    @Test
    void promptLargerThanTheLimitGoesAlone() {
        gate.setInputTokensPerMinute("100");
        go(10);
        Permit huge = gate.ticket(MODEL, 1_000);

        assertThat(waitOf(huge)).isEqualTo(MINUTE_AND_MARGIN);
        clock.advance(MINUTE_AND_MARGIN);
        assertThat(gate.admit(huge)).isInstanceOf(Decision.Go.class);
        assertThat(waitOf(gate.ticket(MODEL, 1))).isEqualTo(MINUTE_AND_MARGIN);
    }

    @Test
    void callerThatIsGoneLosesThePlace() {
        gate.setRequestsPerMinute("1");
        go(1);
        waitOf(gate.ticket(MODEL, 1)); // never comes back
        Permit next = gate.ticket(MODEL, 1);
        assertThat(waitOf(next)).isEqualTo(Duration.ofMillis(120_600));
        clock.advance(Duration.ofMillis(60_300 + 5_002));

        assertThat(gate.admit(next)).isInstanceOf(Decision.Go.class);
        assertThat(view().waiting()).isZero();
    }

    @Test
    void abandonedPlaceIsFree() {
        gate.setRequestsPerMinute("1");
        go(1);
        Permit first = gate.ticket(MODEL, 1);
        Permit second = gate.ticket(MODEL, 1);
        waitOf(first);
        gate.abandon(first);

        assertThat(waitOf(second)).isEqualTo(MINUTE_AND_MARGIN);
    }

    @Test
    void failedCallCountsAndRefusedOrAbandonedOneDoesNot() {
        gate.setRequestsPerMinute("10");
        gate.failed(go(5));
        clock.advance(Duration.ofSeconds(1));
        gate.abandon(go(5));
        clock.advance(Duration.ofSeconds(1));
        gate.refused(go(5), Failure.of(FailureKind.CAPACITY, "busy"));

        assertThat(used(LimitKind.REQUESTS_PER_MINUTE)).isEqualTo(1);
        assertThat(used(LimitKind.REQUESTS_PER_DAY)).isEqualTo(1);
        assertThat(used(LimitKind.INPUT_TOKENS_PER_MINUTE)).isEqualTo(5);
    }

    @Test
    void outcomeIsToldOnce() {
        Permit ticket = go(10);
        gate.settle(ticket, 7);
        gate.settle(ticket, 9);
        gate.abandon(ticket);

        assertThat(used(LimitKind.INPUT_TOKENS_PER_MINUTE)).isEqualTo(7);
        assertThatThrownBy(() -> gate.admit(ticket)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void estimatesAreCorrectedByWhatWasCounted() {
        gate.settle(go(100), 150);

        assertThat(go(100).reserved).isEqualTo(150);
        assertThat(view().tokenRatio()).isEqualTo(1.5);
        for (int i = 0; i < 100; i++) {
            gate.settle(go(10), 1_000_000);
        }
        assertThat(go(10).reserved).isEqualTo(50);
    }

    @Test
    void refusalClosesTheModelUntilTheServersTime() {
        gate.refused(go(1), Violations.perMinute(Duration.ofSeconds(20)));

        assertThat(waitOf(gate.ticket(MODEL, 1))).isEqualTo(Duration.ofSeconds(20));
        assertThat(view().closedUntil()).isEqualTo(clock.instant().plusSeconds(20));
        assertThat(gate.admit(gate.ticket("gemini-3.7-flash", 1))).isInstanceOf(Decision.Go.class);
    }

    @Test
    void refusalWithoutATimeClosesUntilTheOldestCallIsForgotten() {
        go(1);
        clock.advance(Duration.ofSeconds(50));
        gate.refused(go(1), Violations.perMinute(null));

        assertThat(waitOf(gate.ticket(MODEL, 1))).isEqualTo(Duration.ofMillis(10_300));
    }

    @Test
    void refusalWithoutATimeOrACallBeforeClosesForTheFallback() {
        gate.refused(go(1), Violations.perMinute(null), Duration.ofSeconds(7));

        assertThat(waitOf(gate.ticket(MODEL, 1))).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void learnedLimitIsReplacedAndASetOneStaysTheUpperBound() {
        gate.refused(go(1), Violations.perMinute(null, Violations.requestsPerMinute(30)));
        assertThat(limit()).isEqualTo(new LimitUse(30L, LimitUse.Source.LEARNED, 30));
        clock.advance(Duration.ofMinutes(2));
        gate.refused(go(1), Violations.perMinute(null, Violations.requestsPerMinute(60)));
        assertThat(limit().limit()).isEqualTo(60);
        gate.setRequestsPerMinute("50");
        assertThat(limit().limit()).isEqualTo(50);
        assertThat(limit().source()).isEqualTo(LimitUse.Source.SET);
        clock.advance(Duration.ofMinutes(2));
        gate.refused(
                go(1),
                Violations.perMinute(
                        null, Violations.requestsPerMinute(40), Violations.requestsPerMinute(20)));
        assertThat(limit().limit()).isEqualTo(20);
        assertThat(limit().source()).isEqualTo(LimitUse.Source.LEARNED);
    }

    @Test
    void lessonIsForgottenAfterAWeek() {
        gate.refused(go(1), Violations.perMinute(null, Violations.requestsPerMinute(30)));
        clock.advance(Duration.ofDays(6));
        assertThat(limit().limit()).isEqualTo(30);
        clock.advance(Duration.ofDays(2));
        assertThat(limit().source()).isEqualTo(LimitUse.Source.UNKNOWN);
    }

    @Test
    void oneLessonIsNotCountedTwice() {
        List<Permit> sent = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            sent.add(go(1));
        }
        Failure failure =
                Violations.perMinute(Duration.ofSeconds(30), Violations.requestsPerMinute(50));
        sent.forEach(ticket -> gate.refused(ticket, failure));

        assertThat(limit().used()).isEqualTo(50);
    }

    @Test
    void lateRefusalOfAnOldLessonOnlyClosesTheGate() {
        Permit first = go(1);
        Permit late = go(1);
        Failure failure =
                Violations.perMinute(Duration.ofSeconds(1), Violations.requestsPerMinute(50));
        gate.refused(first, failure);
        clock.advance(Duration.ofSeconds(90));
        gate.refused(late, failure);

        assertThat(limit().used()).isZero();
        assertThat(waitOf(gate.ticket(MODEL, 1))).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void longStopSendsEverybodyAwayUntilItIsOver() {
        Failure cap = Failure.of(FailureKind.MONTHLY_SPENDING_CAP, "cap");
        Instant until = clock.instant().plusSeconds(3_600);
        gate.closeUntil(MODEL, until, cap);
        Permit ticket = gate.ticket(MODEL, 1);

        assertThat(gate.admit(ticket)).isEqualTo(new Decision.ClosedUntil(until, cap));
        assertThat(view().waiting()).isZero();
        gate.reopen(MODEL);
        assertThat(gate.admit(ticket)).isInstanceOf(Decision.Go.class);
    }

    @Test
    void inAYoungProcessACallCountsFromABitAfterItLeaves() {
        gate.setRequestsPerMinute("1");
        Permit first = go(1);
        clock.advance(Duration.ofMillis(800));
        gate.departed(first);

        assertThat(waitOf(gate.ticket(MODEL, 1))).isEqualTo(Duration.ofMillis(61_000));
        assertThat(view().limits().get(LimitKind.REQUESTS_PER_MINUTE).used()).isEqualTo(1);
    }

    @Test
    void laterItCountsFromWhenItLeaves() {
        gate.setRequestsPerMinute("1");
        gate.departed(go(1));
        clock.advance(Duration.ofMillis(61_000));
        Permit second = go(1);
        clock.advance(Duration.ofMillis(800));
        gate.departed(second);

        assertThat(waitOf(gate.ticket(MODEL, 1))).isEqualTo(MINUTE_AND_MARGIN);
    }

    @Test
    void clockSetBackMakesNobodyWaitForIt() {
        gate.setRequestsPerMinute("1");
        go(1);
        Permit next = gate.ticket(MODEL, 1);
        clock.advance(Duration.ofHours(-1));
        assertThat(waitOf(next)).isEqualTo(MINUTE_AND_MARGIN);
        clock.advance(MINUTE_AND_MARGIN);

        assertThat(gate.admit(next)).isInstanceOf(Decision.Go.class);
    }

    @Test
    void memoryIsBoundedWithoutLimits() {
        for (int i = 0; i < 200_000; i++) {
            gate.settle(go(10), 10);
            clock.advance(Duration.ofNanos(250_000));
        }

        assertThat(used(LimitKind.REQUESTS_PER_MINUTE)).isEqualTo(200_000);
        assertThat(go(1).gate.keep().window()).hasSizeLessThanOrEqualTo(610);
    }

    @Test
    void refusesALimitThatIsNone() {
        assertThatThrownBy(() -> gate.setRequestsPerMinute("0"))
                .hasMessageContaining("requests-per-minute");
        gate.setRequestsPerMinute(" ");
        assertThat(gate.admit(gate.ticket(MODEL, 1))).isInstanceOf(Decision.Go.class);
    }

    @Test
    @Timeout(30)
    void threadsTogetherGetNoMoreThanTheLimit() throws Exception {
        gate.limit(LimitKind.INPUT_TOKENS_PER_MINUTE, 500L);
        AtomicInteger admitted = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        for (int i = 0; i < 8; i++) {
            threads.execute(
                    () -> {
                        for (int call = 0; call < 2_000; call++) {
                            Permit ticket = gate.ticket(MODEL, 1);
                            if (gate.admit(ticket) instanceof Decision.Go) {
                                admitted.incrementAndGet();
                                gate.settle(ticket, 1);
                            } else {
                                gate.abandon(ticket);
                                synchronized (clock) {
                                    clock.advance(Duration.ofNanos(100_000));
                                }
                            }
                        }
                    });
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();

        assertThat(admitted.get()).isBetween(1, 500);
        assertThat(used(LimitKind.REQUESTS_PER_MINUTE)).isEqualTo(admitted.get());
        assertThat(view().waiting()).isZero();
    }

    private Permit go(long tokens) {
        Permit ticket = gate.ticket(MODEL, tokens);
        assertThat(gate.admit(ticket)).isInstanceOf(Decision.Go.class);
        return ticket;
    }

    private Duration waitOf(Permit ticket) {
        assertThat(gate.admit(ticket)).isInstanceOf(Decision.WaitFor.class);
        return ((Decision.WaitFor) gate.admit(ticket)).delay();
    }

    private ModelQuota view() {
        return gate.view().stream().filter(m -> m.model().equals(MODEL)).findAny().orElseThrow();
    }

    private LimitUse limit() {
        return view().limits().get(LimitKind.REQUESTS_PER_MINUTE);
    }

    private long used(LimitKind kind) {
        return view().limits().get(kind).used();
    }
}
