package io.github.geminiroutes.message;

import io.github.geminiroutes.support.BoundedMap;
import io.github.geminiroutes.support.ShortKey;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The senders' own destinations whose broker takes no reply. Each attempt may take the broker's
 * client half a minute, and the consumer of the message waits for it: what such replies hold of the
 * consumers is bounded.
 */
final class RefusedSenders {

    /** A sender may declare its queue meanwhile. */
    private static final long REFUSED = Duration.ofMinutes(5).toNanos();

    private static final int MOST_REFUSED = 10_000;

    private static final Duration LONG = Duration.ofSeconds(30);

    /** A queue that takes messages takes one within milliseconds. */
    private static final Duration SHORT = Duration.ofSeconds(3);

    private static final int USUAL_CONSUMERS = 16;

    /** The destinations that were given up, and when. */
    private final Map<String, Long> refused = BoundedMap.byEntry(MOST_REFUSED);

    /** The messages whose reply was refused, and is sent again. */
    private final Set<InFlightMessage> repeated = new HashSet<>();

    private final LongSupplier nanoTime;
    private final int mostAttempts;
    private int mostRepeated = USUAL_CONSUMERS / 2;

    /**
     * @param nanoTime such as {@link System#nanoTime}
     * @param mostAttempts how often a reply is sent
     */
    RefusedSenders(LongSupplier nanoTime, int mostAttempts) {
        this.nanoTime = nanoTime;
        this.mostAttempts = mostAttempts;
    }

    /** Half of the consumers, and one of a single one, may wait for further attempts. */
    synchronized void setConsumers(int consumers) {
        mostRepeated = Math.max(1, consumers / 2);
    }

    /**
     * Notes that a reply was refused. It was sent for the only time where another one to its
     * destination was given up a short time ago, or where as many others as may are repeated.
     */
    synchronized void record(InFlightMessage message) {
        message.recordFailedSend(false, isRepeatable(message) ? mostAttempts : 1);
        if (message.isToBeSentAgain()) {
            repeated.add(message);
        } else {
            repeated.remove(message);
            refused.put(sender(message), nanoTime.getAsLong());
        }
    }

    /** How long the next attempt may take: the only one of a reply is short. */
    synchronized Duration limit(InFlightMessage message) {
        return isRepeatable(message) ? LONG : SHORT;
    }

    private boolean isRepeatable(InFlightMessage message) {
        Long since = refused.get(sender(message));
        return (since == null || nanoTime.getAsLong() - since >= REFUSED)
                && (repeated.contains(message) || repeated.size() < mostRepeated);
    }

    private static String sender(InFlightMessage message) {
        return ShortKey.of(String.valueOf(message.received().replyDestination()));
    }

    /** The message has come to its end. */
    synchronized void forget(InFlightMessage message) {
        repeated.remove(message);
    }
}
