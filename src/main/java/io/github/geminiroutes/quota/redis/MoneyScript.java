package io.github.geminiroutes.quota.redis;

import io.github.geminiroutes.support.PacificDay;
import io.github.geminiroutes.support.Sha256;
import java.util.ArrayList;
import java.util.List;

/**
 * The verbs of {@code shared-quota.lua} that keep budgets, as methods. Those that ask nothing are
 * sent without waiting for an answer. Thread-safe.
 */
public final class MoneyScript {

    /** No model's name: the money is that of all models. */
    private static final String BUDGET = "(budget)";

    /** Of the hash by which a task is named there: its own name may be long, or a secret. */
    private static final int BYTES_OF_TASK = 16;

    private final ScriptCalls calls;

    MoneyScript(ScriptCalls calls) {
        this.calls = calls;
    }

    /** An id for a call, unique among all instances. */
    public String nextId() {
        return calls.nextId();
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
    public List<Object> reserve(
            String task, PacificDay day, String id, long[] amounts, long[] own, long[] earlier) {
        List<String> more = new ArrayList<>(List.of(id));
        ScriptCalls.addAll(more, amounts);
        ScriptCalls.addAll(more, own);
        ScriptCalls.addAll(more, earlier);
        return calls.ask(budget(task), day, "reserve-money", more);
    }

    /**
     * Asks what all instances have spent.
     *
     * @return the answer, as to a reservation; null if there is none in time
     */
    public List<Object> look(String task, PacificDay day, long[] own, long[] earlier) {
        List<String> more = new ArrayList<>();
        ScriptCalls.addAll(more, own);
        ScriptCalls.addAll(more, earlier);
        return calls.ask(budget(task), day, "money", more);
    }

    /** A call that money was reserved for has ended. */
    public void end(String task, PacificDay day, String id, long[] own) {
        List<String> more = new ArrayList<>(List.of(id));
        ScriptCalls.addAll(more, own);
        calls.send(budget(task), day, "end-money", more);
    }

    /** Two calls that money was reserved for end together, under the id of the first one. */
    public void join(String task, PacificDay day, String id, String other) {
        calls.send(budget(task), day, "join-money", List.of(id, other));
    }

    /** Calls that money was reserved for are still under way: the least, the most, how many. */
    public void renew(String task, PacificDay day, String id, long[] amounts) {
        List<String> more = new ArrayList<>(List.of(id));
        ScriptCalls.addAll(more, amounts);
        calls.send(budget(task), day, "renew-money", more);
    }

    private static String budget(String task) {
        return task == null ? BUDGET : BUDGET + Sha256.hex(task, BYTES_OF_TASK);
    }
}
