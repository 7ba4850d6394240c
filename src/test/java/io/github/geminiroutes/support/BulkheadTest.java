package io.github.geminiroutes.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sixty-four places, and work of several kinds that comes back soon or not at all. */
class BulkheadTest {

    private static final int PLACES = 64;
    private static final int OF_SLOW = 48;

    private long now = 5;
    private final Bulkhead bulkhead = new Bulkhead(PLACES, Duration.ofMinutes(2), () -> now);
    private final Map<String, Deque<Long>> held = new HashMap<>();
    private int free = PLACES;

    private void pass(Duration time) {
        now += time.toNanos();
    }

    /** Takes as many places as it may have, by an owner. */
    private int fill(String kind, String owner) {
        int taken = 0;
        while (tryTake(kind, owner)) {
            taken++;
        }
        return taken;
    }

    private int fill(String kind) {
        return fill(kind, "");
    }

    private boolean tryTake(String kind, String owner) {
        bulkhead.ask(kind);
        if (free == 0 || !bulkhead.mayTake(kind, owner)) {
            return false;
        }
        held.computeIfAbsent(kind + owner, key -> new ArrayDeque<>())
                .add(bulkhead.take(kind, owner));
        free--;
        return true;
    }

    private void end(String kind, int count) {
        for (int i = 0; i < count; i++) {
            bulkhead.giveBack(kind, "", held.get(kind).remove(), true);
            free++;
        }
    }

    private void endAll(String kind) {
        end(kind, held.get(kind).size());
    }

    /** Other kinds were asked for in these minutes. */
    private void besideOthers() {
        bulkhead.ask("other");
    }

    /** One call that comes back after a second. */
    private void prove(String kind) {
        assertThat(tryTake(kind, "")).isTrue();
        pass(Duration.ofSeconds(1));
        end(kind, 1);
    }

    @Test
    void oneKindAloneHasAllPlaces() {
        assertThat(fill("m")).isEqualTo(PLACES);
        for (int i = 0; i < 1_000; i++) {
            pass(Duration.ofSeconds(1));
            end("m", 1);
            assertThat(fill("m")).isEqualTo(1);
        }
    }

    @Test
    void besideAnotherANewKindHasThemOnceItsFirstWorkHasEnded() {
        besideOthers();
        assertThat(fill("m")).isEqualTo(OF_SLOW);
        pass(Duration.ofMillis(500));
        end("m", 1);

        assertThat(fill("m")).isGreaterThan(PLACES / 8);
    }

    @Test
    void aKindThatIsAloneAndSlowHasNoMoreThanSlowOnesOnceAnotherIsAskedFor() {
        fill("drips");
        assertThat(tryTake("good", "")).isFalse();
        pass(Duration.ofMinutes(5));
        end("drips", PLACES - OF_SLOW + 1);

        assertThat(fill("drips")).isEqualTo(1);
    }

    @Test
    void aKindWhoseWorkTakesAMinuteHasAllToo() {
        prove("m");
        fill("m");
        for (int i = 0; i < 2_000; i++) {
            pass(Duration.ofMillis(60_000 / PLACES));
            end("m", 1);
            assertThat(fill("m")).isEqualTo(1);
        }
    }

    @Test
    void fewLongCallsDoNotMakeAKindSlow() {
        prove("m");
        fill("m");
        // Four stay for ten minutes.
        for (int i = 0; i < 4; i++) {
            held.computeIfAbsent("long", key -> new ArrayDeque<>()).add(held.get("m").remove());
        }
        for (int i = 0; i < 600; i++) {
            pass(Duration.ofSeconds(1));
            endAll("m");
            fill("m");
            assertThat(free).isZero();
        }
    }

    @Test
    void besideOneThatDoesNotComeBackAnotherIsServedAtOnce() {
        besideOthers();
        assertThat(fill("drips")).isEqualTo(OF_SLOW);
        pass(Duration.ofSeconds(5));

        prove("good");

        assertThat(fill("good")).isGreaterThan(10);
        assertThat(fill("drips")).isZero();
    }

