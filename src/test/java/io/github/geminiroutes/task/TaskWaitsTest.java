package io.github.geminiroutes.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A task that waits for its own batch jobs for long is named. */
class TaskWaitsTest {

    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

    private final TaskWaits waits = new TaskWaits();

    @Test
    void aLongWaitIsTold() {
        assertThat(waits.look("letters", NOW)).isNull();
        assertThat(waits.look("letters", NOW.plusSeconds(30))).isNull();
        assertThat(waits.look("letters", NOW.plusSeconds(31))).contains("budget");
        assertThat(waits.look("letters", NOW.plusSeconds(99))).contains("budget");
        assertThat(waits.look("scans", NOW.plusSeconds(99))).isNull();
    }

    @Test
    void theNextWaitIsAnotherOne() {
        waits.look("letters", NOW);
        waits.look("letters", NOW.plusSeconds(31));
        waits.end("letters");

        assertThat(waits.look("letters", NOW.plusSeconds(40))).isNull();
        assertThat(waits.look("letters", NOW.plusSeconds(71))).isNotNull();
    }
}
