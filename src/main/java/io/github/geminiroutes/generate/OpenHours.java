package io.github.geminiroutes.generate;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The hours in which calls leave, by the clock on the wall: {@code 22:00-06:00,12:30-13:00}. A
 * window that ends before it begins goes over midnight. On the days on which clocks change, the
 * wall decides, too: an hour that comes twice is open twice, and one that does not come is not.
 */
public final class OpenHours {

    /** Calls may leave at any time. */
    public static final OpenHours ALWAYS = new OpenHours(List.of(), ZoneOffset.UTC);

    private static final Pattern WINDOW =
            Pattern.compile("(\\d{1,2}):(\\d{2})\\s*-\\s*(\\d{1,2}):(\\d{2})");
    private static final String ALLOWED =
            "must be hours such as 22:00-06:00, or several of them separated by commas";
    private static final int END_OF_DAY = 24;

    /** Clocks change twice a year; a window comes back within a day and a change. */
    private static final int DAYS_AHEAD = 3;

    private final List<Window> windows;
    private final ZoneId zone;

    private OpenHours(List<Window> windows, ZoneId zone) {
        this.windows = windows;
        this.zone = zone;
    }

    private record Window(LocalTime from, LocalTime to) {

        boolean contains(LocalTime time) {
            return from.isBefore(to)
                    ? !time.isBefore(from) && time.isBefore(to)
                    : !time.isBefore(from) || time.isBefore(to);
        }
    }

    /**
     * Reads the settings.
     *
     * @param text the windows; blank for always
     * @param zone the name of a time zone; blank for that of the system
     * @throws IllegalArgumentException if one of them cannot be used; the message says what is
     *     allowed
     */
    public static OpenHours parse(String text, String zone) {
        ZoneId where = zone(zone);
        if (text.isBlank()) {
            return ALWAYS;
        }
        List<Window> windows = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            Matcher window = WINDOW.matcher(part.strip());
            if (!window.matches()) {
                throw new IllegalArgumentException(ALLOWED);
            }
            LocalTime from = time(window.group(1), window.group(2), false);
            LocalTime to = time(window.group(3), window.group(4), true);
            boolean isWholeDay = from.equals(to) && window.group(3).equals("" + END_OF_DAY);
            if (from.equals(to) && !isWholeDay) {
                throw new IllegalArgumentException(
                        ALLOWED + "; a window must not end when it begins");
            }
            windows.add(new Window(from, to));
        }
        return new OpenHours(List.copyOf(windows), where);
    }

    /**
     * The time zone of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static ZoneId zone(String name) {
        try {
            return name.isBlank() ? ZoneId.systemDefault() : ZoneId.of(name.strip());
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "must be the name of a time zone such as Europe/Berlin", e);
        }
    }

    private static LocalTime time(String hour, String minute, boolean isEnd) {
        int hours = Integer.parseInt(hour);
        int minutes = Integer.parseInt(minute);
        if (isEnd && hours == END_OF_DAY && minutes == 0) {
            return LocalTime.MIDNIGHT;
        }
        if (hours >= END_OF_DAY || minutes > 59) {
            throw new IllegalArgumentException(ALLOWED);
        }
        return LocalTime.of(hours, minutes);
    }

    /** Whether there are hours at all. */
    public boolean areLimited() {
        return !windows.isEmpty();
    }

    /** Whether calls may leave. */
    public boolean isOpen(Instant now) {
        if (windows.isEmpty()) {
            return true;
        }
        LocalTime time = now.atZone(zone).toLocalTime();
        return windows.stream().anyMatch(window -> window.contains(time));
    }

    /** The same, at this moment. */
    public boolean isOpen(Clock clock) {
        return windows.isEmpty() || isOpen(clock.instant());
    }

    /** How long until calls may leave; zero if they may now. */
    public Duration untilOpen(Instant now) {
        return isOpen(now) ? Duration.ZERO : Duration.between(now, opensAt(now));
    }

    /** When calls may leave again; now if they may now. */
    public Instant opensAt(Instant now) {
        return isOpen(now) ? now : next(now, true);
    }

    /** When calls stop to leave; null if never. */
    public Instant closesAt(Instant now) {
        return next(now, false);
    }

    /** For people: the time on the wall when calls may leave again. */
    public String opensAtText(Instant now) {
        return DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm VV").format(opensAt(now).atZone(zone));
    }

    /** The first edge of a window, or change of the clocks, at which it is open or not. */
    private Instant next(Instant now, boolean isOpen) {
        LocalDate today = now.atZone(zone).toLocalDate();
        List<Instant> edges = new ArrayList<>();
        for (int day = 0; day <= DAYS_AHEAD; day++) {
            for (Window window : windows) {
                addTo(edges, today.plusDays(day).atTime(window.from()));
                addTo(edges, today.plusDays(day).atTime(window.to()));
            }
        }
        ZoneOffsetTransition change = zone.getRules().nextTransition(now);
        if (change != null) {
            edges.add(change.getInstant());
        }
        return edges.stream()
                .filter(edge -> edge.isAfter(now) && isOpen(edge) == isOpen)
                .min(Instant::compareTo)
                .orElse(null);
    }

    /** A time that comes twice has two offsets, one that does not come has none. */
    private void addTo(List<Instant> edges, LocalDateTime time) {
        zone.getRules().getValidOffsets(time).forEach(offset -> edges.add(time.toInstant(offset)));
    }
}
