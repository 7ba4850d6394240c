package io.github.geminiroutes.folder;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.support.FileStamp;
import io.github.geminiroutes.testing.SettableClock;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class QuietPeriodTest {

    private static final Instant NOW = Instant.parse("2026-07-01T12:00:00Z");
    private static final Instant OLD = NOW.minusSeconds(86_400);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final SettableClock clock = new SettableClock(NOW);
    private final QuietPeriod quiet = new QuietPeriod(SECOND, Duration.ofSeconds(60), clock);

    private static FileStamp stamp(long size, Instant modified, Instant changed) {
        return new FileStamp(
                FileStamp.Kind.FILE,
                "inode",
                size,
                FileTime.from(modified),
                FileTime.from(changed),
                1);
    }

    /** A copy from Windows keeps the time stamp of the original while it grows. */
    @Test
    void eachOfTheTimeStampsCounts() {
        assertThat(quiet.isQuiet("a", stamp(5, OLD, NOW))).isFalse();
        assertThat(quiet.isQuiet("a", stamp(5, NOW, OLD))).isFalse();
        assertThat(quiet.isQuiet("a", stamp(5, OLD, OLD))).isTrue();

        clock.advance(SECOND);
        assertThat(quiet.isQuiet("a", stamp(5, OLD, NOW))).isTrue();
    }

    @Test
    void sizeAndTimeStampsInTheFutureMustStandStill() {
        Instant later = NOW.plusSeconds(3_600);
        assertThat(quiet.isQuiet("a", stamp(5, later, NOW))).isFalse();
        clock.advance(SECOND);
        assertThat(quiet.isQuiet("a", stamp(6, later, NOW))).isFalse();
        clock.advance(SECOND);
        assertThat(quiet.isQuiet("a", stamp(6, later, NOW.plusSeconds(2)))).isFalse();
        clock.advance(SECOND);
        assertThat(quiet.isQuiet("a", stamp(6, later, NOW.plusSeconds(2)))).isTrue();
    }

    @Test
    void anEmptyFileIsGivenLonger() {
        clock.advance(Duration.ofSeconds(59));
        assertThat(quiet.isQuiet("a", stamp(0, NOW, NOW))).isFalse();
        clock.advance(SECOND);
        assertThat(quiet.isQuiet("a", stamp(0, NOW, NOW))).isTrue();
    }

    @Test
    void severalPeriodsAreSoManyTimesAsLong() {
        clock.advance(Duration.ofSeconds(4));
        assertThat(quiet.isQuiet("a", stamp(5, NOW, NOW), 5)).isFalse();
        clock.advance(SECOND);
        assertThat(quiet.isQuiet("a", stamp(5, NOW, NOW), 5)).isTrue();
    }
}
