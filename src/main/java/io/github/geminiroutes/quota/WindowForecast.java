package io.github.geminiroutes.quota;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * When each call of a line may go, one after the other: what the window holds leaves it in time,
 * and the calls placed here fill it again. Used once, on a window that does not change meanwhile.
 * Times in microseconds.
 */
final class WindowForecast {

    private record Placed(long time, long tokens) {}

    private final Limits limits;
    private final long span;
    private final Iterator<Window.Slice> past;
    private final Deque<Placed> placed = new ArrayDeque<>();
    private Window.Slice oldest;
    private long time;
    private long slot;
    private long requests;
    private long tokens;

    /**
     * @param from no call goes before
     * @param slot when the next call may go that keeps its distance to the last
     */
    WindowForecast(Window window, Limits limits, long from, long slot) {
        this.limits = limits;
        this.span = window.span();
        this.past = window.slices();
        this.oldest = past.hasNext() ? past.next() : null;
        this.requests = window.requests();
        this.tokens = window.tokens();
        this.time = from;
        this.slot = slot;
    }

    /** The time of the next call, which keeps its distance to the one before. */
    long place(long callTokens) {
        time = Math.max(time, slot);
        long at = placeAtOnce(callTokens);
        slot = at + limits.spacing(callTokens);
        return at;
    }

    /** Places a call that was given its time already, which is now past, and has not come yet. */
    void placeDue(long callTokens, long due) {
        placeAtOnce(callTokens);
        slot = Math.max(slot, due) + limits.spacing(callTokens);
    }

    /** The time of the next call, whatever its distance. */
    long placeAtOnce(long callTokens) {
        while (oldestLeaves() <= time) {
            release();
        }
        while (!fits(callTokens)) {
            time = Math.max(time, oldestLeaves());
            release();
        }
        placed.addLast(new Placed(time, callTokens));
        requests++;
        tokens += callTokens;
        return time;
    }

    /** A call larger than the whole limit fits when nothing else counts: else it never would. */
    private boolean fits(long callTokens) {
        if (oldestLeaves() == Long.MAX_VALUE) {
            return true;
        }
        return requests < limits.requestsPerMinute()
                && (tokens <= 0 || callTokens <= limits.tokensPerMinute() - tokens);
    }

    private long oldestLeaves() {
        if (oldest != null) {
            return oldest.time() + span;
        }
        return placed.isEmpty() ? Long.MAX_VALUE : placed.peekFirst().time() + span;
    }

    private void release() {
        if (oldest != null) {
            requests -= oldest.requests();
            tokens -= oldest.tokens();
            oldest = past.hasNext() ? past.next() : null;
        } else {
            Placed first = placed.removeFirst();
            requests--;
            tokens -= first.tokens();
        }
    }
}
