package io.github.geminiroutes.quota;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Forecasts when each call of a queue may go, one after the other: the content of the window leaves
 * it in time, and the calls placed here fill it again. Used once, while the window does not change.
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
     * @param from the earliest time of a call
     * @param slot the earliest time at which the next call keeps its distance to the last
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

    /** Places the next call, which keeps its distance to the one before; returns its time. */
    long place(long callTokens) {
        time = Math.max(time, slot);
        long at = placeAtOnce(callTokens);
        slot = at + limits.spacing(callTokens);
        return at;
    }

    /** Places a call whose time was given before and has passed, but which has not gone yet. */
    void placeDue(long callTokens, long due) {
        placeAtOnce(callTokens);
        slot = Math.max(slot, due) + limits.spacing(callTokens);
    }

    /** Places the next call without a distance; returns its time. */
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

    /** A call larger than the whole limit fits into an empty window: otherwise it never would. */
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
