package io.github.geminiroutes.folder;

import io.github.geminiroutes.generate.ShareLine;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;

/** The places of one tier, and which prompts wait in them for what. Not thread-safe. */
final class TierPlaces {

    /** An eighth of the places is for prompts that need not wait. */
    private static final int PARTS_OF_WAITS = 8;

    /** A sixteenth is for those that are not expected to: others wait in the rest. */
    private static final int PARTS_OF_FIRST = 16;

    /** A quarter is for prompts whose answers need not wait, as far as is known. */
    private static final int PARTS_OF_SHARES = 4;

    final Semaphore places;
    private final Map<String, String> waiting = new HashMap<>();
    private final Map<String, Integer> waitingFor = new HashMap<>();
    private final Set<String> afterCalls = new HashSet<>();

    /** Prompts that left beside many that wait, and need not wait themselves; with their lines. */
    private final Map<String, String> leaving = new HashMap<>();

    private final int keptOfWaits;
    private final int keptOfFirst;
    private final int keptOfOrdinary;
    private final int keptOfShares;
    private final int mostExpected;
    private final int mostOfWaits;

    TierPlaces(int places) {
        this.places = new Semaphore(places);
        keptOfWaits = Math.max(2, places / PARTS_OF_WAITS);
        keptOfFirst = Math.max(1, places / PARTS_OF_FIRST);
        keptOfOrdinary = keptOfFirst + keptOfFirst / 2;
        mostExpected = places - keptOfFirst;
        keptOfShares = Math.max(1, places / PARTS_OF_SHARES);
        mostOfWaits = places - keptOfShares;
    }

    /**
     * Whether a prompt that has a place may wait for something. Halves of halves leave a single
     * place in the end, once eight models are limited: some are never waited in.
     */
    boolean mayWaitFor(String line) {
        return hasRoom(line, places.availablePermits(), keptOfWaits);
    }

    /** Whether a prompt without a place would get one that it may wait in. */
    boolean hasPlace(String line) {
        return hasRoom(line, places.availablePermits() - 1, keptOfWaits);
    }

    /**
     * Whether a prompt that has a place may bring an answer that waits, as others of its line may.
     * The first of a line needs no more than its place, unless those that wait, or are expected to,
     * have nearly all. Further ones that are not expected to wait leave a sixteenth: answers that
     * take long would have all that those that wait leave.
     */
    boolean mayShare(ShareLine line) {
        return mayShare(line, places.availablePermits());
    }

    /** Whether a prompt without a place would get one that it may share. */
    boolean hasShare(ShareLine line) {
        return mayShare(line, places.availablePermits() - 1);
    }

    private boolean mayShare(ShareLine line, int free) {
        if (isOpenTo(line)) {
            return free >= keptOfFirst || !leaving.containsValue(line.name());
        }
        boolean isFirst = !line.isOrdinary() && !waitingFor.containsKey(line.name());
        return isFirst
                ? waiting.size() < mostExpected
                : hasRoom(line.name(), free, line.isOrdinary() ? keptOfOrdinary : keptOfShares);
    }

    /** Whether nothing speaks for a wait of a call, and none like it waits. */
    private boolean isOpenTo(ShareLine line) {
        return line.isOrdinary() && !waitingFor.containsKey(line.name());
    }

    /** Whether another prompt may wait after its call. */
    boolean isOpenToWaits() {
        return afterCalls.size() < mostOfWaits;
    }

    /** Whether there is a place for a prompt that need not wait. */
    boolean isFree() {
        return places.availablePermits() > 0;
    }

    /** Whether so many wait after their calls that the places for others are worth a look. */
    boolean isCrowded() {
        return afterCalls.size() > keptOfFirst;
    }

    /** Whether a prompt has a share. */
    boolean isSharing(String prompt) {
        return waiting.containsKey(prompt) || leaving.containsKey(prompt);
    }

    /** A prompt has a share, which had none before. */
    void share(String prompt, ShareLine line) {
        if (isOpenTo(line)) {
            leaving.put(prompt, line.name());
        } else {
            await(prompt, line.name());
        }
    }

    /** Whether a prompt waits for this. */
    boolean isWaitingFor(String prompt, String line) {
        return line.equals(waiting.get(prompt));
    }

    /** A prompt waits, which did not before. */
    void await(String prompt, String line) {
        waiting.put(prompt, line);
        waitingFor.merge(line, 1, Integer::sum);
    }

    /** The same for a prompt that waits after its call. */
    void awaitAfterCall(String prompt, String line) {
        afterCalls.add(prompt);
        await(prompt, line);
    }

    /** Whether a prompt waits after its call. */
    boolean isAfterCall(String prompt) {
        return afterCalls.contains(prompt);
    }

    /** A prompt waits no more; returns what it waited for if it was the last one; else null. */
    String endWaiting(String prompt) {
        afterCalls.remove(prompt);
        leaving.remove(prompt);
        String line = waiting.remove(prompt);
        boolean isLast = line != null && waitingFor.merge(line, -1, Integer::sum) == 0;
        if (isLast) {
            waitingFor.remove(line);
        }
        return isLast ? line : null;
    }

    private boolean hasRoom(String line, int free, int kept) {
        return free >= kept && waitingFor.getOrDefault(line, 0) < free;
    }
}
