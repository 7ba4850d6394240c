package io.github.geminiroutes.quota;

import io.github.geminiroutes.support.PacificDay;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The calls of one model that this instance made in the last minute and today, for the other
 * instances that share the quota. Times in nanoseconds of {@link System#nanoTime()}. Thread-safe.
 */
final class RecentCalls {

    /** How long a call may count, the margins included. */
    static final long REMEMBERED = Duration.ofSeconds(65).toNanos();

    private final Deque<SharedCall> calls = new ArrayDeque<>();
    private PacificDay day = PacificDay.NONE;
    private long dayCalls;

    /** One call as the other instances see it. Its mutable fields are guarded by the log. */
    static final class SharedCall {

        final String id;

        /** The day on which it was permitted. */
        final PacificDay day;

        /** When it was permitted. */
        final long at;

        /** How much later it reached the server. */
        private long late;

        private long tokens;
        private boolean isGivenBack;

        SharedCall(String id, PacificDay day, long at, long tokens) {
            this.id = id;
            this.day = day;
            this.at = at;
            this.tokens = tokens;
        }
    }

    /**
     * A call that may still count.
     *
     * @param age how long ago it reached the server
     */
    record Counting(String id, long age, long tokens) {}

    synchronized void add(SharedCall call) {
        SharedCall oldest = calls.peekFirst();
        while (oldest != null && call.at - oldest.at > REMEMBERED) {
            calls.removeFirst();
            oldest = calls.peekFirst();
        }
        calls.addLast(call);
        if (!call.day.equals(day)) {
            day = call.day;
            dayCalls = 0;
        }
        dayCalls++;
    }

    synchronized void departed(SharedCall call, long late) {
        call.late = late;
    }

    /**
     * A call was answered: it reached the server before that.
     *
     * @param tokens as the server counted them; 0 if it did not say
     * @return whether that changes anything
     */
    synchronized boolean answered(SharedCall call, long tokens, long now) {
        boolean isChange = tokens > 0 && call.tokens != tokens || call.late > now - call.at;
        call.tokens = tokens > 0 ? tokens : call.tokens;
        call.late = Math.min(call.late, now - call.at);
        return isChange;
    }

    synchronized long tokens(SharedCall call) {
        return call.tokens;
    }

    /**
     * Removes a call: it does not count.
     *
     * @return whether it counted before
     */
    synchronized boolean giveBack(SharedCall call) {
        boolean isChange = !call.isGivenBack;
        call.isGivenBack = true;
        if (isChange && call.day.equals(day)) {
            dayCalls--;
        }
        return isChange;
    }

    /** The calls that may still count. */
    synchronized List<Counting> counting(long now) {
        List<Counting> counting = new ArrayList<>();
        for (SharedCall call : calls) {
            if (!call.isGivenBack && now - call.at < REMEMBERED) {
                counting.add(new Counting(call.id, now - call.at - call.late, call.tokens));
            }
        }
        return counting;
    }

    /** How many calls were made on a day. */
    synchronized long ofDay(PacificDay today) {
        return today.equals(day) ? dayCalls : 0;
    }
}
