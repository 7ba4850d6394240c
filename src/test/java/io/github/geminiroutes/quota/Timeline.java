package io.github.geminiroutes.quota;

import io.github.geminiroutes.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Virtual time: what is due happens in order, and the clock jumps from one event to the next. */
final class Timeline {

    static final Instant START = Instant.parse("2026-11-20T10:00:50Z");

    private record Event(Instant at, long number, Runnable action) {}

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparing(Event::at).thenComparing(Event::number));
    private final SettableClock clock = new SettableClock(START);
    private long number;

    SettableClock clock() {
        return clock;
    }

    Instant now() {
        return clock.instant();
    }

    /** Seconds since the start. */
    double seconds() {
        return Duration.between(START, now()).toNanos() / 1e9;
    }

    void in(Duration delay, Runnable action) {
        events.add(new Event(now().plus(delay), number++, action));
    }

    void at(double seconds, Runnable action) {
        Instant at = START.plusNanos((long) (seconds * 1e9));
        events.add(new Event(at, number++, action));
    }

    /** Runs until nothing is left to happen. */
    void run() {
        for (int steps = 0; !events.isEmpty(); steps++) {
            if (steps > 5_000_000) {
                throw new IllegalStateException("does not come to an end");
            }
            Event event = events.remove();
            clock.advance(Duration.between(now(), event.at()));
            event.action().run();
        }
    }
}
