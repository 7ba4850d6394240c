package io.github.geminiroutes.task.rows;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.prompt.InvalidPromptException;
import io.github.geminiroutes.prompt.OutputFormat;
import io.github.geminiroutes.prompt.Prompt;
import io.github.geminiroutes.support.WorkTime;
import io.github.geminiroutes.table.Row;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowReadingTest {

    /** As a template that takes longer than it may. */
    private static final class Slow implements RowPrompts {

        private final Duration needed;

        private Slow(Duration needed) {
            this.needed = needed;
        }

        @Override
        public Prompt prompt(Row row) {
            WorkTime time = WorkTime.ofThisThread(needed);
            while (!time.tryEnd()) {
                Thread.onSpinWait();
            }
            throw new InvalidPromptException(
                    "takes longer than " + time.patience().toMillis() + " ms", 0);
        }

        @Override
        public char separator() {
            return ',';
        }

        @Override
        public boolean isLikeOne(Row row) {
            return true;
        }

        @Override
        public String form() {
            return "a table";
        }

        @Override
        public String placeOfLines() {
            return null;
        }

        @Override
        public String key(Row row) {
            return "";
        }

        @Override
        public OutputFormat output() {
            return null;
        }
    }

    private static final Row ROW = new Row(1, 2, "text", List.of("text"), null);

    @Test
    void aRowThatTakesLongIsLeftToTheThreadThatHasTime() {
        RowReading reading =
                new RowReading(null, new Slow(Duration.ofMillis(60)), Duration.ofMillis(20));
        assertThat(reading.request(ROW, false)).isNull();
        assertThat(reading.isSlow()).isTrue();
        assertThat(reading.request(ROW, false)).as("it is not tried again").isNull();
        assertThat(reading.request(ROW, true).problem()).isEqualTo("takes longer than 60 ms");
    }

    @Test
    void aRowThatIsRefusedInTimeIsRefusedAtOnce() {
        RowReading reading =
                new RowReading(null, new Slow(Duration.ofMillis(1)), Duration.ofSeconds(20));
        assertThat(reading.request(ROW, false).problem()).isEqualTo("takes longer than 1 ms");
        assertThat(reading.isSlow()).isFalse();
    }
}
