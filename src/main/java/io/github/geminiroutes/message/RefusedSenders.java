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
     * Notes that a reply was refused. That was its only attempt where another one to its
     * destination was given up a short time ago. Where as many others as may are repeated, it has
     * one more, on a connection of its own: on that of all it may have failed for another's fault.
     */
    synchronized void record(InFlightMessage message) {
        boolean isKnown = isKnown(message);
        boolean isRepeatable = !isKnown && isWithinShare(message);
        int most = isKnown ? 1 : isRepeatable ? mostAttempts : 2;
        message.recordFailedSend(false, most);
        if (!message.isToBeSentAgain()) {
            repeated.remove(message);
            refused.put(sender(message), nanoTime.getAsLong());
        } else if (isRepeatable) {
            repeated.add(message);
        }
    }

    /** How long the next attempt may take: short where it is one of few. */
    synchronized Duration limit(InFlightMessage message) {
        return !isKnown(message) && isWithinShare(message) ? LONG : SHORT;
    }

    private boolean isKnown(InFlightMessage message) {
        Long since = refused.get(sender(message));
        return since != null && nanoTime.getAsLong() - since < REFUSED;
    }

    private boolean isWithinShare(InFlightMessage message) {
        return repeated.contains(message) || repeated.size() < mostRepeated;
    }

    private static String sender(InFlightMessage message) {
        return ShortKey.of(String.valueOf(message.received().replyDestination()));
    }

    /** The message has come to its end. */
    synchronized void forget(InFlightMessage message) {
        repeated.remove(message);
    }
}
