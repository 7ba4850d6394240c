package io.github.geminiroutes.quota;

import io.github.geminiroutes.quota.redis.MoneyScript;
import io.github.geminiroutes.quota.redis.RedisLink;
import io.github.geminiroutes.support.PacificDay;
import io.github.geminiroutes.usage.SharedBudget;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/**
 * A budget of a day in Redis: one atomic step decides about a call. Amounts are nano-USD there, and
 * what is more than a number of Lua can hold counts as that.
 */
final class RedisBudget implements SharedBudget {

    private static final int NANO = 9;

    /** Nine million USD: Lua's numbers are exact up to there. */
    private static final BigDecimal MOST = BigDecimal.valueOf(9_000_000_000_000_000L, NANO);

    private final MoneyScript script;
    private final RedisLink link;
    private final String task;

    /**
     * @param task whose calls it is for; null for that of all calls
     */
    RedisBudget(MoneyScript script, RedisLink link, String task) {
        this.script = script;
        this.link = link;
        this.task = task;
    }

    @Override
    public Answer reserve(
            PacificDay day, String id, Cost cost, BigDecimal limit, Sum own, Sum earlier) {
        link.retryIfDue();
        if (!link.isUp()) {
            return null;
        }
        return answer(
                script.reserve(
                        task,
                        day,
                        id,
                        new long[] {nano(cost.least()), nano(cost.most()), nano(limit)},
                        numbers(own),
                        numbers(earlier)));
    }

    @Override
    public Answer look(PacificDay day, Sum own, Sum earlier) {
        link.retryIfDue();
        return link.isUp() ? answer(script.look(task, day, numbers(own), numbers(earlier))) : null;
    }

    /** Null if there is none, or one of another script. */
    private static Answer answer(List<Object> values) {
        if (values == null
                || values.size() < 6
                || !values.stream().allMatch(value -> value instanceof Long)) {
            return null;
        }
        int room = ((Long) values.get(0)).intValue();
        return room < 0 || room >= Room.values().length
                ? null
                : new Answer(
                        Room.values()[room],
                        new Sum(usd(values.get(2)), usd(values.get(3)), (Long) values.get(4)),
                        (Long) values.get(5));
    }

    @Override
    public void end(PacificDay day, String id, Sum own) {
        script.end(task, day, id, numbers(own));
    }

    @Override
    public void join(PacificDay day, String id, String other) {
        script.join(task, day, id, other);
    }

    @Override
    public void renew(PacificDay day, String id, Cost cost, long calls) {
        long[] amounts = {nano(cost.least()), nano(cost.most()), calls};
        script.renew(task, day, id, amounts);
    }

    @Override
    public String nextId() {
        return script.nextId();
    }

    private static long[] numbers(Sum sum) {
        return new long[] {nano(sum.usd()), nano(sum.assumed()), sum.calls()};
    }

    private static long nano(BigDecimal usd) {
        return usd.min(MOST).movePointRight(NANO).setScale(0, RoundingMode.CEILING).longValue();
    }

    private static BigDecimal usd(Object nano) {
        return BigDecimal.valueOf((Long) nano, NANO);
    }
}
