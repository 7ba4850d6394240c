package io.github.geminiroutes.quota.redis;

import io.github.geminiroutes.support.PacificDay;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The verbs of {@code shared-quota.lua} as methods. Each but {@link #admit} is sent without waiting
 * for an answer. Thread-safe.
 */
public final class QuotaScript {

    /** A pause until the oldest call of the shared log leaves the window; longer than any other. */
    public static final Duration UNTIL_FIRST_LEAVES = Duration.ofDays(365);

    private static final String NO_PAUSE_VALUE = "-2";
    private static final String UNTIL_FIRST_LEAVES_VALUE = "-1";

    /** How many calls are sent in one command after Redis was out of reach. */
    private static final int BATCH = 500;

    private final ScriptCalls calls;

    /**
     * @param margin by how much longer than 60 s a call counts
     */
    public QuotaScript(RedisLink link, RedisKeys keys, Duration margin) {
        this.calls = new ScriptCalls(link, keys, micros(margin));
    }

    /** The verbs of money, beside these. */
    public MoneyScript money() {
        return new MoneyScript(calls);
    }

    /**
     * A call of the last minute.
     *
     * @param age in microseconds
     */
    public record PastCall(String id, long age, long tokens) {}

    /**
     * A long stop.
     *
     * @param length zero for no stop
     * @param kind the id of the kind of failure
     */
    public record Stop(Duration length, String kind, String message) {}

    /** An id for a call, unique among all instances. */
    public String nextId() {
        return calls.nextId();
    }

    /**
     * Asks whether a call may go.
     *
     * @param limits requests per minute, tokens per minute and requests per day as they are set; 0
     *     for one that is not
     * @param waiting how many calls of this instance wait, this one included
     * @param ranks the highest priority of those, 0 for the highest of all, and the highest without
     *     this one
     * @return the answer; null if there is none in time
     */
    public List<Object> admit(
            String model,
            PacificDay day,
            String id,
            long tokens,
            long[] limits,
            int waiting,
            long[] ranks) {
        List<String> more = new ArrayList<>(List.of(id, Long.toString(tokens)));
        ScriptCalls.addAll(more, limits);
        more.add(Integer.toString(waiting));
        ScriptCalls.addAll(more, ranks);
        return calls.ask(model, day, "admit", more);
    }

    /** The call has left late. */
    public void departed(String model, PacificDay day, String id, Duration transit) {
        calls.send(model, day, "departed", List.of(id, micros(transit)));
    }

    /** The call was answered, and used so many tokens. */
    public void settle(String model, PacificDay day, String id, long tokens) {
        calls.send(model, day, "settle", List.of(id, Long.toString(tokens)));
    }

    /** The call was not made. */
    public void giveBack(String model, PacificDay day, String id) {
        calls.send(model, day, "give-back", List.of(id));
    }

    /**
     * The call met a 429.
     *
     * @param limits requests per minute, tokens per minute and requests per day as the server named
     *     them; 0 for one that it did not
     * @param pause how long no call should go; null for no pause
     * @param fallback the pause until the first call leaves if the log is empty
     */
    public void refused(
            String model,
            PacificDay day,
            String id,
            long[] limits,
            Duration pause,
            Duration fallback,
            Stop stop) {
        List<String> more = new ArrayList<>(List.of(id));
        ScriptCalls.addAll(more, limits);
        more.add(pause(pause));
        more.add(micros(fallback));
        addAll(more, stop);
        calls.send(model, day, "refused", more);
    }

    private static String pause(Duration pause) {
        if (pause == null) {
            return NO_PAUSE_VALUE;
        }
        return pause.equals(UNTIL_FIRST_LEAVES) ? UNTIL_FIRST_LEAVES_VALUE : micros(pause);
    }

    /** Closes the model for long. */
    public void stop(String model, PacificDay day, Stop stop) {
        List<String> more = new ArrayList<>();
        addAll(more, stop);
        calls.send(model, day, "shut", more);
    }

    /** Opens the model. */
    public void reopen(String model, PacificDay day) {
        calls.send(model, day, "reopen", List.of());
    }

    /**
     * Sends, on the way back into reach, what this instance has learned.
     *
     * @param limits each limit and the time it was learned, in microseconds of the clock of Redis
     */
    public void learn(String model, PacificDay day, long[] limits) {
        List<String> more = new ArrayList<>();
        ScriptCalls.addAll(more, limits);
        calls.sendOnReturn(model, day, "learn", more);
    }

    /** Sends, on the way back into reach, the calls of this instance. */
    public void restore(String model, PacificDay day, long callsOfDay, List<PastCall> past) {
        for (int from = 0; from == 0 || from < past.size(); from += BATCH) {
            List<String> more = new ArrayList<>(List.of(Long.toString(callsOfDay)));
            for (PastCall call : past.subList(from, Math.min(past.size(), from + BATCH))) {
                more.add(call.id);
                more.add(Long.toString(call.age));
                more.add(Long.toString(call.tokens));
            }
            calls.sendOnReturn(model, day, "restore", more);
        }
    }

    private static void addAll(List<String> arguments, Stop stop) {
        arguments.addAll(List.of(micros(stop.length), stop.kind, stop.message));
    }

    private static String micros(Duration duration) {
        return Long.toString(duration.toNanos() / 1_000);
    }
}
