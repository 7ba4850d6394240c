package io.github.geminiroutes.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The hours of calls, on usual days and on those on which clocks change. */
class OpenHoursTest {

    private static final String BERLIN = "Europe/Berlin";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // hours | now | when it is open: now, or later
                "22:00-06:00 | 2026-11-26T21:00:00Z | 2026-11-26T21:00:00Z",
                "22:00-06:00 | 2026-11-26T04:59:59Z | 2026-11-26T04:59:59Z",
                "22:00-06:00 | 2026-11-26T05:00:00Z | 2026-11-26T21:00:00Z",
                "22:00-06:00,12:30-13:00 | 2026-11-26T05:00:00Z | 2026-11-26T11:30:00Z",
                "22:00-06:00, 12:30-13:00 | 2026-11-26T12:00:00Z | 2026-11-26T21:00:00Z",
                "9:00-17:00 | 2026-11-26T17:00:00Z | 2026-11-27T08:00:00Z",
                "00:00-24:00 | 2026-11-26T17:00:00Z | 2026-11-26T17:00:00Z",
                "20:00-24:00 | 2026-11-26T23:00:00Z | 2026-11-27T19:00:00Z",
                // 29 March 2026: 02:00 becomes 03:00
                "02:30-04:00 | 2026-03-29T00:00:00Z | 2026-03-29T01:00:00Z",
                "02:10-02:40 | 2026-03-29T00:00:00Z | 2026-03-30T00:10:00Z",
                "03:00-04:00 | 2026-03-29T00:00:00Z | 2026-03-29T01:00:00Z",
                // 25 October 2026: 03:00 becomes 02:00
                "02:30-02:45 | 2026-10-25T00:00:00Z | 2026-10-25T00:30:00Z",
                "02:30-02:45 | 2026-10-25T00:50:00Z | 2026-10-25T01:30:00Z",
                "01:30-02:30 | 2026-10-25T00:45:00Z | 2026-10-25T01:00:00Z"
            })
    void callsLeaveInTheHoursOfTheWall(String hours, Instant now, Instant open) {
        OpenHours opened = OpenHours.parse(hours, BERLIN);

        assertThat(opened.opensAt(now)).isEqualTo(open);
        assertThat(opened.isOpen(open)).isTrue();
        assertThat(opened.isOpen(now)).isEqualTo(now.equals(open));
    }

    @Test
    void withoutHoursCallsLeaveAlways() {
        Instant now = Instant.parse("2026-11-26T03:00:00Z");

        assertThat(OpenHours.parse(" ", "").isOpen(now)).isTrue();
        assertThat(OpenHours.parse("", "").areLimited()).isFalse();
        assertThat(OpenHours.parse("", "").closesAt(now)).isNull();
    }

    @Test
    void theEndIsNamedToo() {
        OpenHours hours = OpenHours.parse("22:00-06:00", BERLIN);

        assertThat(hours.closesAt(Instant.parse("2026-11-26T22:00:00Z")))
                .isEqualTo("2026-11-27T05:00:00Z");
        assertThat(hours.opensAtText(Instant.parse("2026-11-26T12:00:00Z")))
                .isEqualTo("2026-11-26 22:00 Europe/Berlin");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "22",
                "22:00",
                "22:00-",
                "22:00-25:00",
                "24:00-06:00",
                "22:60-23:00",
                "22:00-22:00",
                "22:00-06:00,",
                "night",
                "22.00-06.00",
                "00:00-24:01",
                "24:00-24:00"
            })
    void whatIsNoWindowIsRefusedWithWhatIsAllowed(String hours) {
        assertThatThrownBy(() -> OpenHours.parse(hours, BERLIN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("must be hours such as 22:00-06:00");
    }

    @Test
    void aZoneThatThereIsNotIsRefused() {
        assertThatThrownBy(() -> OpenHours.parse("", "Mars/Olympus"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Europe/Berlin");
    }
}
