package io.github.geminiroutes.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.support.Priority;
import io.github.geminiroutes.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    private final List<Permit> waiting = new ArrayList<>();

    @Test
    void givesTheFirstOfTheQueueTheExactTime() {
        gate.setRequestsPerMinute("1");
        go(10);
        clock.advance(Duration.ofSeconds(20));

        assertThat(waitOf(gate.enqueue(MODEL, 10))).isEqualTo(Duration.ofMillis(40_300));
    }

    @Test
    void givesTheOthersTheTimeOfTheirPlace() {
        gate.setRequestsPerMinute("2");
        go(1);
        clock.advance(Duration.ofSeconds(10));
        go(1);
        List<Duration> waits = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            waits.add(waitOf(gate.enqueue(MODEL, 1)));
        }

        assertThat(waits)
                .containsExactly(
                        Duration.ofMillis(50_300),
                        Duration.ofMillis(60_300),
                        Duration.ofMillis(110_600),
                        Duration.ofMillis(120_600));
    }

    @Test
    void ofThreeHundredThatWaitAHighOneGoesNext() {
        gate.setRequestsPerMinute("60");
        go(60);
        List<Permit> normal = queue(300, Priority.NORMAL);
        Permit high = queue(1, Priority.HIGH).get(0);

        List<Permit> order = drain(3);

        assertThat(order).startsWith(high).contains(normal.get(0), normal.get(1));
    }

    @Test
    void aHighOneThatComesAfterTheOthersHaveTheirTimesGoesNextAllTheSame() {
        gate.setRequestsPerMinute("1");
        go(1);
        List<Permit> normal = queue(3, Priority.NORMAL);
        normal.forEach(this::waitOf);
        clock.advance(Duration.ofSeconds(30));
        Permit high = gate.enqueue(MODEL, 1, Priority.HIGH);
        assertThat(waitOf(high)).isEqualTo(Duration.ofMillis(30_300));

        clock.advance(Duration.ofMillis(30_300));

        assertThat(gate.admit(normal.get(0))).isInstanceOf(Decision.Delayed.class);
        assertThat(gate.admit(high)).isInstanceOf(Decision.Permitted.class);
        assertThat(waitOf(normal.get(0))).isEqualTo(MINUTE_AND_MARGIN);
    }

    @Test
    void aCallerThatBringsManyDelaysAnotherByOneTurn() {
        gate.setRequestsPerMinute("60");
        go(60);
        List<Permit> many = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            many.add(gate.enqueue(MODEL, 1, Priority.HIGH, "many"));
        }
        Permit few = gate.enqueue(MODEL, 1, Priority.HIGH, "few");
        waiting.addAll(many);
        waiting.add(few);

        List<Permit> order = drain(3);

        assertThat(order).containsExactlyInAnyOrder(many.get(0), few, many.get(1));
    }

    @Test
    void oneOfTenPermitsIsForWhatWouldWaitForEver() {
        gate.setRequestsPerMinute("60");
        go(60);
        queue(200, Priority.HIGH);
        List<Permit> low = queue(20, Priority.LOW);
        List<Permit> normal = queue(20, Priority.NORMAL);

        List<Permit> order = drain(100);

        assertThat(order).filteredOn(low::contains).containsExactlyElementsOf(low.subList(0, 10));
        assertThat(order).filteredOn(normal::contains).hasSizeBetween(8, 10);
        for (int i = 0; i < 100; i += 10) {
            assertThat(order.subList(i, i + 10)).containsAnyElementsOf(low);
        }
    }

    private List<Permit> queue(int count, Priority priority) {
        List<Permit> permits = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            permits.add(gate.enqueue(MODEL, 1, priority));
        }
        waiting.addAll(permits);
        return permits;
    }

    /** Those that have gone first, while each asks again whenever the gate has told it to. */
    private List<Permit> drain(int count) {
        Map<Permit, Instant> next = new LinkedHashMap<>();
        waiting.forEach(permit -> next.put(permit, clock.instant()));
        List<Permit> gone = new ArrayList<>();
        while (gone.size() < count) {
            Instant earliest = Collections.min(next.values());
            clock.advance(Duration.between(clock.instant(), earliest));
            for (Permit permit : List.copyOf(next.keySet())) {
                if (!next.get(permit).isAfter(earliest)) {
                    if (gate.admit(permit) instanceof Decision.Delayed wait) {
                        next.put(permit, clock.instant().plus(wait.delay()));
                    } else {
                        next.remove(permit);
                        gone.add(permit);
                    }
                }
            }
        }
        return gone;
    }

    @Test
    void spacesABurstByAHundredthOfTheEvenPace() {
        gate.setRequestsPerMinute("100");
        go(1);

        assertThat(waitOf(gate.enqueue(MODEL, 1))).isEqualTo(Duration.ofMillis(6));
        assertThat(waitOf(gate.enqueue(MODEL, 1))).isEqualTo(Duration.ofMillis(12));
    }

    /** Whoever waits has been told a time for the next minute; nobody else would use the room. */
    @Test
    void aRefusedCallReturnsToTheFrontOfTheQueue() {
        gate.setRequestsPerMinute("2");
        go(1);
        clock.advance(Duration.ofMillis(300));
        Permit refused = go(1);
        Permit third = gate.enqueue(MODEL, 1);
        waitOf(third);
        clock.advance(Duration.ofMillis(500));
        gate.refused(
                refused,
                Violations.perMinute(Duration.ofSeconds(3), Violations.requestsPerMinute(2)));

        Permit again = gate.enqueueAgain(refused);

        assertThat(waitOf(again)).isEqualTo(Duration.ofSeconds(3));
        clock.advance(Duration.ofSeconds(3));
        assertThat(gate.admit(again)).isInstanceOf(Decision.Permitted.class);
        assertThat(waitOf(third)).isGreaterThan(Duration.ofSeconds(50));
    }

    @Test
    void aRefusedCallThatDoesNotComeBackDelaysNoOther() {
        gate.setRequestsPerMinute("2");
        go(1);
        clock.advance(Duration.ofMillis(300));
        Permit refused = go(1);
        gate.refused(
                refused,
                Violations.perMinute(Duration.ofSeconds(3), Violations.requestsPerMinute(2)));
        gate.enqueueAgain(refused);
        Permit third = gate.enqueue(MODEL, 1);
        clock.advance(Duration.ofSeconds(6));

        assertThat(gate.admit(third)).isInstanceOf(Decision.Permitted.class);
    }

    @Test
    void lateCallersDoNotDelayTheOthers() {
        gate.setRequestsPerMinute("100");
        go(1);
        Permit second = gate.enqueue(MODEL, 1);
        Permit third = gate.enqueue(MODEL, 1);
        waitOf(second);
        waitOf(third);
        clock.advance(Duration.ofMillis(12));

        assertThat(gate.admit(third)).isInstanceOf(Decision.Permitted.class);
        assertThat(gate.admit(second)).isInstanceOf(Decision.Permitted.class);
    }

    @Test
    void noCallOvertakesALargerPromptInFront() {
        gate.setInputTokensPerMinute("100");
        go(60);
        clock.advance(Duration.ofSeconds(10));
        Permit large = gate.enqueue(MODEL, 90);
        Permit small = gate.enqueue(MODEL, 20);

        assertThat(waitOf(large)).isEqualTo(Duration.ofMillis(50_300));
        assertThat(waitOf(small)).isEqualTo(Duration.ofMillis(50_300 + 60_300));
    }

    @Test
    void promptLargerThanTheLimitGoesAlone() {
        gate.setInputTokensPerMinute("100");
        go(10);
        Permit huge = gate.enqueue(MODEL, 1_000);

        assertThat(waitOf(huge)).isEqualTo(MINUTE_AND_MARGIN);
        clock.advance(MINUTE_AND_MARGIN);
        assertThat(gate.admit(huge)).isInstanceOf(Decision.Permitted.class);
        assertThat(waitOf(gate.enqueue(MODEL, 1))).isEqualTo(MINUTE_AND_MARGIN);
    }

    @Test
    void callerThatIsGoneLosesItsPlace() {
        gate.setRequestsPerMinute("1");
        go(1);
        waitOf(gate.enqueue(MODEL, 1)); // never comes back
        Permit next = gate.enqueue(MODEL, 1);
        assertThat(waitOf(next)).isEqualTo(Duration.ofMillis(120_600));
        clock.advance(Duration.ofMillis(60_300 + 30_002));

        assertThat(gate.admit(next)).isInstanceOf(Decision.Permitted.class);
        assertThat(view().waiting()).isZero();
    }

    @Test
    void abandonedPlaceIsFree() {
        gate.setRequestsPerMinute("1");
        go(1);
        Permit first = gate.enqueue(MODEL, 1);
        Permit second = gate.enqueue(MODEL, 1);
        waitOf(first);
        gate.abandon(first);

        assertThat(waitOf(second)).isEqualTo(MINUTE_AND_MARGIN);
    }

    @Test
    void callThatFailsOnceItHasLeftCountsAndRefusedOrUnsentOneDoesNot() {
        gate.setRequestsPerMinute("10");
        Permit failed = go(5);
        gate.departed(failed);
        gate.abandon(failed);
        clock.advance(Duration.ofSeconds(1));
        gate.abandon(go(5));
        clock.advance(Duration.ofSeconds(1));
        gate.refused(go(5), Failure.of(FailureKind.CAPACITY, "busy"));

        assertThat(used(LimitKind.REQUESTS_PER_MINUTE)).isEqualTo(1);
        assertThat(used(LimitKind.REQUESTS_PER_DAY)).isEqualTo(1);
        assertThat(used(LimitKind.INPUT_TOKENS_PER_MINUTE)).isEqualTo(5);
    }

    @Test
    void aCallThatNeverLeftGivesBackItsPlaceOfTheMinuteAndOfTheDay() {
        gate.setRequestsPerMinute("1");
        gate.setRequestsPerDay("1");
        Permit permit = go(100);
        assertThat(used(LimitKind.REQUESTS_PER_DAY)).isEqualTo(1);

        gate.abandon(permit);

        assertThat(used(LimitKind.REQUESTS_PER_MINUTE)).isZero();
        assertThat(used(LimitKind.INPUT_TOKENS_PER_MINUTE)).isZero();
        assertThat(used(LimitKind.REQUESTS_PER_DAY)).isZero();
        // The distance between two calls remains.
        clock.advance(Duration.ofMillis(600));
        go(100);
    }

    @Test
    void aCallThatHasLeftCountsEvenIfItIsAbandoned() {
        Permit permit = go(100);
        gate.departed(permit);

        gate.abandon(permit);

        assertThat(used(LimitKind.REQUESTS_PER_MINUTE)).isEqualTo(1);
        assertThat(used(LimitKind.INPUT_TOKENS_PER_MINUTE)).isEqualTo(100);
        assertThat(used(LimitKind.REQUESTS_PER_DAY)).isEqualTo(1);
    }

    @Test
    void aSharedQuotaGetsBackOnlyWhatNeverLeft() {
        List<Permit> givenBack = new ArrayList<>();
        gate.share(
                models ->
                        new SharedQuota() {
                            @Override
                            public void giveBack(Permit permit) {
                                givenBack.add(permit);
                            }
                        },
                1);
        Permit departed = go(1);
        Permit waiting = go(1);
        gate.departed(departed);

        gate.abandon(departed);
        gate.abandon(waiting);

        assertThat(givenBack).containsExactly(waiting);
    }

    @Test
    void noFaultOfASharedQuotaReachesACall() {
        List<String> notices = new ArrayList<>();
        gate.setNotices(notices::add);
        gate.share(models -> new BrokenQuota(), 1);
        Permit permit = go(1);
        gate.departed(permit);
        gate.settle(permit, 1);
        gate.abandon(go(1));
        gate.refused(go(1), Violations.perMinute(Duration.ofSeconds(1)));
        gate.closeUntil(MODEL, clock.instant(), Failure.of(FailureKind.PREPAY_DEPLETED, "x"));
        gate.reopen(MODEL);
        gate.maintain();
        gate.close();

        assertThat(notices).as("told once").hasSize(1);
    }

    /** Redis may answer anything. */
    private static final class BrokenQuota implements SharedQuota {

        private static <T> T fault() {
            throw new ClassCastException("String is no Long");
        }

        @Override
        public Decision admit(Permit permit) {
            return fault();
        }

        @Override
        public Decision decidedAlone(Permit permit, Decision decision) {
            return fault();
        }

        @Override
        public void departed(Permit permit, Duration transit) {
            fault();
        }

        @Override
        public void settle(Permit permit, long actualTokens) {
            fault();
        }

        @Override
        public void giveBack(Permit permit) {
            fault();
        }

        @Override
        public void refused(Permit permit, Failure failure, Duration fallback) {
            fault();
        }

        @Override
        public void closeUntil(String model, Instant until, Failure reason) {
            fault();
        }

        @Override
        public void reopen(String model) {
            fault();
        }

        @Override
        public void reconnect() {
            fault();
        }

        @Override
        public void close() {
            fault();
        }
    }

    @Test
    void onlyTheFirstOutcomeCounts() {
        Permit permit = go(10);
        gate.settle(permit, 7);
        gate.settle(permit, 9);
        gate.abandon(permit);

        assertThat(used(LimitKind.INPUT_TOKENS_PER_MINUTE)).isEqualTo(7);
        assertThatThrownBy(() -> gate.admit(permit)).isInstanceOf(IllegalStateException.class);
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

        assertThat(waitOf(gate.enqueue(MODEL, 1))).isEqualTo(Duration.ofSeconds(20));
        assertThat(view().closedUntil()).isEqualTo(clock.instant().plusSeconds(20));
        assertThat(gate.admit(gate.enqueue("gemini-3.7-flash", 1)))
                .isInstanceOf(Decision.Permitted.class);
    }

    @Test
    void refusalWithoutATimeClosesUntilTheOldestCallLeavesTheWindow() {
        go(1);
        clock.advance(Duration.ofSeconds(50));
        gate.refused(go(1), Violations.perMinute(null));

        assertThat(waitOf(gate.enqueue(MODEL, 1))).isEqualTo(Duration.ofMillis(10_300));
    }

    @Test
    void refusalWithoutATimeOrACallBeforeClosesForTheFallback() {
        gate.refused(go(1), Violations.perMinute(null), Duration.ofSeconds(7));

        assertThat(waitOf(gate.enqueue(MODEL, 1))).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void learnedLimitIsReplacedAndASetOneStaysTheUpperBound() {
        gate.refused(go(1), Violations.perMinute(null, Violations.requestsPerMinute(30)));
        assertThat(limit()).isEqualTo(new ModelQuota.LimitUse(30L, ModelQuota.Source.LEARNED, 30));
        clock.advance(Duration.ofMinutes(2));
        gate.refused(go(1), Violations.perMinute(null, Violations.requestsPerMinute(60)));
        assertThat(limit().limit()).isEqualTo(60);
        gate.setRequestsPerMinute("50");
        assertThat(limit().limit()).isEqualTo(50);
        assertThat(limit().source()).isEqualTo(ModelQuota.Source.SET);
        clock.advance(Duration.ofMinutes(2));
        gate.refused(
                go(1),
                Violations.perMinute(
                        null, Violations.requestsPerMinute(40), Violations.requestsPerMinute(20)));
        assertThat(limit().limit()).isEqualTo(20);
        assertThat(limit().source()).isEqualTo(ModelQuota.Source.LEARNED);
    }

    @Test
    void learnedLimitExpiresAfterAWeek() {
        gate.refused(go(1), Violations.perMinute(null, Violations.requestsPerMinute(30)));
        clock.advance(Duration.ofDays(6));
        assertThat(limit().limit()).isEqualTo(30);
        clock.advance(Duration.ofDays(2));
        assertThat(limit().source()).isEqualTo(ModelQuota.Source.UNKNOWN);
    }

    @Test
    void theServersDelayIsBelievedUntilItProvesTooShort() {
        Failure failure =
                Violations.perMinute(Duration.ofSeconds(1), Violations.requestsPerMinute(50));
        gate.refused(go(1), failure);
        assertThat(limit().used()).as("nobody else is seen").isZero();
        clock.advance(Duration.ofSeconds(1));

        refuseAtOnce(10, failure);

        assertThat(limit().used()).as("others use all of it, and once").isEqualTo(50);
    }

    @Test
    void refusalsOfOneCauseCountOnce() {
        refuseAtOnce(
                10, Violations.perMinute(Duration.ofSeconds(30), Violations.requestsPerMinute(50)));

        assertThat(limit().used()).isEqualTo(50);
    }

    private void refuseAtOnce(int calls, Failure failure) {
        List<Permit> sent = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            sent.add(admitLater(gate.enqueue(MODEL, 1)));
        }
        sent.forEach(permit -> gate.refused(permit, failure));
    }

    @Test
    void callsThatAreAnsweredAfterAPauseShowThatItWasLongEnough() {
        Failure failure =
                Violations.perMinute(Duration.ofSeconds(1), Violations.requestsPerMinute(50));
        for (int round = 0; round < 8; round++) {
            gate.refused(go(1), failure);
            clock.advance(Duration.ofSeconds(1));
            for (int i = 0; i < 4; i++) {
                gate.settle(go(1), 1);
                clock.advance(Duration.ofMillis(50));
            }
        }

        gate.refused(go(1), failure);

        assertThat(waitOf(gate.enqueue(MODEL, 1))).isEqualTo(Duration.ofSeconds(1));
        assertThat(limit().used()).as("our own calls only").isEqualTo(32);
    }

    @Test
    void theLeastPauseDoublesWithEachRefusalInARow() {
        Failure tiny = Violations.perMinute(Duration.ofMillis(1));
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            gate.refused(go(1), tiny);
            Duration pause = waitOf(gate.enqueue(MODEL, 1));
            pauses.add(pause.toMillis());
            clock.advance(pause);
        }

        assertThat(pauses).containsExactly(100L, 200L, 400L, 800L);
    }

    @Test
    void aCallFarLargerThanTheTokensOfAMinuteIsToldAtItsFirstRefusal() {
        Failure tokens =
                Violations.perMinute(Duration.ofSeconds(1), Violations.tokensPerMinute(1_000));
        go(10);

        assertThat(gate.refused(go(1_300), tokens)).isTrue();
        assertThat(gate.refused(goWhenItMay(1_100), tokens)).as("it went alone").isTrue();
        assertThat(gate.refused(goWhenItMay(900), tokens)).isFalse();
    }

    @Test
    void aCallThatIsRefusedAloneAgainAndAgainIsLargerThanItsEstimate() {
        Failure tokens =
                Violations.perMinute(Duration.ofSeconds(1), Violations.tokensPerMinute(1_000));
        Permit permit = goWhenItMay(900);
        List<Boolean> larger = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            larger.add(gate.refused(permit, tokens));
            permit = gate.enqueueAgain(permit);
            admitLater(permit);
        }

        assertThat(larger).containsExactly(false, false, true);
    }

    /** Its refusals are others' doing: no estimate is wrong by half. */
    @Test
    void aSmallCallIsNeverLargerThanALimitHoweverOftenItIsRefused() {
        Failure tokens =
                Violations.perMinute(Duration.ofSeconds(1), Violations.tokensPerMinute(1_000));
        Permit permit = goWhenItMay(500);
        for (int i = 0; i < 10; i++) {
            assertThat(gate.refused(permit, tokens)).isFalse();
            permit = gate.enqueueAgain(permit);
            admitLater(permit);
        }
    }

    private Permit goWhenItMay(long tokens) {
        clock.advance(Duration.ofMinutes(2));
        return admitLater(gate.enqueue(MODEL, tokens));
    }

    private Permit admitLater(Permit permit) {
        for (Decision decision = gate.admit(permit);
                decision instanceof Decision.Delayed wait;
                decision = gate.admit(permit)) {
            clock.advance(wait.delay());
        }
        return permit;
    }

    @Test
    void aDelayOfManyMinutesIsNoPause() {
        gate.refused(go(1), Violations.perMinute(Duration.ofHours(20)));

        assertThat(gate.admit(gate.enqueue(MODEL, 1))).isInstanceOf(Decision.Permitted.class);
    }

    @Test
    void lateRefusalOfAnOldCauseOnlyClosesTheGate() {
        Permit first = go(1);
        Permit late = go(1);
        Failure failure =
                Violations.perMinute(Duration.ofSeconds(1), Violations.requestsPerMinute(50));
        gate.refused(first, failure);
        clock.advance(Duration.ofSeconds(90));
        gate.refused(late, failure);

        assertThat(limit().used()).isZero();
        assertThat(waitOf(gate.enqueue(MODEL, 1))).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void longStopRejectsAllCallsUntilItEnds() {
        Failure cap = Failure.of(FailureKind.MONTHLY_SPENDING_CAP, "cap");
        Instant until = clock.instant().plusSeconds(3_600);
        gate.closeUntil(MODEL, until, cap);
        Permit permit = gate.enqueue(MODEL, 1);

        assertThat(gate.admit(permit)).isEqualTo(new Decision.Rejected(until, cap));
        assertThat(view().waiting()).isZero();
        gate.reopen(MODEL);
        assertThat(gate.admit(permit)).isInstanceOf(Decision.Permitted.class);
    }

    @Test
    void inANewProcessACallCountsFromShortlyAfterItsDeparture() {
        gate.setRequestsPerMinute("1");
        Permit first = go(1);
        clock.advance(Duration.ofMillis(800));
        gate.departed(first);

        assertThat(waitOf(gate.enqueue(MODEL, 1))).isEqualTo(Duration.ofMillis(61_000));
        assertThat(view().limits().get(LimitKind.REQUESTS_PER_MINUTE).used()).isEqualTo(1);
    }

    @Test
    void laterACallCountsFromItsDeparture() {
        gate.setRequestsPerMinute("1");
        gate.departed(go(1));
        clock.advance(Duration.ofMillis(61_000));
        Permit second = go(1);
        clock.advance(Duration.ofMillis(800));
        gate.departed(second);

        assertThat(waitOf(gate.enqueue(MODEL, 1))).isEqualTo(MINUTE_AND_MARGIN);
    }

    @Test
    void clockSetBackDelaysNoCall() {
        gate.setRequestsPerMinute("1");
        go(1);
        Permit next = gate.enqueue(MODEL, 1);
        clock.advance(Duration.ofHours(-1));
        assertThat(waitOf(next)).isEqualTo(MINUTE_AND_MARGIN);
        clock.advance(MINUTE_AND_MARGIN);

        assertThat(gate.admit(next)).isInstanceOf(Decision.Permitted.class);
    }

    @Test
    void memoryIsBoundedWithoutLimits() {
        for (int i = 0; i < 200_000; i++) {
            gate.settle(go(10), 10);
            clock.advance(Duration.ofNanos(250_000));
        }

        assertThat(used(LimitKind.REQUESTS_PER_MINUTE)).isEqualTo(200_000);
        assertThat(go(1).gate.state().window()).hasSizeLessThanOrEqualTo(610);
    }

    @Test
    void refusesAnInvalidLimit() {
        assertThatThrownBy(() -> gate.setRequestsPerMinute("0"))
                .hasMessageContaining("requests-per-minute");
        gate.setRequestsPerMinute(" ");
        assertThat(gate.admit(gate.enqueue(MODEL, 1))).isInstanceOf(Decision.Permitted.class);
    }

    @Test
    @Timeout(60)
    void threadsTogetherGetNoMoreThanTheLimit() throws Exception {
        gate.limit(LimitKind.INPUT_TOKENS_PER_MINUTE, 500L);
        AtomicInteger admitted = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        for (int i = 0; i < 8; i++) {
            threads.execute(
                    () -> {
                        for (int call = 0; call < 2_000; call++) {
                            Permit permit = gate.enqueue(MODEL, 1);
                            if (gate.admit(permit) instanceof Decision.Permitted) {
                                admitted.incrementAndGet();
                                gate.settle(permit, 1);
                            } else {
                                gate.abandon(permit);
                                synchronized (clock) {
                                    clock.advance(Duration.ofNanos(100_000));
                                }
                            }
                        }
                    });
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();

        assertThat(admitted.get()).isBetween(1, 500);
        assertThat(used(LimitKind.REQUESTS_PER_MINUTE)).isEqualTo(admitted.get());
        assertThat(view().waiting()).isZero();
    }

    private Permit go(long tokens) {
        Permit permit = gate.enqueue(MODEL, tokens);
        assertThat(gate.admit(permit)).isInstanceOf(Decision.Permitted.class);
        return permit;
    }

    private Duration waitOf(Permit permit) {
        assertThat(gate.admit(permit)).isInstanceOf(Decision.Delayed.class);
        return ((Decision.Delayed) gate.admit(permit)).delay();
    }

    private ModelQuota view() {
        return gate.view().stream().filter(m -> m.model().equals(MODEL)).findAny().orElseThrow();
    }

    private ModelQuota.LimitUse limit() {
        return view().limits().get(LimitKind.REQUESTS_PER_MINUTE);
    }

    private long used(LimitKind kind) {
        return view().limits().get(kind).used();
    }
}
