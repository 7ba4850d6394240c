package io.github.geminiroutes.task.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReadingTurnsTest {

    private final Deque<Runnable> line = new ArrayDeque<>();
    private final List<String> read = new ArrayList<>();
    private final Map<String, ReadingTurns> files = new HashMap<>();
    private final Map<String, Integer> rows = new HashMap<>();
    private final Map<String, Boolean> slow = new HashMap<>();

    /** A file whose rows are slow from the first on, or none. */
    private ReadingTurns file(String name, int all, boolean isSlow) {
        rows.put(name, all);
        slow.put(name, false);
        ReadingTurns turns =
                new ReadingTurns(
                        line::add, () -> slow.get(name), hasTime -> read(name, isSlow, hasTime));
        files.put(name, turns);
        return turns;
    }

    private void read(String name, boolean isSlow, boolean hasTime) {
        while (rows.get(name) > 0) {
            if (isSlow && !hasTime) {
                slow.put(name, true);
                return;
            }
            read.add(name);
            rows.merge(name, -1, Integer::sum);
            if (hasTime) {
                files.get(name).goOn();
                return;
            }
        }
    }

    private void runLine() {
        while (!line.isEmpty()) {
            line.poll().run();
        }
    }

    @Test
    void aFileThatIsNotSlowIsReadByWhoeverComes() {
        file("quick", 3, false).goOn();
        assertThat(read).containsExactly("quick", "quick", "quick");
        assertThat(line).isEmpty();
    }

    @Test
    void slowFilesTakeTurnsAndHoldNoOtherUp() {
        file("one", 3, true).goOn();
        file("two", 2, true).goOn();
        file("quick", 1, false).goOn();
        assertThat(read).as("the thread that found them slow has gone on").containsExactly("quick");

        runLine();
        assertThat(read).containsExactly("quick", "one", "two", "one", "two", "one");
    }

    @Test
    void manyCallsMakeOneTurnInLine() {
        ReadingTurns turns = file("one", 1, true);
        for (int i = 0; i < 100; i++) {
            turns.goOn();
        }
        assertThat(line).hasSize(1);
        runLine();
        assertThat(read).containsExactly("one");
    }

    @Test
    void aCallWithinATurnIsAnotherTurnAndNoneWithin() {
        int[] depth = {0, 0};
        ReadingTurns[] turns = new ReadingTurns[1];
        turns[0] =
                new ReadingTurns(
                        line::add,
                        () -> false,
                        hasTime -> {
                            assertThat(depth[0]++).isZero();
                            if (depth[1]++ < 2) {
                                turns[0].goOn();
                            }
                            depth[0]--;
                        });
        turns[0].goOn();
        assertThat(depth[1]).isEqualTo(3);
    }
}
