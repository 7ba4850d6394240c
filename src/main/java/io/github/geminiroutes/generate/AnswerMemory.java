package io.github.geminiroutes.generate;

import io.github.geminiroutes.support.TurnsLine;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * Bounds the memory of the answers under way by their bytes: as many calls as may be out could each
 * bring a picture of 20 MB. An answer that is not small gets its turn, and keeps it until its
 * exchange has ended, as what is parsed lives that long. Callers have turns: one with dozens of
 * large answers delays the answer of another by one of them. Thread-safe.
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

    private final int total;
    private final Duration patience;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition isAdmitted = lock.newCondition();
    private final TurnsLine<Waiter> waiting = new TurnsLine<>(waiter -> waiter.caller);
    private int units;

    /** When one had its turn, or went on without. */
    private long moved = System.nanoTime();

    /**
     * @param bytes the memory to share
     * @param patience how long an answer waits while nobody has a turn. It goes on without one
     *     then: the turn may be that of an exchange that waits for this one.
     */
    AnswerMemory(long bytes, Duration patience) {
        total = (int) Math.max(1, Math.min(Integer.MAX_VALUE, bytes / UNIT));
        units = total;
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
        int needed = needed(size);
        if (exchange.getProperty(PROPERTY) instanceof Held held
                && needed > 0
                && held.units.get() >= needed) {
            // It has its turn: behind those that wait it would hold what it has read meanwhile.
            free(held.units.getAndSet(needed) - needed);
            return;
        }
        release(exchange);
        if (needed == 0) {
            return;
        }
        if (hasTurn(new Waiter(CallOptions.of(exchange).caller(), needed))) {
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

    /** Whether an answer would have its memory at once. */
    boolean hasRoom(Exchange exchange, long size) {
        int needed = needed(size);
        if (needed == 0) {
            return true;
        }
        int held =
                exchange.getProperty(PROPERTY) instanceof Held own && own.memory == this
                        ? own.units.get()
                        : 0;
        lock.lock();
        try {
            return held >= needed || waiting.first(any -> true) == null && needed <= units + held;
        } finally {
            lock.unlock();
        }
    }

    private int needed(long size) {
        return size <= SMALL ? 0 : (int) Math.min(total, Math.max(1, size * BYTES_PER_BYTE / UNIT));
    }

    /** Gives back what the exchange holds, if anything. */
    static void release(Exchange exchange) {
        if (exchange.removeProperty(PROPERTY) instanceof Held held) {
            held.giveBack();
        }
    }

    private record Held(AnswerMemory memory, AtomicInteger units) {

        void giveBack() {
            memory.free(units.getAndSet(0));
        }
    }

    private void free(int more) {
        lock.lock();
        try {
            units += more;
            admit();
        } finally {
            lock.unlock();
        }
    }

    private boolean hasTurn(Waiter waiter) throws InterruptedException {
        lock.lock();
        try {
            waiting.add(waiter);
            admit();
            long begun = System.nanoTime();
            long left = patience.toNanos();
            while (waiting.has(waiter) && left > 0) {
                isAdmitted.awaitNanos(left);
                long now = System.nanoTime();
                left = patience.toNanos() - Math.min(now - begun, now - moved);
            }
            return !waiting.has(waiter);
        } catch (InterruptedException e) {
            if (!waiting.has(waiter)) {
                free(waiter.needed);
            }
            throw e;
        } finally {
            if (waiting.take(waiter)) {
                moved = System.nanoTime();
                // Those behind it may fit where it did not.
                admit();
            }
            lock.unlock();
        }
    }

    /** A small one does not pass a large one whose turn it is: that would never come. */
    private void admit() {
        for (Waiter next = waiting.first(any -> true);
                next != null && next.needed <= units;
                next = waiting.first(any -> true)) {
            waiting.served(next);
            waiting.take(next);
            units -= next.needed;
            moved = System.nanoTime();
            isAdmitted.signalAll();
        }
    }

    /** How many bytes are free. */
    long free() {
        lock.lock();
        try {
            return (long) units * UNIT;
        } finally {
            lock.unlock();
        }
    }

    /** An answer that waits; it is no record, as two of the same size are two. */
    private static final class Waiter {

        private final String caller;
        private final int needed;

        Waiter(String caller, int needed) {
            this.caller = caller;
            this.needed = needed;
        }
    }
}
