package io.github.geminiroutes.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LastHourTest {

    private static final Instant START = Instant.parse("2026-11-25T10:00:30Z");

    private final LastHour hour = new LastHour();

    private static Totals answered(long answered) {
        return new Totals(answered, 0, 0, 0);
    }

    private List<Long> answeredByMinute(Instant now) {
        return hour.minutes(now).stream().map(minute -> minute.grown().answered()).toList();
    }

    @Test
    void whatGrewCountsInTheMinuteInWhichItWasTold() {
        hour.tell(START, answered(5));
        hour.tell(START.plusSeconds(10), answered(7));
        hour.tell(START.plusSeconds(60), answered(17));

        List<LastHour.Minute> minutes = hour.minutes(START.plusSeconds(60));

        assertThat(minutes).hasSize(60);
        assertThat(minutes.get(58))
                .isEqualTo(new LastHour.Minute(Instant.parse("2026-11-25T10:00:00Z"), answered(7)));
        assertThat(minutes.get(59))
                .isEqualTo(
                        new LastHour.Minute(Instant.parse("2026-11-25T10:01:00Z"), answered(10)));
    }

    @Test
    void whatIsOlderThanAnHourIsForgotten() {
        hour.tell(START, answered(5));

        assertThat(answeredByMinute(START.plus(Duration.ofMinutes(59))).get(0)).isEqualTo(5);
        assertThat(answeredByMinute(START.plus(Duration.ofMinutes(60)))).containsOnly(0L);
        hour.tell(START.plus(Duration.ofDays(3)), answered(9));
        assertThat(answeredByMinute(START.plus(Duration.ofDays(3))))
                .hasSize(60)
                .endsWith(4L)
                .startsWith(0L);
    }

    @Test
    void aClockThatIsPutBackLosesNothing() {
        hour.tell(START, answered(5));
        hour.tell(START.minusSeconds(600), answered(8));

        assertThat(answeredByMinute(START)).endsWith(8L);
    }

    @Test
    void beforeAnythingWasToldEveryMinuteIsEmpty() {
        assertThat(answeredByMinute(START)).hasSize(60).containsOnly(0L);
    }
}
