package io.github.geminiroutes.usage;

import io.github.geminiroutes.answer.Usage;
import io.github.geminiroutes.support.PacificDay;
import io.github.geminiroutes.usage.SharedBudget.Cost;
import io.github.geminiroutes.usage.SharedBudget.Room;
import io.github.geminiroutes.usage.SharedBudget.Sum;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.function.Function;

/**
 * The cost of the current day in Los Angeles, and whether another call fits into its budget. A call
 * without a price counts with the most that it may have cost, in a sum of its own. A call in flight
 * counts with the average cost of a call; before the first price is known, with the most that it
 * may cost: then others wait for it. Many concurrent calls therefore do not exceed the budget
 * together. Instances that share a Redis share the budget, and each keeps to its part of the rest
 * while Redis is out of reach. A small file keeps the sum over a restart. Thread-safe.
 */
public final class DailyBudget {

    private final Clock clock;
    private final SpendingFile file;
    private final BigDecimal budget;
    private SharedBudget shared = SharedBudget.NONE;
    private int instances = 1;
    private PacificDay day = PacificDay.NONE;

    /** Of this process, and of the day before its start. */
    private Sum own = Sum.ZERO;

    private Sum earlier = Sum.ZERO;

    /** Of all instances at the last answer of the others, and of this one at that time. */
    private Sum ofAll = Sum.ZERO;

    private Sum ownThen = Sum.ZERO;
    private final CostsUnderWay underWay = new CostsUnderWay();

    /**
     * @param budget USD a day; null for none
     * @param file the file of the sum; null for none
     */
    public DailyBudget(BigDecimal budget, Path file, Clock clock) {
        this.budget = budget;
        this.file = new SpendingFile(file, clock);
        this.clock = clock;
    }

    /**
     * Shares the budget with other instances.
     *
     * @param others the money of all of them
     * @param among how many there are: the part of this one while the others are out of reach
     */
    public synchronized void share(SharedBudget others, int among) {
        shared = others;
        instances = others == SharedBudget.NONE ? 1 : Math.max(1, among);
    }

    /**
     * Continues with the sum in the file, if it is today's and larger. A file that cannot be used
     * never means that nothing was spent: the books are added up, and without them the budget
     * counts as used up.
     *
     * @param books {@code usage.jsonl}; null for none
     * @param most what a call without a price may have cost at most; may give null
     */
    public synchronized void recall(Path books, Function<Usage, BigDecimal> most) {
        file.setBooks(books, most);
        recall();
    }

    /** Does so again when this instance takes over from another one that has the same file. */
    public synchronized void recall() {
        roll();
        Sum kept = file.read(day, budget);
        if (kept.all().compareTo(sum().all()) > 0) {
            earlier = kept.minus(own);
        }
    }

    private Sum sum() {
        return own.plus(earlier);
    }

    /** USD of the day in Los Angeles, of the calls of this instance that have a price. */
    public synchronized BigDecimal today() {
        roll();
        return sum().usd();
    }

    /** USD of the day that calls of this instance without a price may have cost at most. */
    public synchronized BigDecimal assumedToday() {
        roll();
        return sum().assumed();
    }

    /** What all instances have spent on the day, as far as this one can tell. */
    public synchronized Sum ofAllToday() {
        roll();
        return ofAll.all().compareTo(sum().all()) > 0 ? ofAll : sum();
    }

    /** USD a day; null if there is no limit. */
    public BigDecimal limit() {
        return budget;
    }

    /** The day in Los Angeles. */
    public synchronized LocalDate day() {
        roll();
        return day.date();
    }

