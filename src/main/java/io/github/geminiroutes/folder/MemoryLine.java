package io.github.geminiroutes.folder;

import io.github.geminiroutes.support.BoundedMap;
import io.github.geminiroutes.support.ShortKey;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Prompts for which there was no memory, with what they need. Such a prompt is read again once
 * there is room, and many of them hold up the others for half of the time at most. Thread-safe.
 */
final class MemoryLine {

    private static final int MOST = 10_000;

    private final Map<String, Long> refused = BoundedMap.byUse(MOST);
    private final LongSupplier nanoTime;
    private final Rest rest;

    /**
     * @param nanoTime such as {@link System#nanoTime}
     */
    MemoryLine(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.rest = new Rest(nanoTime);
    }

    /** Whether the thread that reads prompts may wait for memory. */
    synchronized boolean mayWait() {
        return !rest.isOn();
    }

    /** Notes for how long it waited: it rests as long. */
    synchronized void waited(Duration time) {
        rest.begin(time.toNanos());
    }

    /**
     * Whether a file may be taken. One that would have to wait for memory is left to a later look
     * while the others have their half of the time.
     */
    synchronized boolean mayTake(String prompt, long bytes, HeldBytes memory) {
        boolean mayTake = mayWait() || memory.hasRoom(bytes);
        if (!mayTake) {
            refuse(prompt, bytes);
        }
        return mayTake;
    }

    /**
     * Notes that a file was waited for in vain.
     *
     * @param begun when the wait began, by {@link #now}
     */
    synchronized void tookNone(String prompt, long bytes, long begun, HeldBytes memory) {
        if (!memory.hasRoom(bytes)) {
            waited(Duration.ofNanos(now() - begun));
            refuse(prompt, bytes);
        }
    }

    /** The time of this line in nanoseconds. */
    long now() {
        return nanoTime.getAsLong();
    }

    /** Notes that a prompt found no room. */
    synchronized void refuse(String prompt, long bytes) {
        refused.put(ShortKey.of(prompt), bytes);
    }

    /** Whether a prompt would find its place, and the memory that it did not find before. */
    synchronized boolean isWorthTaking(String prompt, PromptBulkhead bulkhead) {
        Long needed = refused.isEmpty() ? null : refused.get(ShortKey.of(prompt));
        return bulkhead.isWorthTaking(prompt)
                && (needed == null || bulkhead.memory().hasRoom(needed));
    }

    /** Forgets a prompt that has room. */
    synchronized void take(String prompt) {
        if (!refused.isEmpty()) {
            refused.remove(ShortKey.of(prompt));
        }
    }
}
