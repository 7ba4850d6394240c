package io.github.geminiroutes.generate;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * Bounds the memory of the answers under way by their bytes: as many calls as may be out could each
 * bring a picture of 20 MB. An answer that is not small gets its turn, and keeps it until its
 * exchange has ended, as what is parsed lives that long. Thread-safe.
 */
final class AnswerMemory {

    /** Of the heap of this process, which all its Camel contexts share. */
    static final AnswerMemory OF_PROCESS =
            new AnswerMemory(Runtime.getRuntime().maxMemory() / 2, Duration.ofMinutes(5));

    /** So many of the smallest fit, even where each byte becomes an object. */
    private static final int SMALL = 64 * 1024;

    /**
     * The worst that an answer can take: half of its bytes may be the brackets of empty arrays. A
     * text takes less than half of that.
     */
    private static final int BYTES_PER_BYTE = 20;

    private static final int UNIT = 64 * 1024;
    private static final String PROPERTY = "gemini-answer-memory";

    private final Semaphore units;
    private final int total;
    private final Duration patience;

    /**
     * @param bytes the memory to share
     * @param patience how long an answer waits for its turn. It goes on without it then: the turn
     *     may be that of an exchange that waits for this one.
     */
    AnswerMemory(long bytes, Duration patience) {
        total = (int) Math.max(1, Math.min(Integer.MAX_VALUE, bytes / UNIT));
        units = new Semaphore(total, true);
        this.patience = patience;
    }

    /**
     * Waits for the memory of an answer. It is given back when the exchange ends, or with the next
     * answer of the exchange.
     *
     * @param size the bytes of the answer
     * @throws InterruptedException if the process stops
     */
    void reserve(Exchange exchange, long size) throws InterruptedException {
        int needed =
                size <= SMALL
                        ? 0
                        : (int) Math.min(total, Math.max(1, size * BYTES_PER_BYTE / UNIT));
        if (exchange.getProperty(PROPERTY) instanceof Held held
                && needed > 0
                && held.units.get() >= needed) {
            // It has its turn: behind those that wait it would hold what it has read meanwhile.
            units.release(held.units.getAndSet(needed) - needed);
            return;
        }
        release(exchange);
        if (needed == 0) {
            return;
        }
        if (units.tryAcquire(needed, patience.toMillis(), TimeUnit.MILLISECONDS)) {
            Held held = new Held(this, new AtomicInteger(needed));
            exchange.setProperty(PROPERTY, held);
            exchange.getExchangeExtension()
                    .addOnCompletion(
                            new SynchronizationAdapter() {
                                @Override
                                public void onDone(Exchange ended) {
                                    held.giveBack();
                                }
                            });
        }
    }

    /** Gives back what the exchange holds, if anything. */
    static void release(Exchange exchange) {
        if (exchange.removeProperty(PROPERTY) instanceof Held held) {
            held.giveBack();
        }
    }

    private record Held(AnswerMemory memory, AtomicInteger units) {

        void giveBack() {
            memory.units.release(units.getAndSet(0));
        }
    }

    /** How many bytes are free. */
    long free() {
        return (long) units.availablePermits() * UNIT;
    }
}
