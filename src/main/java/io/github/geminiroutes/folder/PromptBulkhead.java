package io.github.geminiroutes.folder;

import io.github.geminiroutes.support.JsonWeight;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Bounds how many prompts may be in flight at once, how many bytes they may take in memory, and how
 * many of them may wait for one model. A model that is limited or down must not take all places
 * with prompts that wait for it, while those of other models lie in the inbox. Therefore a prompt
 * may wait only while its model has fewer prompts waiting than there are places free, which always
 * leaves a place for the next model (dynamic thresholds, Choudhury and Hahne 1998). Prompts of one
 * model that have another priority count as those of another model. Other prompts are left in the
 * inbox and remembered by name.
 *
 * <p>Prompts of the flex tier have as many places of their own: they may keep them for many
 * minutes. Thread-safe.
 */
final class PromptBulkhead {

    /** Half may wait for a model: the calls lack none, and the young generation holds all. */
    private static final int PLACES_PER_CALL = 4;

    /** With many calls, a place for each and these are enough. */
    private static final int MOST_FURTHER_PLACES = 2_000;

    /**
     * While more prompts than these are left behind, no unknown prompt is taken: it would most
     * likely be left behind, too, over and over.
     */
    private static final int MOST_LEFT = 100_000;

    /** A line that no model's name can be: what waits for a place of the flex tier. */
    private static final String ANY_FLEX = " flex";

    private final Map<String, String> waiting = new HashMap<>();
    private final Map<String, Left> left = new HashMap<>();
    private final Map<String, Long> held = new HashMap<>();
    private final Map<String, Long> tables = new HashMap<>();
    private final Set<String> inFlex = new HashSet<>();
    private final TierPlaces usual;
    private final TierPlaces flex;
    private final long memory;
    private final long longestRequest;
    private long used;

    /**
     * @param maxConcurrency how many calls may be out; a few times as many prompts may be in flight
     * @param memory how many bytes of memory all of them may take; one prompt may take more, alone
     * @param longestRequest in bytes: what is larger is not in memory as a whole
     */
    PromptBulkhead(int maxConcurrency, long memory, long longestRequest) {
        this.longestRequest = longestRequest;
        int places =
                Math.min(PLACES_PER_CALL * maxConcurrency, maxConcurrency + MOST_FURTHER_PLACES);
        usual = new TierPlaces(places);
        flex = new TierPlaces(places);
        this.memory = memory;
    }

    /** A prompt that found no place: where, and what it would have waited for. */
    private record Left(TierPlaces part, String line) {

        boolean hasPlace() {
            return line.equals(ANY_FLEX) ? part.isFree() : part.hasPlace(line);
        }
    }

    /**
     * Whether the prompt is worth a place; one left behind is not while its model has none free.
     */
    synchronized boolean isWorthTaking(String prompt) {
        if (left.isEmpty()) {
            return true;
        }
        Left place = left.get(prompt);
        return place == null ? left.size() < MOST_LEFT : place.hasPlace();
    }

    /**
     * Takes a place, and memory for the prompt, if both become free in time.
     *
     * @param bytes the size of the prompt
     */
    boolean tryTake(String prompt, long bytes, long millis) throws InterruptedException {
        if (!usual.places.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
            return false;
        }
        if (!tryHold(prompt, bytes, 0, millis)) {
            usual.places.release();
            return false;
        }
        synchronized (this) {
            Left before = left.remove(prompt);
            if (before != null && before.part == usual) {
                // It will most likely wait again, and its place must not go to another.
                await(prompt, before.line);
            }
        }
        return true;
    }

