package io.github.geminiroutes.quota;

import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * When this instance may ask for the shared quota of one model. While the model is limited one call
 * asks at a time, and not before its turn has come; those behind it are told here when theirs may
 * come, so that however many wait, one round trip is made for each call that goes. Also knows the
 * instance's own calls of the last minute. Times in nanoseconds of {@link System#nanoTime()}.
 * Thread-safe.
 */
final class Turn {

    private static final long MILLI = 1_000_000;

    /** Things may get better than they were foretold: nobody believes a time for longer. */
    private static final long LONGEST_SLEEP = 10_000 * MILLI;

    /** By how much the competition of other instances delays those behind the first. */
    private static final long MOST_DELAY = 1_000 * MILLI;

    /** How long a call may count, the margins included. */
    private static final long REMEMBERED = 65_000 * MILLI;

    /** Waits for the answer to somebody else's question. */
    private static final long MOMENT = 5 * MILLI;

    /** When the next calls may go, the first for the next; empty where nobody said. */
    private long[] times = {};

    /** Until the first answer, too: a whole inbox must not ask at once. */
    private boolean isLimited = true;

    private long delay;
    private boolean isAsking;
    private long usedRequests;
    private long usedTokens;
    private long heardAt;
    private boolean isNews;

    private final Deque<SharedCall> calls = new ArrayDeque<>();
    private LocalDate day = LocalDate.MIN;
    private long dayCalls;

    /**
     * Whether a ticket may ask now, which {@link #learned} or {@link #lost} must follow.
     *
     * @param ahead how many of this instance stand in front of it
     * @return 0 to ask; else how long to wait
     */
    synchronized long ask(int ahead, long now) {
        if (!isLimited) {
            return 0;
        }
        if (!isAsking && (times.length == 0 || now - times[0] >= 0)) {
            isAsking = true;
            return 0;
        }
        return wait(ahead, now);
    }

    private long wait(int ahead, long now) {
        if (times.length == 0) {
            return MOMENT;
        }
        long at = times[Math.min(ahead, times.length - 1)] + Math.min(MOST_DELAY, delay * ahead);
        return Math.max(MILLI, Math.min(LONGEST_SLEEP, at - now));
    }

    /**
     * The answer to a question: when the next calls may go, if nobody else comes.
     *
     * @param nextCalls empty if there is no limit
     * @param spacing how far apart calls are
     * @param instances how many instances have calls that wait
     */
    synchronized void learned(long[] nextCalls, long spacing, int instances, long now) {
        isAsking = false;
        isLimited = nextCalls.length > 0;
        times = nextCalls;
        if (times.length > 0) {
            times[0] = Math.min(times[0], now + LONGEST_SLEEP);
        }
        delay = spacing * Math.max(0, instances - 1);
    }

    /** What all together had used at the time of an answer. */
    synchronized void heard(long requests, long tokens, long now) {
        usedRequests = requests;
        usedTokens = tokens;
        heardAt = now;
        isNews = true;
    }

    /** Hands over, once, what was heard last, to a gate that has to decide alone. */
    synchronized void handOver(ModelGate gate, long now) {
        if (isNews && now - heardAt < REMEMBERED) {
            gate.standAlone(usedRequests, usedTokens, (now - heardAt) / 1_000);
        }
        isNews = false;
    }

    /**
     * There was no answer, or none about turns.
     *
     * @param again when to ask again: those behind must not all do so at once
     */
    synchronized void lost(long again) {
        isAsking = false;
        if (isLimited) {
            times = new long[] {again};
        }
    }

    /** How long the first in line waits, by the last answer. */
    synchronized long waitOfFirst(long now) {
        return wait(0, now);
    }

    synchronized void sent(SharedCall call) {
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

    synchronized void settled(SharedCall call, long tokens) {
        call.tokens = tokens;
    }

    /** The call counts for nothing; whether that is news. */
    synchronized boolean back(SharedCall call) {
        boolean isNews = !call.isBack;
        call.isBack = true;
        if (isNews && call.day.equals(day)) {
            dayCalls--;
        }
        return isNews;
    }

    /** The instance's own calls that may count still. */
    synchronized List<SharedCall> calls(long now) {
        List<SharedCall> counting = new ArrayList<>();
        for (SharedCall call : calls) {
            if (!call.isBack && now - call.at < REMEMBERED) {
                counting.add(call);
            }
        }
        return counting;
    }

    /** How many calls of the day are the instance's own. */
    synchronized long callsOf(LocalDate today) {
        return today.equals(day) ? dayCalls : 0;
    }
}
