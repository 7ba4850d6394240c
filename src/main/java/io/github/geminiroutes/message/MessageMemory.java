package io.github.geminiroutes.message;

import io.github.geminiroutes.support.JsonWeight;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Exchange;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * Bounds the memory of the messages under way by their bytes: as many consumers as there are could
 * each hold the largest request, several times over. A message waits for its turn before its body
 * is read, and keeps it until it is settled. Thread-safe.
 */
final class MessageMemory {

    /** Of the heap of this process, which all its Camel contexts share. */
    static final MessageMemory OF_PROCESS = new MessageMemory(Runtime.getRuntime().maxMemory() / 2);

    /** As many of these as there are consumers fit anywhere: they never wait for large ones. */
    private static final int SMALL = 256 * 1024;

    private static final int UNIT = 64 * 1024;
    private static final long LOOK_MILLIS = 500;

    private final Semaphore units;
    private final int total;

    /**
     * @param bytes the memory to share
     */
    MessageMemory(long bytes) {
        total = (int) Math.max(1, Math.min(Integer.MAX_VALUE, bytes / UNIT));
        units = new Semaphore(total, true);
    }

    /** Whether a body of that many bytes fits at all. */
    boolean fits(long size) {
        return needed(size) <= total;
    }

    /**
     * Waits until there is room for a body; one that is larger than the whole is alone. The room is
     * given back when the exchange ends.
     *
     * @param size the bytes of the body
     * @param membership the consumer's place in its group
     * @throws RuntimeCamelException if the program stops meanwhile, or the group has given the
     *     message to another consumer: it stays with its broker
     */
    void reserve(Exchange exchange, long size, GroupMembership membership) {
        if (size > SMALL) {
            int needed = (int) Math.min(total, needed(size));
            membership.await(() -> tryReserve(exchange, needed));
        }
    }

    private boolean tryReserve(Exchange exchange, int needed) {
        try {
            if (!units.tryAcquire(needed, LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                MessageHoldProcessor.requireRunning(exchange);
                return false;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RuntimeCamelException("The message waited for memory", e);
        }
        AtomicBoolean isHeld = new AtomicBoolean(true);
        exchange.getExchangeExtension()
                .addOnCompletion(
                        new SynchronizationAdapter() {
                            @Override
                            public void onDone(Exchange done) {
                                if (isHeld.getAndSet(false)) {
                                    units.release(needed);
                                }
                            }
                        });
        return true;
    }

    /** Whether a body of so many bytes never waits, but for its tree; one of unknown size is. */
    static boolean isSmall(long size) {
        return size <= SMALL;
    }

    /** How many that never wait fit into half of it. */
    int smallOnes() {
        return (int) (total / 2 / needed(SMALL));
    }

    private static long needed(long size) {
        return size * JsonWeight.PER_BYTE / UNIT;
    }

    /** How many bytes are free. */
    long free() {
        return (long) units.availablePermits() * UNIT;
    }
}
