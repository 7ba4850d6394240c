package io.github.geminiroutes.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.api.CachedContents;
import io.github.geminiroutes.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CacheDelayTest {

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-20T12:00:00Z"));
    private final CacheDelay delay = new CacheDelay(() -> clock);
    private final ContextCache start = new ContextCache("a", null, "gemini-3.8-flash", 5_000);
    private int decisions;

    private void decide(Duration time, boolean isMade) {
        delay.decide(
                start,
                () -> {
                    decisions++;
                    clock.advance(time);
                    if (isMade) {
                        start.set(
                                new CachedContents.Cache("cachedContents/a", 5_000, Instant.MAX),
                                clock.instant());
                    }
                });
    }

    @Test
    void aCacheThatIsNotMadeForLongPausesAllForTenMinutes() {
        decide(Duration.ofSeconds(60), false);

        assertThat(delay.isOn()).isTrue();
        decide(Duration.ZERO, false);
        assertThat(decisions).isEqualTo(1);
        clock.advance(Duration.ofMinutes(10));
        assertThat(delay.isOn()).isFalse();
        decide(Duration.ZERO, false);
        assertThat(decisions).isEqualTo(2);
    }

    @Test
    void aQuickNoPausesNone() {
        decide(Duration.ofSeconds(2), false);

        assertThat(delay.isOn()).isFalse();
    }

    @Test
    void aCacheThatTookLongPausesTheOthersForAsLong() {
        decide(Duration.ofSeconds(50), true);

        assertThat(delay.isOn()).isTrue();
        clock.advance(Duration.ofSeconds(49));
        assertThat(delay.isOn()).isTrue();
        clock.advance(Duration.ofSeconds(1));
        assertThat(delay.isOn()).isFalse();
    }

    @Test
    void aCacheThatCameSoonPausesNone() {
        decide(Duration.ofSeconds(15), true);

        assertThat(delay.isOn()).isFalse();
    }
}
