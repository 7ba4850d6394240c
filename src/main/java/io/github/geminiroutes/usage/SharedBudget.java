package io.github.geminiroutes.usage;

import io.github.geminiroutes.support.PacificDay;
import java.math.BigDecimal;
import java.math.MathContext;

/** One budget of a day that instances share: that of all calls, or that of a task. Thread-safe. */
public interface SharedBudget {

    /** The budget of an instance that shares it with no other. */
    SharedBudget NONE = new SharedBudget() {};

    /** Whether a call has room. */
    enum Room {
        GRANTED,
        NONE,
        /** Not before a call under way has shown what a call costs. */
        LATER
    }

    /**
     * What has been spent.
     *
     * @param usd by calls that have a price
     * @param assumed what calls without a price may have cost at most
     * @param calls how many both are
     */
    record Sum(BigDecimal usd, BigDecimal assumed, long calls) {

        public static final Sum ZERO = new Sum(BigDecimal.ZERO, BigDecimal.ZERO, 0);

        /** Both together. */
        public BigDecimal all() {
            return usd.add(assumed);
        }

        /** USD a call; zero without any. */
        public BigDecimal average() {
            return calls == 0
                    ? BigDecimal.ZERO
                    : all().divide(BigDecimal.valueOf(calls), MathContext.DECIMAL32);
        }

        /** Without another sum that is a part of it. */
        Sum minus(Sum part) {
            return new Sum(
                    usd.subtract(part.usd).max(BigDecimal.ZERO),
                    assumed.subtract(part.assumed).max(BigDecimal.ZERO),
                    Math.max(0, calls - part.calls));
        }

        /** With another call; only one that costs anything counts. */
        Sum plus(BigDecimal cost, BigDecimal most) {
            return cost.add(most).signum() > 0
                    ? new Sum(usd.add(cost), assumed.add(most), calls + 1)
                    : this;
        }

        /** Both together. */
        Sum plus(Sum other) {
            return new Sum(usd.add(other.usd), assumed.add(other.assumed), calls + other.calls);
        }
    }

    /**
     * What a call may cost, in USD.
     *
     * @param least by its input
     * @param most as far as is known before
     */
    record Cost(BigDecimal least, BigDecimal most) {

        /** Null is what is unknown. */
        static Cost of(BigDecimal least, BigDecimal most) {
            BigDecimal floor = least == null ? BigDecimal.ZERO : least;
            return new Cost(floor, most == null ? floor : most.max(floor));
        }
    }

    /**
     * The answer about a call.
     *
     * @param sum of all instances
     * @param underWay how many calls of all instances have room set aside
     */
    record Answer(Room room, Sum sum, long underWay) {}

    /**
     * Reserves room for a call.
     *
     * @param id the call's, see {@link #nextId}
     * @param limit of the day in USD
     * @param own what this instance has spent since its start
     * @param earlier what it had spent on that day before
     * @return null if the others are out of reach
     */
    default Answer reserve(
            PacificDay day, String id, Cost cost, BigDecimal limit, Sum own, Sum earlier) {
        return null;
    }

    /**
     * Asks what all have spent, and reserves nothing.
     *
     * @param own what this instance has spent since its start
     * @param earlier what it had spent on that day before
     * @return null if the others are out of reach
     */
    default Answer look(PacificDay day, Sum own, Sum earlier) {
        return null;
    }

    /**
     * The call has ended.
     *
     * @param own what this instance has spent since its start, the call included
     */
    default void end(PacificDay day, String id, Sum own) {}

    /** What is set aside for two calls is one from now on, under the id of the first one. */
    default void join(PacificDay day, String id, String other) {}

    /**
     * Calls are still under way, and their room is to be kept for ten minutes from now on.
     *
     * @param cost of all of them
     */
    default void renew(PacificDay day, String id, Cost cost, long calls) {}

    /** An id for a call, unique among all instances. */
    default String nextId() {
        return "";
    }
}
