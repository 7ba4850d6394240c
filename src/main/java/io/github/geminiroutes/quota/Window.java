package io.github.geminiroutes.quota;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * The rolling log of what was used in the last 60 s and the margin. Calls of the same ten
 * milliseconds share a slice that counts as the latest of them, so memory is bounded at any pace,
 * and the error is on the safe side. Times in microseconds. Not thread-safe.
 */
final class Window {

    static final Duration LENGTH = Duration.ofMinutes(1);

    private static final long SLICE = 10_000;

    /** A stretch of time and what was used in it. */
    static final class Slice {
        private long time;
        private long requests;
        private long tokens;
        private boolean external;
        private boolean gone;

        /** When its last call was answered: that reached the server before; 0 while none was. */
        private long answeredAt;

        private Slice(long time) {
            this.time = time;
        }

        long time() {
            return time;
        }

        long requests() {
            return requests;
        }

        long tokens() {
            return tokens;
        }

        /** A call of it was answered. */
        void answered(long now) {
            answeredAt = now;
        }

        /** Whether the server may still have counted calls of it at a time. */
        private boolean mayCount(long at) {
            return !external && (answeredAt == 0 || answeredAt + LENGTH.toNanos() / 1_000 > at);
        }

        /** Whether it no longer counts. */
        boolean isGone() {
            return gone;
        }
    }

    /** By how much the window is widened for calls that reach the server late. */
    private static final long LATECOMER = 2_000_000;

    /** How late, beyond the margin, a call may reach the server on a busy machine. */
    private static final long LATEST = 6_000_000;

    private final Deque<Slice> slices = new ArrayDeque<>();
    private final Deque<Slice> departed = new ArrayDeque<>();
    private final long narrowest;
    private long span;
    private long widenedAt = Long.MIN_VALUE;
    private long before;
    private long requests;
    private long tokens;

    /**
     * @param margin by how much longer than 60 s a call counts
     */
    Window(Duration margin) {
        narrowest = LENGTH.plus(margin).toNanos() / 1_000;
        span = narrowest;
        before = narrowest;
    }

    /** How long a call counts. */
    long span() {
        return span;
    }

    long requests() {
        return requests;
    }

    long tokens() {
        return tokens;
    }

    /** The tokens of our own calls. */
    long ownTokens() {
        return slices.stream().filter(slice -> !slice.external).mapToLong(Slice::tokens).sum();
    }

    boolean isEmpty() {
        return slices.isEmpty();
    }

    /** The slices, the oldest first. */
    Iterator<Slice> slices() {
        return slices.iterator();
    }

    /** Drops what no longer counts. */
    void roll(long now) {
        for (Slice oldest = slices.peekFirst();
                oldest != null && oldest.time + span <= now;
                oldest = slices.peekFirst()) {
            slices.removeFirst();
            requests -= oldest.requests;
            tokens -= oldest.tokens;
            oldest.gone = true;
            departed.addLast(oldest);
        }
        while (!departed.isEmpty() && departed.peekFirst().time + narrowest + LATEST <= now) {
            departed.removeFirst();
        }
    }

    /**
     * Whether the difference between window and limit may be our own calls that reached the server
     * late and still count there.
     *
     * @param lateBy when the server has room again, in microseconds from now
     * @param sentAt when the refused call was sent
     */
    boolean mayIncludeLateCalls(long lackedRequests, long lackedTokens, long lateBy, long sentAt) {
        long lateRequests = 0;
        long lateTokens = 0;
        for (Slice slice : departed) {
            lateRequests += slice.mayCount(sentAt) ? slice.requests : 0;
            lateTokens += slice.mayCount(sentAt) ? slice.tokens : 0;
        }
        return span + lateBy <= narrowest + LATEST
                && lackedRequests <= lateRequests
                && lackedTokens <= lateTokens;
    }

    /**
     * Makes calls count longer from now on, because calls reached the server late; at most by two
     * seconds more than at first. Refusals of calls that went before the last widening ask for the
     * same one, not for more.
     *
     * @param sentAt when the refused call was sent
     */
    void widen(long micros, long sentAt, long now) {
        if (sentAt > widenedAt) {
            widenedAt = now;
            before = span;
        }
        span = Math.min(narrowest + LATECOMER, Math.max(span, before + micros));
    }

    /** Adds a use, at the time of the latest slice if that is later: the slices stay in order. */
    Slice add(long useTime, long newRequests, long newTokens) {
        Slice slice = slices.peekLast();
        long time = slice == null ? useTime : Math.max(useTime, slice.time);
        if (slice == null || slice.external || slice.time / SLICE != time / SLICE) {
            slice = new Slice(time);
            slices.addLast(slice);
        }
        slice.time = Math.max(slice.time, time);
        change(slice, newRequests, newTokens);
        return slice;
    }

    /** Adds a use by others that leaves the window at a time of its own, at most 60 s from now. */
    Slice addUntil(long end, long newRequests, long newTokens) {
        List<Slice> sorted = new ArrayList<>(slices);
        Slice slice = new Slice(end - span);
        slice.external = true;
        sorted.add(slice);
        sorted.sort(Comparator.comparingLong(Slice::time));
        slices.clear();
        slices.addAll(sorted);
        change(slice, newRequests, newTokens);
        return slice;
    }

    /** Corrects a slice; one that no longer counts is left alone. */
    void change(Slice slice, long moreRequests, long moreTokens) {
        if (!slice.gone) {
            slice.requests += moreRequests;
            slice.tokens += moreTokens;
            requests += moreRequests;
            tokens += moreTokens;
        }
    }

    /** When the oldest request leaves the window; {@code otherwise} if there is none. */
    long firstLeaves(long otherwise) {
        for (Slice slice : slices) {
            if (slice.requests > 0) {
                return slice.time + span;
            }
        }
        return otherwise;
    }
}
