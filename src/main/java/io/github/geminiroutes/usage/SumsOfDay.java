package io.github.geminiroutes.usage;

import io.github.geminiroutes.usage.SharedBudget.Cost;
import io.github.geminiroutes.usage.SharedBudget.Sum;
import java.math.BigDecimal;
import java.math.MathContext;

/** What was spent on one day, by this instance and by all that share a budget. Not thread-safe. */
final class SumsOfDay {

    /** Of this process, and of the day before its start. */
    private Sum own = Sum.ZERO;

    private Sum earlier = Sum.ZERO;

    /** Of all instances at the last answer of the others, and of this one at that time. */
    private Sum ofAll = Sum.ZERO;

    private Sum ownThen = Sum.ZERO;

    Sum own() {
        return own;
    }

    Sum earlier() {
        return earlier;
    }

    /** Of this instance, its earlier processes included. */
    Sum sum() {
        return own.plus(earlier);
    }

    /** Of all instances, as far as this one can tell. */
    Sum ofAll() {
        return ofAll.all().compareTo(sum().all()) > 0 ? ofAll : sum();
    }

    /** Continues with what was kept, if it is more. */
    void recall(Sum kept) {
        if (kept.all().compareTo(sum().all()) > 0) {
            earlier = kept.minus(own);
        }
    }

    /**
     * The others have answered.
     *
     * @param all of all instances
     * @param since of this process when they were asked
     */
    void answered(Sum all, Sum since) {
        ofAll = all;
        ownThen = since;
    }

    /** Returns whether the call costs anything. */
    boolean add(BigDecimal cost, BigDecimal most) {
        Sum before = own;
        own = own.plus(cost.max(BigDecimal.ZERO), most.max(BigDecimal.ZERO));
        return own != before;
    }

    /** Whether no call of this instance has shown what a call costs. */
    boolean areNone() {
        return sum().calls() == 0;
    }

    /**
     * Whether a call fits in beside those under way.
     *
     * @param room what may still be spent
     */
    boolean haveRoom(Cost cost, BigDecimal room, CostsUnderWay underWay) {
        Sum spent = sum();
        BigDecimal average = spent.average();
        BigDecimal committed = areNone() ? underWay.most() : underWay.expected(average);
        BigDecimal expected = areNone() ? cost.most() : cost.least().max(average);
        boolean isFirst = spent.all().add(committed).signum() == 0;
        return room.compareTo(committed) > 0
                && (isFirst || committed.add(expected).compareTo(room) <= 0);
    }

    /**
     * What this instance may still spend while it decides alone: its part of what was left at the
     * last answer.
     *
     * @param instances how many share the limit
     */
    BigDecimal room(BigDecimal limit, int instances) {
        if (instances == 1) {
            return limit.subtract(sum().all());
        }
        return limit.subtract(ofAll.all().max(earlier.all()))
                .divide(BigDecimal.valueOf(instances), MathContext.DECIMAL64)
                .subtract(own.all().subtract(ownThen.all()));
    }
}
