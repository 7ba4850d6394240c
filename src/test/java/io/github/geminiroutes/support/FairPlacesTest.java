package io.github.geminiroutes.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** Places that several owners share, where a task keeps its place until it is told to leave. */
class FairPlacesTest {

    private static final int PLACES = 8;

    private final List<String> running = new ArrayList<>();
    private final FairPlaces places = new FairPlaces(PLACES, 50, Runnable::run);

    private void enter(String owner, int times) {
        for (int i = 0; i < times; i++) {
            places.enter(() -> running.add(owner), Priority.NORMAL, owner);
        }
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

        places.leave("");

        assertThat(running).hasSize(PLACES + 1);
    }

    @Test
    void placesThatComeFreeGoByTurns() {
        enter("", PLACES);
        enter("first", 3);
        enter("second", 2);

        for (int i = 0; i < PLACES; i++) {
            places.leave("");
        }

        assertThat(running.subList(PLACES, PLACES + 5))
                .containsExactly("first", "second", "first", "second", "first");
    }

    @Test
    void anUrgentTaskWithoutAShareDoesNotHoldUpAnother() {
        enter("greedy", 7);
        places.enter(() -> running.add("urgent"), Priority.HIGH, "greedy");
        places.enter(() -> running.add("low"), Priority.LOW, "modest");

        assertThat(running).contains("low").doesNotContain("urgent");

        places.leave("modest");
        places.leave("greedy");
        assertThat(running).contains("urgent");
    }

    @Test
    void whatIsWithdrawnIsNotRunAndMakesRoomInTheLine() {
        enter("", PLACES);
        Runnable gone = () -> running.add("gone");
        for (int i = 0; i < 50; i++) {
            places.enter(gone, Priority.NORMAL, "a");
        }
        assertThatThrownBy(() -> enter("b", 1)).isInstanceOf(RejectedExecutionException.class);

        assertThat(places.withdraw(task -> task == gone)).hasSize(50);

        enter("b", 1);
        places.leave("");
        assertThat(running).endsWith("b").doesNotContain("gone");
    }

    @Test
    void atTheEndAllThatWaitGetAPlace() {
        enter("greedy", 20);

        places.open();

        assertThat(running).hasSize(20);
    }
}
