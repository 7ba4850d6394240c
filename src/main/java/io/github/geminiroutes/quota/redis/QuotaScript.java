package io.github.geminiroutes.quota.redis;

import io.github.geminiroutes.support.PacificDay;
import io.github.geminiroutes.support.Sha256;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The verbs of {@code shared-quota.lua} as methods. Each but {@link #admit} is sent without waiting
 * for an answer. Thread-safe.
 */
public final class QuotaScript {

    /** A pause until the oldest call of the shared log leaves the window; longer than any other. */
    public static final Duration UNTIL_FIRST_LEAVES = Duration.ofDays(365);

    /** No model's name: the money is that of all models. */
    private static final String BUDGET = "(budget)";

    /** Of the hash by which a task is named there: its own name may be long, or a secret. */
    private static final int BYTES_OF_TASK = 16;

    private static final String NO_PAUSE_VALUE = "-2";
    private static final String UNTIL_FIRST_LEAVES_VALUE = "-1";

    /** How many calls are sent in one command after Redis was out of reach. */
    private static final int BATCH = 500;

    private final String instance = UUID.randomUUID().toString().substring(0, 13);
    private final AtomicLong number = new AtomicLong();
    private final RedisLink link;
    private final RedisKeys keys;
    private final String margin;

    /**
     * @param margin by how much longer than 60 s a call counts
     */
    public QuotaScript(RedisLink link, RedisKeys keys, Duration margin) {
        this.link = link;
        this.keys = keys;
        this.margin = micros(margin);
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
        return instance + ":" + number.incrementAndGet();
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
        addAll(more, limits);
        more.add(Integer.toString(waiting));
        addAll(more, ranks);
        return link.ask(keys.of(model, day), arguments("admit", more));
    }

    /**
     * Reserves money for a call, in billionths of a USD.
     *
     * @param task whose budget it is; null for that of all calls
     * @param amounts the least and the most of the call, and the limit of the day
     * @param own what this instance has spent since its start: with and without prices, and calls
     * @param earlier the same, of the day before its start
     * @return the answer; null if there is none in time
     */
    public List<Object> reserveMoney(
            String task, PacificDay day, String id, long[] amounts, long[] own, long[] earlier) {
        List<String> more = new ArrayList<>(List.of(id));
        addAll(more, amounts);
        addAll(more, own);
        addAll(more, earlier);
        return link.ask(keys.of(budget(task), day), arguments("reserve-money", more));
    }

    /**
     * Asks what all instances have spent.
     *
     * @return the answer, as to a reservation; null if there is none in time
     */
    public List<Object> money(String task, PacificDay day, long[] own, long[] earlier) {
        List<String> more = new ArrayList<>();
        addAll(more, own);
        addAll(more, earlier);
        return link.ask(keys.of(budget(task), day), arguments("money", more));
    }

    /** A call that money was reserved for has ended. */
    public void endMoney(String task, PacificDay day, String id, long[] own) {
        List<String> more = new ArrayList<>(List.of(id));
        addAll(more, own);
        send(budget(task), day, "end-money", more);
    }

    /** Two calls that money was reserved for end together, under the id of the first one. */
    public void joinMoney(String task, PacificDay day, String id, String other) {
        send(budget(task), day, "join-money", List.of(id, other));
    }

    /** Calls that money was reserved for are still under way: the least, the most, how many. */
    public void renewMoney(String task, PacificDay day, String id, long[] amounts) {
        List<String> more = new ArrayList<>(List.of(id));
        addAll(more, amounts);
        send(budget(task), day, "renew-money", more);
    }

    private static String budget(String task) {
        return task == null ? BUDGET : BUDGET + Sha256.hex(task, BYTES_OF_TASK);
    }

    /** The call has left late. */
    public void departed(String model, PacificDay day, String id, Duration transit) {
        send(model, day, "departed", List.of(id, micros(transit)));
    }

    /** The call was answered, and used so many tokens. */
    public void settle(String model, PacificDay day, String id, long tokens) {
        send(model, day, "settle", List.of(id, Long.toString(tokens)));
    }

    /** The call was not made. */
    public void giveBack(String model, PacificDay day, String id) {
        send(model, day, "give-back", List.of(id));
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
        addAll(more, limits);
        more.add(pause(pause));
        more.add(micros(fallback));
        addAll(more, stop);
        send(model, day, "refused", more);
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
        send(model, day, "shut", more);
    }

    /** Opens the model. */
    public void reopen(String model, PacificDay day) {
        send(model, day, "reopen", List.of());
    }

    /**
     * Sends, on the way back into reach, what this instance has learned.
     *
     * @param limits each limit and the time it was learned, in microseconds of the clock of Redis
     */
    public void learn(String model, PacificDay day, long[] limits) {
        List<String> more = new ArrayList<>();
        addAll(more, limits);
        link.sendOnReturn(keys.of(model, day), arguments("learn", more));
    }

    /** Sends, on the way back into reach, the calls of this instance. */
    public void restore(String model, PacificDay day, long callsOfDay, List<PastCall> calls) {
        for (int from = 0; from == 0 || from < calls.size(); from += BATCH) {
            List<String> more = new ArrayList<>(List.of(Long.toString(callsOfDay)));
            for (PastCall call : calls.subList(from, Math.min(calls.size(), from + BATCH))) {
                more.add(call.id);
                more.add(Long.toString(call.age));
                more.add(Long.toString(call.tokens));
            }
            link.sendOnReturn(keys.of(model, day), arguments("restore", more));
        }
    }

    private void send(String model, PacificDay day, String verb, List<String> more) {
        link.send(keys.of(model, day), arguments(verb, more));
    }

    private String[] arguments(String verb, List<String> more) {
        List<String> arguments = new ArrayList<>(List.of(verb, margin, instance));
        arguments.addAll(more);
        return arguments.toArray(String[]::new);
    }

    private static void addAll(List<String> arguments, long[] numbers) {
        Arrays.stream(numbers).mapToObj(Long::toString).forEach(arguments::add);
    }

    private static void addAll(List<String> arguments, Stop stop) {
        arguments.addAll(List.of(micros(stop.length), stop.kind, stop.message));
    }

    private static String micros(Duration duration) {
        return Long.toString(duration.toNanos() / 1_000);
    }
}
