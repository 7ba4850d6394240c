package io.github.geminiroutes.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;

/** Counts from one mark of the clock to the next and then starts at nought. */
final class FixedQuota extends Quota {
    private final ZoneId zone;
    private final ChronoUnit unit;
    private Instant end = Instant.MIN;
    private long used;

    FixedQuota(String model, QuotaKind kind, long limit, ZoneId zone, ChronoUnit unit) {
        super(model, kind, limit);
        this.zone = zone;
        this.unit = unit;
    }

    @Override
    long used(Instant now) {
        if (!now.isBefore(end)) {
            end = ZonedDateTime.ofInstant(now, zone).truncatedTo(unit).plus(1, unit).toInstant();
            used = 0;
        }
        return used;
    }

    @Override
    Duration untilFreed(long amount, Instant now) {
        return Duration.between(now, end);
    }

    @Override
    void take(long amount, Instant now) {
        used = used(now) + amount;
    }
}