    @Test
    void besideTenThatDoNotComeBackAnotherIsServedAtOnce() {
        besideOthers();
        for (int i = 0; i < 10; i++) {
            fill("drips" + i);
        }
        assertThat(free).isEqualTo(PLACES - OF_SLOW - 9);
        for (int minutes = 0; minutes < 10; minutes++) {
            prove("good");
            assertThat(fill("good")).isPositive();
            pass(Duration.ofSeconds(1));
            endAll("good");
            for (int i = 0; i < 10; i++) {
                assertThat(fill("drips" + i)).isZero();
            }
            pass(Duration.ofMinutes(1));
        }
    }

    @Test
    void howeverManyNamesThereAreOneThatWasAnsweredIsServed() {
        prove("good");
        for (int i = 0; i < 1_000; i++) {
            fill("drips" + i);
        }
        assertThat(free).isEqualTo(PLACES / 32);

        prove("good");
    }

    @Test
    void aKindThatIsAnsweredAfterMinutesStaysSlow() {
        fill("drips");
        pass(Duration.ofSeconds(590));
        endAll("drips");

        assertThat(fill("drips")).isEqualTo(OF_SLOW);
        prove("good");
    }

    @Test
    void aKindThatStopsComingBackLeavesTheLastPlacesToAnother() {
        prove("good");
        prove("bad");
        fill("bad");

        assertThat(free).isBetween(1, 4);
        for (int minutes = 0; minutes < 10; minutes++) {
            prove("good");
            assertThat(fill("bad")).isZero();
            pass(Duration.ofMinutes(1));
        }
    }

    @Test
    void evenTenThatStopComingBackLeaveOne() {
        prove("good");
        for (int i = 0; i < 10; i++) {
            prove("bad" + i);
        }
        for (int turn = 0; turn < PLACES; turn++) {
            for (int i = 0; i < 10; i++) {
                tryTake("bad" + i, "");
            }
        }

        prove("good");
    }

    /** Four prompts for models that never answered held all calls, of four or eight at a time. */
    @ParameterizedTest
    @ValueSource(ints = {4, 8, 15})
    void fewPlacesLeaveOneForAKindThatComesBack(int places) {
        Bulkhead small = new Bulkhead(places, Duration.ofMinutes(2), () -> now);
        small.ask("good");
        small.giveBack("good", "", small.take("good", ""), true);
        int taken = 0;
        for (int i = 0; i < 50; i++) {
            small.ask("drips" + i);
            if (small.mayTake("drips" + i, "")) {
                small.take("drips" + i, "");
                taken++;
            }
        }

        assertThat(taken).isEqualTo(places - 1);
        assertThat(small.mayTake("good", "")).isTrue();
    }

    /** Two models that had answered and hung held seven of eight calls, and no new one got any. */
    @ParameterizedTest
    @ValueSource(ints = {8, 15, 64})
    void thoseThatStopComingBackLeaveAPlaceForAKindThatIsNew(int places) {
        Bulkhead some = new Bulkhead(places, Duration.ofMinutes(2), () -> now);
        for (String kind : List.of("bad1", "bad2")) {
            some.ask(kind);
            some.giveBack(kind, "", some.take(kind, ""), true);
        }
        for (int turn = 0; turn < 2 * places; turn++) {
            String kind = "bad" + (1 + turn % 2);
            if (some.mayTake(kind, "")) {
                some.take(kind, "");
            }
        }

        for (int i = 0; i < 3; i++) {
            some.ask("new" + i);
            assertThat(some.mayTake("new" + i, "")).isTrue();
            long since = some.take("new" + i, "");
            assertThat(some.mayTake("new" + i, "")).as("before it was answered").isFalse();
            some.giveBack("new" + i, "", since, true);
        }
        some.take("hangs", "");
        assertThat(some.mayTake("new0", "")).as("the last is for those that were quick").isTrue();
    }

