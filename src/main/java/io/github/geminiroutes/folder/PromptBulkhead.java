package io.github.geminiroutes.folder;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How many prompts may be under way at once, and how many of them may be waiting for one model. A
 * model that is limited, or down, must not fill all the room with prompts that wait for it, while
 * those of other models lie in the inbox: one may wait for as long as the model has fewer waiting
 * than there are places free, so there is always room for the next model (dynamic thresholds,
 * Choudhury and Hahne 1998). Others are left in the inbox and remembered by name. Thread-safe.
 */
public final class PromptBulkhead {

    /**
     * Half of it may wait for one model: enough that the calls never wait for the inbox, few enough
     * to hold in memory.
     */
    private static final int PLACES_PER_CALL = 8;

    /**
     * Beyond this many no unknown prompt is looked at: each look would be for nothing, over and
     * over.
     */
    private static final int MOST_LEFT = 100_000;

    private final Map<String, String> waiting = new HashMap<>();
    private final Map<String, Integer> waitingFor = new HashMap<>();
    private final Map<String, String> left = new HashMap<>();
    private Semaphore places = new Semaphore(PLACES_PER_CALL);

    /** How many calls may be in flight; a few times as many prompts may be under way. */
    public void setMaxConcurrency(int maxConcurrency) {
        places = new Semaphore(PLACES_PER_CALL * maxConcurrency);
    }

    /** Whether this prompt is worth a place; one left behind is not while its model has no room. */
    synchronized boolean isWorthTaking(String prompt) {
        if (left.isEmpty()) {
            return true;
        }
        String model = left.get(prompt);
        return model == null ? left.size() < MOST_LEFT : hasRoom(model);
    }

    /** Takes a place, if one becomes free in time. */
    boolean take(String prompt, long millis) throws InterruptedException {
        if (!places.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
            return false;
        }
        synchronized (this) {
            String model = left.remove(prompt);
            if (model != null) {
                // It will wait again most likely; others must not be let in on its account.
                await(prompt, model);
            }
        }
        return true;
    }

    /**
     * A prompt under way would have to wait for its model.
     *
     * @return whether it may; if not, it is to be left in the inbox and give its place back
     */
    synchronized boolean mayWait(String prompt, String model) {
        if (waiting.containsKey(prompt)) {
            return true;
        }
        if (hasRoom(model)) {
            await(prompt, model);
            return true;
        }
        left.put(prompt, model);
        return false;
    }

    /** A prompt gives its place back. */
    void release(String prompt) {
        synchronized (this) {
            String model = waiting.remove(prompt);
            if (model != null && waitingFor.merge(model, -1, Integer::sum) == 0) {
                waitingFor.remove(model);
                // Nobody waits for it: who was left may come, or was taken away meanwhile.
                left.values().removeIf(model::equals);
            }
        }
        places.release();
    }

    private void await(String prompt, String model) {
        waiting.put(prompt, model);
        waitingFor.merge(model, 1, Integer::sum);
    }

    private boolean hasRoom(String model) {
        return waitingFor.getOrDefault(model, 0) < places.availablePermits();
    }
}
