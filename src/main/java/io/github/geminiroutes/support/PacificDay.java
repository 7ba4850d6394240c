package io.github.geminiroutes.support;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/**
 * A day in Los Angeles. The Gemini API counts daily quotas by it. It begins at 07:00 UTC in summer
 * and at 08:00 UTC in winter, and is 23, 24 or 25 hours long.
 */
public final class PacificDay {

    /** The time zone of the quotas per day. */
    public static final ZoneId ZONE = ZoneId.of("America/Los_Angeles");

    /** A day that has always ended. */
    public static final PacificDay NONE = new PacificDay(LocalDate.MIN);

    private final LocalDate date;
    private final ZonedDateTime end;

    private PacificDay(LocalDate date) {
        this.date = date;
        this.end = date.plusDays(1).atStartOfDay(ZONE);
    }

    /** The day of an instant. */
    public static PacificDay at(Instant instant) {
        return new PacificDay(instant.atZone(ZONE).toLocalDate());
    }

    /** The date in Los Angeles. */
    public LocalDate date() {
        return date;
    }

    /** The midnight that begins the day. */
    public Instant start() {
        return date.atStartOfDay(ZONE).toInstant();
    }

    /** The midnight that ends the day. */
    public Instant end() {
        return end.toInstant();
    }

    /** The midnight that ends the day, in local time. */
    public ZonedDateTime midnight() {
        return end;
    }

    /** Whether the day has ended. Before its start it has not: a clock may be set back. */
    public boolean isOver(Instant now) {
        return !now.isBefore(end());
    }

    /**
     * Whether another day is to be counted: it has ended, or the clock that named it was more than
     * a day ahead. Such a day may be a year away.
     */
    public boolean isLeft(Instant now) {
        return isOver(now) || now.isBefore(date.minusDays(1).atStartOfDay(ZONE).toInstant());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PacificDay day && date.equals(day.date);
    }

    @Override
    public int hashCode() {
        return date.hashCode();
    }

    /** The date, such as {@code 2026-01-31}. */
    @Override
    public String toString() {
        return date.toString();
    }
}
