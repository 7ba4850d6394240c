package io.github.geminiroutes.usage;

import io.github.geminiroutes.support.PacificDay;
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
    private Known known = Known.NOTHING;

    /**
     * What is known of all instances.
     *
     * @param all what they had spent at their last answer
     * @param then USD that this one had spent by then, its earlier processes included
     */
    record Known(Sum all, BigDecimal then) {

        static final Known NOTHING = new Known(Sum.ZERO, BigDecimal.ZERO);
    }

    /**
     * What the others are told with a question.
     *
     * @param own of this process
     * @param earlier of earlier processes
     */
    record Asked(PacificDay day, Sum own, Sum earlier) {}

    /**
     * What a file keeps of a day.
     *
     * @param sum of this instance
     */
    record Kept(Sum sum, Known known) {

        static final Kept NOTHING = new Kept(Sum.ZERO, Known.NOTHING);
    }

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
        return known.all.all().compareTo(sum().all()) > 0 ? known.all : sum();
    }

    /** What a file is to keep. */
    Kept kept() {
        return new Kept(sum(), known);
    }

    /** Continues with what was kept, if it is more. */
    void recall(Kept kept) {
        if (kept.known.all.all().compareTo(known.all.all()) > 0) {
            known = kept.known;
        }
        if (kept.sum.all().compareTo(sum().all()) > 0) {
            earlier = kept.sum.minus(own);
        }
    }

    /**
     * The others have answered.
     *
     * @param all of all instances
     * @param asked of this instance when they were asked
     * @return whether that is news
     */
    boolean answered(Sum all, Asked asked) {
        Sum before = known.all;
        known = new Known(all, asked.own.plus(asked.earlier).all());
        return !before.equals(all);
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
     * last answer, less what it has spent since then; a restart between changes nothing. On a day
     * without any answer that is its part of the limit.
     *
     * @param instances how many share the limit
     */
    BigDecimal room(BigDecimal limit, int instances) {
        if (instances == 1) {
            return limit.subtract(sum().all());
        }
        return limit.subtract(known.all.all())
                .divide(BigDecimal.valueOf(instances), MathContext.DECIMAL64)
                .subtract(sum().all().subtract(known.then));
    }
}
