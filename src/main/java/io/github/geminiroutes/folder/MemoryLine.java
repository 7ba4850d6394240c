package io.github.geminiroutes.folder;

import io.github.geminiroutes.support.BoundedMap;
import io.github.geminiroutes.support.HalfOfTheTime;
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
    private final HalfOfTheTime waits;

    MemoryLine(LongSupplier nanoTime) {
        waits = new HalfOfTheTime(nanoTime);
    }

    /** Whether the thread that reads prompts may wait for memory. */
    boolean mayWait() {
        return waits.mayWork();
    }

    /** Notes for how long it waited. */
    void waited(Duration time) {
        waits.worked(time);
    }

    /** Notes that a prompt found no room. */
    synchronized void refuse(String prompt, long bytes) {
        refused.put(ShortKey.of(prompt), bytes);
    }

    /** Whether a prompt would find its place, and the memory that it did not find before. */
    synchronized boolean isWorthTaking(String prompt, PromptBulkhead bulkhead) {
        Long needed = refused.isEmpty() ? null : refused.get(ShortKey.of(prompt));
        return bulkhead.isWorthTaking(prompt) && (needed == null || bulkhead.hasRoom(needed));
    }

    /** Forgets a prompt that has room. */
    synchronized void take(String prompt) {
        if (!refused.isEmpty()) {
            refused.remove(ShortKey.of(prompt));
        }
    }
}
