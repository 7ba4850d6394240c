package io.github.geminiroutes.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The log names a task that waits for its own batch jobs, once. */
class TaskWaitsTest {

    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

    private final TaskWaits waits = new TaskWaits();

    @Test
    void aLongWaitIsToldOnce() {
        assertThat(waits.look("letters", NOW)).isFalse();
        assertThat(waits.look("letters", NOW.plusSeconds(30))).isFalse();
        assertThat(waits.look("letters", NOW.plusSeconds(31))).isTrue();
        assertThat(waits.look("letters", NOW.plusSeconds(99))).isFalse();
        assertThat(waits.look("scans", NOW.plusSeconds(99))).isFalse();
    }

    @Test
    void theNextWaitIsAnotherOne() {
        waits.look("letters", NOW);
        waits.look("letters", NOW.plusSeconds(31));
        waits.end("letters");

        assertThat(waits.look("letters", NOW.plusSeconds(40))).isFalse();
        assertThat(waits.look("letters", NOW.plusSeconds(71))).isTrue();
    }
}
