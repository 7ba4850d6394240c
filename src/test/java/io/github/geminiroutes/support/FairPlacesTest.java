package io.github.geminiroutes.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** Places that several owners share, where a task keeps its place until it is told to leave. */
class FairPlacesTest {

    private static final int PLACES = 8;

    private final List<String> running = new ArrayList<>();
    private final FairPlaces places =
            new FairPlaces(PLACES, 50, Duration.ofMinutes(1), Runnable::run);
    private final Map<String, Deque<Runnable>> entered = new HashMap<>();

    private void enter(String owner, int times) {
        for (int i = 0; i < times; i++) {
            enter(owner, Priority.NORMAL, owner);
        }
    }

    private void enter(String name, Priority priority, String owner) {
        Runnable task = () -> running.add(name);
        entered.computeIfAbsent(owner, key -> new ArrayDeque<>()).add(task);
        places.enter(task, priority, owner, "");
    }

    /** The one that has come first leaves. */
    private void leave(String owner) {
        places.leave(entered.get(owner).remove(), true);
    }

    @Test
    void anOwnerThatKeepsItsPlacesLeavesOneToEachOther() {
        enter("greedy", 20);
        enter("modest", 1);

        assertThat(running).containsOnlyOnce("modest").filteredOn("greedy"::equals).hasSize(7);
    }

    @Test
    void theApplicationItselfMayHaveAllAndGetsThemAsTheyComeFree() {
        enter("", 10);
        assertThat(running).hasSize(PLACES);

        leave("");

        assertThat(running).hasSize(PLACES + 1);
    }

    @Test
    void placesThatComeFreeGoByTurns() {
        enter("", PLACES);
        enter("first", 3);
        enter("second", 2);

        for (int i = 0; i < PLACES; i++) {
            leave("");
        }

        assertThat(running.subList(PLACES, PLACES + 5))
                .containsExactly("first", "second", "first", "second", "first");
    }

    @Test
    void anUrgentTaskWithoutAShareDoesNotHoldUpAnother() {
        enter("greedy", 7);
        enter("urgent", Priority.HIGH, "greedy");
        enter("low", Priority.LOW, "modest");

        assertThat(running).contains("low").doesNotContain("urgent");

        leave("modest");
        leave("greedy");
        assertThat(running).contains("urgent");
    }

    @Test
    void whatIsWithdrawnIsNotRunAndMakesRoomInTheLine() {
        enter("", PLACES);
        Runnable gone = () -> running.add("gone");
        for (int i = 0; i < 50; i++) {
            places.enter(gone, Priority.NORMAL, "a", "");
        }
        assertThatThrownBy(() -> enter("b", 1)).isInstanceOf(RejectedExecutionException.class);

        assertThat(places.withdraw(task -> task == gone)).hasSize(50);

        enter("b", 1);
        leave("");
        assertThat(running).endsWith("b").doesNotContain("gone");
    }

    @Test
    void aKindThatDoesNotComeBackLeavesPlacesToOthersOfTheSameOwner() {
        Runnable other = () -> running.add("other");
        places.enter(other, Priority.NORMAL, "", "other");
        places.leave(other, false);
        running.clear();
        for (int i = 0; i < 20; i++) {
            places.enter(() -> running.add("slow"), Priority.HIGH, "", "slow");
        }
        assertThat(running).hasSize(6);
        Runnable quick = () -> running.add("quick");
        places.enter(quick, Priority.LOW, "", "quick");
        assertThat(running).endsWith("quick");
        assertThat(places.isHeldBack("", "quick")).isFalse();

        places.leave(quick, true);

        for (int i = 0; i < 5; i++) {
            places.enter(() -> running.add("quick"), Priority.LOW, "", "quick");
        }
        assertThat(running).filteredOn("quick"::equals).as("one is kept").hasSize(2);
        assertThat(running).filteredOn("slow"::equals).hasSize(6);
    }

    @Test
    void atTheEndAllThatWaitGetAPlace() {
        enter("greedy", 20);

        places.open();

        assertThat(running).hasSize(20);
    }
}
