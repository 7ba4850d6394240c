package io.github.geminiroutes.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TaskTroublesTest {

    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");

    private final TaskTroubles troubles = new TaskTroubles();

    private long told(int tasks, Instant now) {
        return IntStream.range(0, tasks)
                .filter(i -> troubles.note("task-" + i, "is broken", now))
                .count();
    }

    @Test
    void tellsOfVeryManyTasksSoManyAnHourHoweverOftenTheyAreLookedAt() {
        long told = 0;
        for (int look = 0; look < 100; look++) {
            told += told(5_000, NOW.plusSeconds(look));
        }
        assertThat(told).isEqualTo(TaskTroubles.MOST);
        assertThat(troubles.all()).hasSize(TaskTroubles.MOST);

        assertThat(troubles.note("task-4999", "is broken", NOW.plus(TaskTroubles.REST))).isTrue();
    }

    @Test
    void tellsAnotherReasonAndATaskThatIsStoppedAgain() {
        assertThat(troubles.note("a", "is broken", NOW)).isTrue();
        assertThat(troubles.note("a", "is broken", NOW)).isFalse();
        assertThat(troubles.note("a", "is empty", NOW)).isTrue();
        assertThat(troubles.end("a")).isTrue();
        assertThat(troubles.end("a")).isFalse();
        assertThat(troubles.note("a", "is empty", NOW)).isTrue();
    }
}
