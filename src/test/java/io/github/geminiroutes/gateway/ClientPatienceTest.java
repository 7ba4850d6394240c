package io.github.geminiroutes.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** How long a client waits. */
class ClientPatienceTest {

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-26T10:00:00Z"));
    private Duration untilHours = Duration.ZERO;
    private final ClientPatience patience =
            new ClientPatience(clock, Duration.ofSeconds(10), () -> untilHours);

    @Test
    void waitsNoLongerThanItSays() {
        assertThat(patience.tryWait("m", Duration.ofSeconds(10))).isTrue();
        clock.advance(Duration.ofSeconds(4));
        assertThat(patience.waitsAgain(Duration.ofSeconds(7))).as("with a second over").isTrue();
        assertThat(patience.refusedDelay()).isNull();

        assertThat(patience.waitsAgain(Duration.ofSeconds(8))).isFalse();
        assertThat(patience.refusedDelay()).isEqualTo(Duration.ofSeconds(8));
    }

    @Test
    void isRefusedAtOnceWhereTheFirstWaitWouldBeTooLong() {
        assertThat(patience.tryWait("m", Duration.ofMillis(10_001))).isFalse();
        assertThat(patience.refusedDelay()).isEqualTo(Duration.ofMillis(10_001));
    }

    @Test
    void waitsForTheHoursIfTheyAreNear() {
        untilHours = Duration.ofSeconds(9);
        assertThat(patience.waitsForHours()).isTrue();
        untilHours = Duration.ofHours(9);
        assertThat(patience.waitsForHours()).isFalse();
        assertThat(patience.refusedDelay()).isEqualTo(Duration.ofHours(9));
    }

    @Test
    void aCallOfSeveralClientsWaitsAsLongAsTheMostPatientOne() {
        clock.advance(Duration.ofSeconds(5));
        patience.join(new ClientPatience(clock, Duration.ofSeconds(20), () -> untilHours));
        patience.join(new ClientPatience(clock, Duration.ofSeconds(1), () -> untilHours));

        assertThat(patience.waitsAgain(Duration.ofSeconds(20))).isTrue();
        assertThat(patience.waitsAgain(Duration.ofSeconds(22))).isFalse();
    }

    @Test
    void oneThatHasGoneWaitsForNothing() {
        patience.end();

        assertThat(patience.isOver()).isTrue();
        assertThat(patience.waitsAgain(Duration.ofMillis(1))).isFalse();
        assertThat(patience.refusedDelay()).isNull();
    }
}
