package io.github.geminiroutes.app;

import io.github.geminiroutes.support.SettingsException;
import java.time.Clock;
import java.time.Instant;

/** The clock of the machine at the start. */
final class MachineClock {

    private MachineClock() {}

    /**
     * Refuses a clock that Java itself cannot wait by: that of a machine without a battery may show
     * a time before 1970. A later one that is wrong is told by the diagnostics.
     *
     * @throws SettingsException if it shows such a time
     */
    static void requireUsable(Clock clock) {
        Instant now = clock.instant();
        if (now.isBefore(Instant.EPOCH)) {
            throw new SettingsException(
                    "The clock of this machine shows "
                            + now
                            + ": it must show a time after 1970; set it (NTP) and start again");
        }
    }
}
