package io.github.geminiroutes.usage;

import io.github.geminiroutes.support.PacificDay;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** The other instances that share a budget: what they answer, and what they are told. */
final class OtherInstances implements SharedBudget {

    private final List<String> told = new ArrayList<>();
    private Answer answer;
    private BigDecimal spent;
    private int ids;

    /** Others that answer nothing. */
    static OtherInstances outOfReach() {
        return new OtherInstances();
    }

    /** Others that grant every call, and have spent nothing. */
    static OtherInstances granting() {
        return answering(Room.GRANTED, "0", 0);
    }

    /** Others that answer each call alike. */
    static OtherInstances answering(Room room, String usd, long underWay) {
        OtherInstances others = new OtherInstances();
        others.answer(room, usd, underWay);
        return others;
    }

    /** Others that have spent so much beside this instance, and are only looked at. */
    static OtherInstances havingSpent(String usd) {
        OtherInstances others = new OtherInstances();
        others.spent = new BigDecimal(usd);
        return others;
    }

    /** What calls are answered from now on, after three calls for so much. */
    void answer(Room room, String usd, long underWay) {
        BigDecimal sum = new BigDecimal(usd);
        answer = new Answer(room, new Sum(sum, BigDecimal.ZERO, sum.signum() * 3L), underWay);
    }

    List<String> told() {
        return told;
    }

    @Override
    public Answer reserve(
            PacificDay day, String id, Cost cost, BigDecimal limit, Sum own, Sum earlier) {
        return answer;
    }

    @Override
    public Answer look(PacificDay day, Sum own, Sum earlier) {
        return spent == null
                ? null
                : new Answer(Room.GRANTED, own.plus(earlier).plus(spent, BigDecimal.ZERO), 0);
    }

    @Override
    public void join(PacificDay day, String id, String other) {
        told.add(id + " and " + other);
    }

    @Override
    public void renew(PacificDay day, String id, Cost cost, long calls) {
        told.add("%s renewed on %s: %s USD, %d calls".formatted(id, day, cost.most(), calls));
    }

    @Override
    public void end(PacificDay day, String id, Sum own) {
        told.add("%s ended on %s: %s USD".formatted(id, day, own.usd()));
    }

    @Override
    public String nextId() {
        ids++;
        return "call-" + ids;
    }
}
