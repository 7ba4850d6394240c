package io.github.geminiroutes.folder;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Bounds how many prompts may be in flight at once, how many bytes they may take in memory, and how
 * many of them may wait for one model. A model that is limited or down must not take all places
 * with prompts that wait for it, while those of other models lie in the inbox. Therefore a prompt
 * may wait only while its model has fewer prompts waiting than there are places free, which always
 * leaves a place for the next model (dynamic thresholds, Choudhury and Hahne 1998). Other prompts
 * are left in the inbox and remembered by name. Thread-safe.
 */
final class PromptBulkhead {

    /**
     * Half of the places may wait for one model: enough that the calls never wait for the inbox,
     * few enough to hold in memory.
     */
    private static final int PLACES_PER_CALL = 8;

    /** With many calls, a place for each and these are enough. */
    private static final int MOST_FURTHER_PLACES = 2_000;

    /**
     * While more prompts than these are left behind, no unknown prompt is taken: it would most
     * likely be left behind, too, over and over.
     */
    private static final int MOST_LEFT = 100_000;

    /**
     * What a byte of a request takes while it is called: as it was read, as text, as JSON, and as
     * it is sent.
     */
    private static final int MEMORY_PER_BYTE = 4;

    private final Map<String, String> waiting = new HashMap<>();
    private final Map<String, Integer> waitingFor = new HashMap<>();
    private final Map<String, String> left = new HashMap<>();
    private final Map<String, Long> held = new HashMap<>();
    private final Semaphore places;
    private final long memory;
    private long used;

    /**
     * @param maxConcurrency how many calls may be out; a few times as many prompts may be in flight
     * @param memory how many bytes of memory all of them may take; one prompt may take more, alone
     */
    PromptBulkhead(int maxConcurrency, long memory) {
        places =
                new Semaphore(
                        Math.min(
                                PLACES_PER_CALL * maxConcurrency,
                                maxConcurrency + MOST_FURTHER_PLACES));
        this.memory = memory;
    }

    /**
     * Whether the prompt is worth a place; one left behind is not while its model has none free.
     */
    synchronized boolean isWorthTaking(String prompt) {
        if (left.isEmpty()) {
            return true;
        }
        String model = left.get(prompt);
        return model == null ? left.size() < MOST_LEFT : hasPlace(model);
    }

    /**
     * Takes a place, and memory for the prompt, if both become free in time.
     *
     * @param bytes the size of the prompt
     */
    boolean tryTake(String prompt, long bytes, long millis) throws InterruptedException {
        if (!places.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
            return false;
        }
        if (!tryHold(prompt, bytes, millis)) {
            places.release();
            return false;
        }
        synchronized (this) {
            String model = left.remove(prompt);
            if (model != null) {
                // It will most likely wait again, and its place must not go to another.
                await(prompt, model);
            }
        }
        return true;
    }

    /**
     * Reserves one of the places of a model for a prompt that would have to wait for it. A prompt
     * that gets none is remembered as left behind.
     *
     * @return whether the prompt may wait; if not, it goes back to the inbox and is released
     */
    synchronized boolean tryReservePlace(String prompt, String model) {
        if (waiting.containsKey(prompt)) {
            return true;
        }
        if (hasPlace(model)) {
            await(prompt, model);
            return true;
        }
        left.put(prompt, model);
        return false;
    }

    /**
     * Takes memory for a prompt, or changes what it has, if there is room in time.
     *
     * @param bytes the size of the prompt with its attachments
     */
    synchronized boolean tryHold(String prompt, long bytes, long millis)
            throws InterruptedException {
        long wanted = bytes * MEMORY_PER_BYTE;
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (!isRoom(wanted, held.getOrDefault(prompt, 0L))) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        Long before = held.put(prompt, wanted);
        used += wanted - (before == null ? 0 : before);
        return true;
    }

    /** A prompt that is alone has room, however large it is. */
    private boolean isRoom(long wanted, long own) {
        long others = used - own;
        return wanted <= own || others == 0 || others + wanted <= memory;
    }

    /**
     * Takes a place for a row, beside those that the rows of its file have. They may have as many
     * as are free, as prompts that wait for one model may: a large file leaves room for the others.
     *
     * @param own how many the file has
     */
    boolean tryTakeForRow(int own) {
        return own < places.availablePermits() && places.tryAcquire();
    }

    /** Gives the place of a row back. */
    void releaseOfRow() {
        places.release();
    }

    /** Gives the place of a prompt back. */
    void release(String prompt) {
        synchronized (this) {
            Long memoryOfIt = held.remove(prompt);
            if (memoryOfIt != null) {
                used -= memoryOfIt;
                notifyAll();
            }
            String model = waiting.remove(prompt);
            if (model != null && waitingFor.merge(model, -1, Integer::sum) == 0) {
                waitingFor.remove(model);
                // Nothing waits for it: prompts left behind may come, or their files are gone.
                left.values().removeIf(model::equals);
            }
        }
        places.release();
    }

    private void await(String prompt, String model) {
        waiting.put(prompt, model);
        waitingFor.merge(model, 1, Integer::sum);
    }

    private boolean hasPlace(String model) {
        return waitingFor.getOrDefault(model, 0) < places.availablePermits();
    }
}
