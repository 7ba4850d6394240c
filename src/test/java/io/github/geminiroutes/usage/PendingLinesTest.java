package io.github.geminiroutes.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A log whose disk is full for a while. */
class PendingLinesTest {

    private final List<String> written = new ArrayList<>();
    private boolean isFull;
    private final PendingLines lines = new PendingLines(this::log);

    private void log(String line) {
        if (isFull) {
            throw new UncheckedIOException(
                    "Error writing to usage.jsonl", new IOException("No space left on device"));
        }
        written.add(line);
    }

    @Test
    void linesThatTheLogDoesNotTakeAreWrittenLater() {
        assertThat(lines.write("1")).isTrue();
        isFull = true;
        assertThat(lines.write("2")).isFalse();
        assertThat(lines.write("3")).isFalse();
        lines.flush();
        assertThat(lines.trouble())
                .isEqualTo("Error writing to usage.jsonl: No space left on device");

        isFull = false;
        assertThat(lines.write("4")).as("in their order").isFalse();
        lines.flush();

        assertThat(written).containsExactly("1", "", "2", "3", "4");
        assertThat(lines.trouble()).isNull();
        assertThat(lines.write("5")).isTrue();
    }

    @Test
    void theOldestOfTooManyLinesAreLost() {
        isFull = true;
        for (int i = 0; i < PendingLines.MOST + 2; i++) {
            lines.write("line " + i);
        }
        isFull = false;
        lines.flush();

        assertThat(written).hasSize(PendingLines.MOST + 1).startsWith("", "line 2");
    }
}
