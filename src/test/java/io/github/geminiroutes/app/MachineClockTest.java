package io.github.geminiroutes.app;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.geminiroutes.support.SettingsException;
import io.github.geminiroutes.testing.SettableClock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MachineClockTest {

    private static SettableClock at(String time) {
        return new SettableClock(Instant.parse(time));
    }

    @Test
    void refusesATimeThatJavaCannotWaitFor() {
        assertThatThrownBy(() -> MachineClock.requireUsable(at("1969-12-31T23:59:59.999Z")))
                .isInstanceOf(SettingsException.class)
                .hasMessage(
                        "The clock of this machine shows 1969-12-31T23:59:59.999Z: it must show a"
                                + " time after 1970; set it (NTP) and start again");
    }

    @Test
    void takesAnyOther() {
        for (String time : new String[] {"1970-01-01T00:00:00Z", "2200-01-01T00:00:00Z"}) {
            assertThatCode(() -> MachineClock.requireUsable(at(time))).doesNotThrowAnyException();
        }
    }
}
