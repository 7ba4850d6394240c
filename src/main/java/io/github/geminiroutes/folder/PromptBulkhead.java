package io.github.geminiroutes.folder;

import io.github.geminiroutes.generate.ShareLine;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Bounds how many prompts may be in flight at once, how many bytes they may take in memory, and how
 * many of them may wait for one model. A model that is limited or down must not take all places
 * with prompts that wait for it, while those of other models lie in the inbox. Therefore a prompt
 * may wait only while its model has fewer prompts waiting than there are places free, which always
 * leaves a place for the next model (dynamic thresholds, Choudhury and Hahne 1998). Prompts of one
 * model that have another priority count as those of another model. Other prompts are left in the
 * inbox and remembered by name. The same holds for prompts of one schema while many wait after
 * their calls, whose answers are large or slow to check, or are asked for again.
 *
 * <p>Prompts of the flex tier have as many places of their own: they may keep them for many
 * minutes. Thread-safe.
 */
final class PromptBulkhead {

    /** Half may wait for a model: the calls lack none, and the young generation holds all. */
    private static final int PLACES_PER_CALL = 4;

    /** With many calls, a place for each and these are enough. */
    private static final int MOST_FURTHER_PLACES = 2_000;

    private final LeftBehind left = new LeftBehind();
    private final HeldBytes held;
    private final Set<String> inFlex = new HashSet<>();
    private final TierPlaces usual;
    private final TierPlaces flex;

    /** Whether a tier is: nearly always none, and then no prompt waits for the lock. */
    private volatile boolean isAnyCrowded;

    /**
     * @param maxConcurrency how many calls may be out; a few times as many prompts may be in flight
     * @param memory how many bytes of memory all of them may take, see {@link HeldBytes}
     * @param longestRequest in bytes
     */
    PromptBulkhead(int maxConcurrency, long memory, long longestRequest) {
        this.held = new HeldBytes(memory, longestRequest);
        int places =
                Math.min(PLACES_PER_CALL * maxConcurrency, maxConcurrency + MOST_FURTHER_PLACES);
        usual = new TierPlaces(places);
        flex = new TierPlaces(places);
    }

    /**
     * Whether the prompt is worth a place; one left behind is not while its model has none free.
     */
    synchronized boolean isWorthTaking(String prompt) {
        return left.isWorthTaking(prompt);
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
        if (!held.tryHold(prompt, bytes, 0, millis)) {
            usual.places.release();
            return false;
        }
        synchronized (this) {
            String line = left.remove(prompt, usual);
            if (line != null) {
                // It will most likely wait again, and its place must not go to another.
                usual.await(prompt, line);
            }
        }
        return true;
    }

    /** Takes a place for a table, and memory for its longest row. */
    synchronized boolean tryTakeTable(String table, long bytes) throws InterruptedException {
        long row = held.ofRow(bytes);
        boolean isTaken = held.isOpenToTable(row) && tryTake(table, row, 0);
        if (isTaken) {
            held.addTable(table, row);
        }
        return isTaken;
    }

    /** Moves a prompt to a place of the flex tier; false: there is none, and it is left behind. */
    synchronized boolean tryMoveToFlex(String prompt) {
        if (inFlex.contains(prompt)) {
            return true;
        }
        if (!flex.places.tryAcquire()) {
            left.addOfTier(prompt, flex);
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
        TierPlaces part = part(prompt);
        if (part.isAfterCall(prompt) || part.isWaitingFor(prompt, line)) {
            return true;
        }
        // One that was to leave beside those that wait, and waits now: it counts with others.
        endWaiting(prompt);
        boolean mayWait = part.mayWaitFor(line);
        if (mayWait) {
            part.await(prompt, line);
        } else {
            left.add(prompt, part, line);
        }
        return mayWait;
    }

    /**
     * Has a prompt that may leave count as one of its line, while many wait for what only those
     * like them wait for. A prompt that may not is remembered as left behind.
     *
     * @param line those like it
     * @return whether the prompt may leave; if not, it goes back to the inbox and is released
     */
    boolean tryShare(String prompt, Supplier<ShareLine> line) {
        return !isAnyCrowded || tryShare(prompt, line.get());
    }

    private synchronized boolean tryShare(String prompt, ShareLine line) {
        TierPlaces part = part(prompt);
        if (!part.isCrowded() || part.isSharing(prompt)) {
            return true;
        }
        boolean isShared = part.mayShare(line);
        if (isShared) {
            part.share(prompt, line);
        } else {
            left.add(prompt, part, line);
        }
        return isShared;
    }

    /**
     * Counts a prompt that waits after a call in vain, unless those that wait after their calls
     * have three quarters of the places: one after the other would take the rest.
     */
    synchronized boolean tryWaitAgain(String prompt, String line) {
        TierPlaces part = part(prompt);
        boolean mayWait = part.isAfterCall(prompt) || part.isOpenToWaits();
        if (mayWait) {
            beginOwnWait(prompt, line);
        }
        return mayWait;
    }

    /**
     * Counts a prompt that waits after its call, which has cost something: it keeps its place, and
     * others of its line are held back.
     */
    synchronized void beginOwnWait(String prompt, String line) {
        TierPlaces part = part(prompt);
        if (!part.isAfterCall(prompt)) {
            endWaiting(prompt);
            part.awaitAfterCall(prompt, line);
            lookAtCrowds();
        }
    }

    private void lookAtCrowds() {
        isAnyCrowded = usual.isCrowded() || flex.isCrowded();
    }

    private TierPlaces part(String prompt) {
        return inFlex.contains(prompt) ? flex : usual;
    }

    /** The memory of the prompts in flight. */
    HeldBytes memory() {
        return held;
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
            held.release(prompt);
            endWaiting(prompt);
            lookAtCrowds();
            part = part(prompt);
            inFlex.remove(prompt);
        }
        part.places.release();
    }

    private void endWaiting(String prompt) {
        TierPlaces part = part(prompt);
        String line = part.endWaiting(prompt);
        if (line != null) {
            // Nothing waits for it: prompts left behind may come, or their files are gone.
            left.forget(part, line);
        }
    }
}
