package io.github.geminiroutes.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.testing.LogCapture;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;

class SlowModelsTest {

    private final SlowModels models = new SlowModels("Calls");

    @Test
    void aLineSaysThatItBeginsAndOneThatItEnds() {
        try (LogCapture log = new LogCapture(SlowModels.class.getName(), Level.INFO)) {
            models.look(Set.of());
            models.look(Set.of("pro"));
            models.look(Set.of("pro"));
            models.look(Set.of("pro", "flash"));
            assertThat(models.slow()).containsExactlyInAnyOrder("pro", "flash");
            models.look(Set.of("flash"));

            assertThat(log.events())
                    .extracting(event -> event.getMessage().getFormattedMessage())
                    .satisfiesExactly(
                            line -> assertThat(line).startsWith("Calls to pro take minutes: "),
                            line -> assertThat(line).startsWith("Calls to flash take minutes: "),
                            line ->
                                    assertThat(line)
                                            .isEqualTo("Calls to pro take minutes no more"));
        }
    }

    @Test
    void aThousandMakeOneLine() {
        try (LogCapture log = new LogCapture(SlowModels.class.getName(), Level.INFO)) {
            models.look(
                    IntStream.range(0, 1_000).mapToObj(i -> "m" + i).collect(Collectors.toSet()));

            assertThat(log.events()).hasSize(1);
            assertThat(log.events().get(0).getMessage().getFormattedMessage()).hasSizeLessThan(300);
        }
    }
}
