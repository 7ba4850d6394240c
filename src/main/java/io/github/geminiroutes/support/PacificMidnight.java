package io.github.geminiroutes.support;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/**
 * When quotas per day start afresh: midnight in Los Angeles, 07:00 UTC in summer and 08:00 UTC in
 * winter.
 */
public final class PacificMidnight {

    /** Where the day of the quotas is counted. */
    public static final ZoneId ZONE = ZoneId.of("America/Los_Angeles");

    private PacificMidnight() {}

    /** The first midnight after the instant. */
    public static ZonedDateTime after(Instant instant) {
        return instant.atZone(ZONE).toLocalDate().plusDays(1).atStartOfDay(ZONE);
    }
}