    /**
     * Takes a place for a table, and memory for its longest row as far as that may be half of all.
     * Tables have three quarters at most: prompts and smaller tables go on beside them for hours.
     */
    synchronized boolean tryTakeTable(String table, long bytes) throws InterruptedException {
        long row = Math.min(memory / 2 / JsonWeight.PER_BYTE, Math.min(bytes, longestRequest));
        long all = tables.values().stream().mapToLong(Long::longValue).sum() + row;
        boolean isRoom = tables.isEmpty() || all * JsonWeight.PER_BYTE <= memory / 4 * 3;
        if (!isRoom || !tryTake(table, row, 0)) {
            return false;
        }
        tables.put(table, row);
        return true;
    }

    /** Moves a prompt to a place of the flex tier; false: there is none, and it is left behind. */
    synchronized boolean tryMoveToFlex(String prompt) {
        if (inFlex.contains(prompt)) {
            return true;
        }
        if (!flex.places.tryAcquire()) {
            left.put(prompt, new Left(flex, ANY_FLEX));
            return false;
        }
        endWaiting(prompt);
        inFlex.add(prompt);
        usual.places.release();
        return true;
    }

    /**
     * Reserves a place for a prompt that would have to wait. A prompt that gets none is remembered
     * as left behind.
     *
     * @param line names what it waits for, such as a model
     * @return whether the prompt may wait; if not, it goes back to the inbox and is released
     */
    synchronized boolean tryReservePlace(String prompt, String line) {
        if (waiting.containsKey(prompt)) {
            return true;
        }
        if (part(prompt).mayWaitFor(line)) {
            await(prompt, line);
            return true;
        }
        left.put(prompt, new Left(part(prompt), line));
        return false;
    }

    private TierPlaces part(String prompt) {
        return inFlex.contains(prompt) ? flex : usual;
    }

    /**
     * Takes memory for a prompt, or changes what it has, if there is room in time.
     *
     * @param bytes the size of the prompt with its attachments
     * @param tree what its tree weighs beyond its text, in bytes of text
     */
    synchronized boolean tryHold(String prompt, long bytes, long tree, long millis)
            throws InterruptedException {
        long wanted = (Math.min(bytes, longestRequest) + tree) * JsonWeight.PER_BYTE;
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

    /** Has a prompt that is held take more memory, if it needs more and there is room. */
    synchronized boolean tryHoldMore(String prompt, long bytes) {
        long wanted = Math.min(bytes, longestRequest) * JsonWeight.PER_BYTE;
        long more = Math.max(0, wanted - held.getOrDefault(prompt, 0L));
        boolean isRoom = more == 0 || isRoom(wanted, wanted - more);
        if (isRoom && more > 0) {
            held.merge(prompt, more, Long::sum);
            used += more;
        }
        return isRoom;
    }

    /** Whether a prompt of which nothing is held would find the memory that it needs. */
    synchronized boolean hasRoom(long bytes) {
        return isRoom(Math.min(bytes, longestRequest) * JsonWeight.PER_BYTE, 0);
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
        return own < usual.places.availablePermits() && usual.places.tryAcquire();
    }

    /** Gives the place of a row back. */
    void releaseOfRow() {
        usual.places.release();
    }

    /** Gives the place of a prompt back. */
    void release(String prompt) {
        TierPlaces part;
        synchronized (this) {
            tables.remove(prompt);
            Long memoryOfIt = held.remove(prompt);
            if (memoryOfIt != null) {
                used -= memoryOfIt;
                notifyAll();
            }
            endWaiting(prompt);
            part = part(prompt);
            inFlex.remove(prompt);
        }
        part.places.release();
    }

    private void endWaiting(String prompt) {
        String line = waiting.remove(prompt);
        TierPlaces part = part(prompt);
        if (line != null && part.waitingFor.merge(line, -1, Integer::sum) == 0) {
            part.waitingFor.remove(line);
            // Nothing waits for it: prompts left behind may come, or their files are gone.
            left.values().removeIf(other -> other.part == part && other.line.equals(line));
        }
    }

    private void await(String prompt, String line) {
        waiting.put(prompt, line);
        part(prompt).waitingFor.merge(line, 1, Integer::sum);
    }
}