    /**
     * Reserves a part of the budget for a call.
     *
     * @param least the least cost of the call in USD; null if unknown
     * @param most the most that it may cost in USD; null if unknown
     */
    public BudgetReply reserve(BigDecimal least, BigDecimal most) {
        BigDecimal floor = least == null ? BigDecimal.ZERO : least;
        Cost cost = new Cost(floor, most == null ? floor : most.max(floor));
        String id = shared.nextId();
        PacificDay today;
        Sum since;
        Sum before;
        synchronized (this) {
            roll();
            today = day;
            since = own;
            before = earlier;
        }
        // Not under the lock: the answer comes over the network.
        SharedBudget.Answer answer = shared.reserve(today, id, cost, budget, since, before);
        return answer == null ? reserveAlone(cost) : take(answer, cost, today, id, since);
    }

    private synchronized BudgetReply take(
            SharedBudget.Answer answer, Cost cost, PacificDay today, String id, Sum since) {
        ofAll = answer.sum();
        ownThen = since;
        return answer.room() == Room.GRANTED
                ? new BudgetReply(add(new BudgetReservation(this, cost, today, id)), false)
                : new BudgetReply(null, answer.room() == Room.LATER);
    }

    private synchronized BudgetReply reserveAlone(Cost cost) {
        roll();
        Sum spent = sum();
        BigDecimal average = spent.average();
        boolean isKnown = spent.calls() > 0;
        BigDecimal committed = isKnown ? underWay.expected(average) : underWay.most();
        BigDecimal expected = isKnown ? cost.least().max(average) : cost.most();
        boolean isFirst = spent.all().add(committed).signum() == 0;
        BigDecimal room = room();
        if (room.compareTo(committed) <= 0
                || !isFirst && committed.add(expected).compareTo(room) > 0) {
            return new BudgetReply(null, !isKnown && underWay.areAny() && room.signum() > 0);
        }
        return new BudgetReply(add(new BudgetReservation(this, cost, day, null)), false);
    }

    /** What this instance may still spend: its part of what was left at the last answer. */
    private BigDecimal room() {
        if (instances == 1) {
            return budget.subtract(sum().all());
        }
        BigDecimal left = budget.subtract(ofAll.all().max(earlier.all()));
        return left.divide(BigDecimal.valueOf(instances), MathContext.DECIMAL64)
                .subtract(own.all().subtract(ownThen.all()));
    }

    private BudgetReservation add(BudgetReservation reservation) {
        underWay.add(reservation.cost());
        return reservation;
    }

    /** Whether the budget is used up, not counting reservations. */
    public synchronized boolean isUsedUp() {
        roll();
        return ofAllToday().all().compareTo(budget) >= 0;
    }

    void release(BudgetReservation reservation) {
        Sum since;
        synchronized (this) {
            underWay.remove(reservation.cost());
            since = reservation.day().equals(day) ? own : Sum.ZERO;
        }
        if (reservation.sharedId() != null) {
            shared.end(reservation.day(), reservation.sharedId(), since);
        }
    }

    /** Adds the cost of a call. */
    public synchronized void add(BigDecimal cost) {
        add(cost, BigDecimal.ZERO);
    }

    /**
     * Adds a call without a price, which no sum of costs contains.
     *
     * @param most what it may have cost at most
     */
    public synchronized void assume(BigDecimal most) {
        add(BigDecimal.ZERO, most);
    }

    private void add(BigDecimal cost, BigDecimal most) {
        roll();
        Sum before = own;
        own = own.plus(cost.max(BigDecimal.ZERO), most.max(BigDecimal.ZERO));
        if (own != before) {
            file.changed();
        }
        keepIfDue();
    }

    private void roll() {
        Instant now = clock.instant();
        // A clock that is set back does not start the previous day again.
        if (day.isOver(now)) {
            day = PacificDay.at(now);
            if (sum().all().signum() > 0) {
                file.changed();
            }
            own = Sum.ZERO;
            earlier = Sum.ZERO;
            ofAll = Sum.ZERO;
            ownThen = Sum.ZERO;
        }
    }

    /** Writes the file if the sum has changed and the last write was a second ago. */
    public synchronized void keepIfDue() {
        file.writeIfDue(day, sum());
    }

    /** Writes the file if the sum has changed. */
    public synchronized void keep() {
        file.write(day, sum());
    }
}
