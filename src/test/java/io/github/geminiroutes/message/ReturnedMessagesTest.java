package io.github.geminiroutes.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ReturnedMessagesTest {

    private final SettableClock clock = new SettableClock(Instant.EPOCH);
    private final ReturnedMessages returned = new ReturnedMessages(clock);

    @Test
    void theFifthTimeWithinAMinuteIsTooOften() {
        for (int i = 0; i < 4; i++) {
            assertThat(returned.areTooMany("a")).isFalse();
            returned.record("a");
            clock.advance(Duration.ofSeconds(1));
        }

        assertThat(returned.areTooMany("a")).isTrue();
        assertThat(returned.areTooMany("b")).isFalse();
        clock.advance(Duration.ofMinutes(1));
        assertThat(returned.areTooMany("a")).isFalse();
    }

    @Test
    void aMessageThatIsSettledIsForgotten() {
        for (int i = 0; i < 4; i++) {
            returned.record("a");
        }

        returned.forget("a");

        assertThat(returned.areTooMany("a")).isFalse();
    }
}
