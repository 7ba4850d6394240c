package io.github.geminiroutes.message;

import io.github.geminiroutes.support.BoundedMap;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/**
 * The messages that went back to their broker. One that comes again at once would otherwise come a
 * thousand times a second, to each worker in turn.
 */
final class ReturnedMessages {

    /** A message that comes for the fifth time is a dead letter. */
    static final int MOST_RETURNS = 4;

    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int MOST_KNOWN = 10_000;

    private final Clock clock;
    private final Map<String, Deque<Instant>> returns = BoundedMap.byEntry(MOST_KNOWN);

    ReturnedMessages(Clock clock) {
        this.clock = clock;
    }

    /** Notes that the message went back. */
    synchronized void record(String key) {
        Deque<Instant> times = returns.computeIfAbsent(key, unknown -> new ArrayDeque<>());
        times.addLast(clock.instant());
        if (times.size() > MOST_RETURNS) {
            times.removeFirst();
        }
    }

    /** Whether it went back too often within the last minute. */
    synchronized boolean areTooMany(String key) {
        Deque<Instant> times = returns.get(key);
        return times != null
                && times.size() >= MOST_RETURNS
                && times.getFirst().isAfter(clock.instant().minus(WINDOW));
    }

    /** Lets go of a message that is settled. */
    synchronized void forget(String key) {
        returns.remove(key);
    }
}