    /** Ten minutes later the calls have ended in vain, and the next ones leave. */
    @Test
    void amongManyThatHangOneThatIsNewHasItsTry() {
        prove("good");
        for (int i = 0; i < 15; i++) {
            fill("drips" + i);
        }
        pass(Duration.ofMinutes(10));
        held.keySet().stream().filter(kind -> kind.startsWith("drips")).forEach(this::endAll);
        for (int i = 0; i < 1_000; i++) {
            fill("drips" + i % 15);
        }

        prove("new");
    }

    @Test
    void anotherOwnerOfTheSameKindGetsAPlace() {
        besideOthers();
        assertThat(fill("m", "greedy")).isEqualTo(OF_SLOW);

        assertThat(tryTake("m", "modest")).isTrue();
        assertThat(tryTake("m", "modest")).isFalse();
    }

    @Test
    void whatTriesAndDoesNothingSaysNothing() {
        besideOthers();
        bulkhead.giveBack("m", "", bulkhead.take("m", ""), false);

        assertThat(fill("m")).isEqualTo(OF_SLOW);
    }

    @Test
    void slowWorkIsHeldBackAndOtherWorkOnlyWaits() {
        besideOthers();
        fill("drips");
        assertThat(bulkhead.isHeldBack("drips", "")).as("it may come back in a moment").isFalse();
        pass(Duration.ofSeconds(3));
        assertThat(bulkhead.isHeldBack("drips", "")).isTrue();
        assertThat(bulkhead.isHeldBack("good", "")).isFalse();

        prove("good");
        fill("good");
        assertThat(bulkhead.isHeldBack("good", "")).isFalse();
    }

    /** Prompts of a model that answered no more held all places in memory for a minute. */
    @Test
    void workThatTakesLongerThanUsualIsHeldBack() {
        prove("good");
        prove("bad");
        fill("bad");
        pass(Duration.ofSeconds(4));
        assertThat(bulkhead.isHeldBack("bad", "")).isFalse();

        pass(Duration.ofSeconds(2));

        assertThat(bulkhead.isHeldBack("bad", "")).isTrue();
        assertThat(bulkhead.isHeldBack("good", "")).isFalse();
    }

    @Test
    void workThatIsLongAsUsualOnlyWaits() {
        besideOthers();
        assertThat(tryTake("long", "")).isTrue();
        pass(Duration.ofSeconds(30));
        end("long", 1);
        fill("long");

        pass(Duration.ofSeconds(30));

        assertThat(bulkhead.isHeldBack("long", "")).isFalse();
    }

    @Test
    void oneKindIsRememberedOfManyThatAreForgotten() {
        prove("m");
        for (int i = 0; i < 5_000; i++) {
            prove("name" + i);
            prove("m");
        }

        assertThat(fill("m")).isGreaterThan(OF_SLOW);
        endAll("m");
        assertThat(fill("name1")).isEqualTo(OF_SLOW);
    }

    @Test
    void fewPlacesAreNotDivided() {
        for (int places = 1; places < 4; places++) {
            Bulkhead small = new Bulkhead(places, Duration.ofMinutes(2), () -> now);
            for (int i = 0; i < places; i++) {
                assertThat(small.mayTake("m", "")).isTrue();
                small.take("m", "");
            }
        }
    }

    @Test
    void namesTheSlowKindsUntilTheirWorkIsQuickAgain() {
        besideOthers();
        assertThat(tryTake("hangs", "")).isTrue();
        assertThat(tryTake("", "")).isTrue();
        assertThat(bulkhead.slow()).as("only new").isEmpty();

        pass(Duration.ofSeconds(61));
        assertThat(bulkhead.slow()).containsExactly("hangs");
        pass(Duration.ofSeconds(90));
        endAll("hangs");
        assertThat(bulkhead.slow()).as("its work took longer").containsExactly("hangs");

        for (int i = 0; i < 16; i++) {
            prove("hangs");
        }
        assertThat(bulkhead.slow()).isEmpty();
    }
}
