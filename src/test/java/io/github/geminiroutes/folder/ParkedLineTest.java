package io.github.geminiroutes.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParkedLineTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String LONG = "n".repeat(3_000);

    private final ParkedLine line = new ParkedLine(5 * parked(0).weight());

    private static ParkedPrompt parked(int second) {
        String name = String.format("%s%03d.txt", LONG, second);
        Instant due = NOW.plusSeconds(second);
        return new ParkedPrompt(Path.of("/p", name), name, due, null, NOW, true);
    }

    private List<ParkedPrompt> takeDue(Instant now) {
        List<ParkedPrompt> taken = new ArrayList<>();
        for (ParkedPrompt one = line.due(now); one != null; one = line.due(now)) {
            taken.add(one);
            line.remove(one);
        }
        return taken;
    }

    @Test
    void theFirstAreKeptAndTheOthersAreFoundOnDiskInTheirTurn() {
        for (int second = 8; second >= 0; second--) {
            line.add(parked(second));
        }
        assertThat(line.files()).hasSize(5).contains(parked(0).file(), parked(4).file());
        assertThat(line.isBehind(NOW.plusSeconds(4))).isFalse();
        assertThat(line.isBehind(NOW.plusSeconds(5))).isTrue();

        assertThat(takeDue(NOW.plusSeconds(4))).hasSize(5);
        assertThat(line.isBehind(NOW)).as("it is empty, and others are on disk").isTrue();
        line.beginAgain();
        for (int second = 5; second <= 8; second++) {
            line.add(parked(second));
        }
        assertThat(line.isBehind(NOW.plusSeconds(100))).isFalse();
        assertThat(takeDue(NOW.plusSeconds(100))).hasSize(4);
        assertThat(line.isBehind(NOW.plusSeconds(100))).isFalse();
    }

    @Test
    void oneThatIsLargerThanTheMemoryIsKeptAlone() {
        ParkedLine small = new ParkedLine(1);
        small.add(parked(1));
        small.add(parked(0));
        assertThat(small.files()).containsExactly(parked(0).file());
    }

    @Test
    void timesThatAreMovedKeepTheWeight() {
        line.add(parked(1));
        line.add(parked(2));
        line.move(parked -> parked.equals(parked(2)), NOW);
        line.bringForward(Duration.ofSeconds(1));
        assertThat(takeDue(NOW)).hasSize(2);
        for (int second = 0; second < 5; second++) {
            line.add(parked(second));
        }
        assertThat(line.files()).as("there is room as before").hasSize(5);
    }
}
