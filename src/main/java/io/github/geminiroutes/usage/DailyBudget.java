package io.github.geminiroutes.usage;

import io.github.geminiroutes.answer.Usage;
import io.github.geminiroutes.support.PacificDay;
import io.github.geminiroutes.usage.SharedBudget.Cost;
import io.github.geminiroutes.usage.SharedBudget.Room;
import io.github.geminiroutes.usage.SharedBudget.Sum;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.function.Function;

/**
 * The cost of the current day in Los Angeles, of all calls or of one task, and whether another call
 * fits into the budget. A call without a price counts with the most that it may have cost. A call
 * in flight counts with the average cost of a call; before the first price is known, with the most
 * that it may cost: then others wait for it. Instances that share a Redis share the budget; while
 * it is out of reach, each keeps to its part of the rest. A file keeps the sum. Thread-safe.
 */
public final class DailyBudget {

    private final Clock clock;
    private final SpendingFile file;
    private volatile BigDecimal limit;
    private volatile Others others = Others.NONE;
    private PacificDay day = PacificDay.NONE;
    private SumsOfDay sums = new SumsOfDay();
    private final CostsUnderWay underWay = new CostsUnderWay();

    /**
     * @param limit USD a day; null for none
     * @param file the file of the sum; null for none
     */
    public DailyBudget(BigDecimal limit, Path file, Clock clock) {
        this(limit, file, clock, null);
    }

    /** That of a task; of all calls if it is null. */
    DailyBudget(BigDecimal limit, Path file, Clock clock, String task) {
        this.limit = limit;
        this.file = new SpendingFile(file, clock, task);
        this.clock = clock;
    }

    /**
     * Shares the budget with other instances.
     *
     * @param among how many there are: the part of this one while the others are out of reach
     */
    public void share(SharedBudget budget, int among) {
        others = Others.of(budget, among, clock);
    }

    /**
     * Continues with the sum in the file if it is larger: see {@link SpendingFile#read}.
     *
     * @param usageLog {@code usage.jsonl}; null for none
     * @param most what a call without a price may have cost at most; may give null
     */
    public synchronized void recall(Path usageLog, Function<Usage, BigDecimal> most) {
        file.setUsageLog(usageLog, most);
        recall();
    }

    /** Does so again when this instance takes over from another one that has the same file. */
    public synchronized void recall() {
        roll();
        sums.recall(file.read(day, limit));
    }

    /** Leaves a file: it tells a later process that there is a budget. */
    synchronized void mark() {
        if (!file.exists()) {
            file.changed();
            keepIfDue();
        }
    }

    /** USD of the day in Los Angeles, of the calls of this instance that have a price. */
    public synchronized BigDecimal today() {
        roll();
        return sums.sum().usd();
    }

    /** What all instances have spent today, as far as this one can tell. */
    public synchronized Sum ofAllToday() {
        roll();
        return sums.ofAll();
    }

    /** USD a day; null if there is no limit. */
    public BigDecimal limit() {
        return limit;
    }

    /** Sets another limit, which holds at once; null for none. */
    void setLimit(BigDecimal usd) {
        limit = usd;
    }

    /** The day in Los Angeles. */
    public LocalDate day() {
        return pacificDay().date();
    }

    synchronized PacificDay pacificDay() {
        roll();
        return day;
    }

    /** Reserves a part of the budget for a call. */
    public BudgetReply reserve(BigDecimal least, BigDecimal most) {
        return reserve(least, most, others.budget().nextId());
    }

    /**
     * Reserves a part of the budget; an unknown cost is null.
     *
     * @param id unique among all instances: a part that it has already is not reserved again
     */
    public BudgetReply reserve(BigDecimal least, BigDecimal most, String id) {
        Cost cost = Cost.of(least, most);
        BigDecimal usd = limit;
        if (usd != null && trouble() != null) {
            // After a kill nothing would tell what the call has cost.
            return new BudgetReply(null, true, true);
        }
        SumsOfDay.Asked asked = asked();
        // Not under the lock: the answer comes over the network.
        SharedBudget.Answer answer = usd == null ? null : others.reserve(asked, id, cost, usd);
        return answer == null ? reserveAlone(cost, usd) : take(answer, cost, asked, id);
    }

    synchronized SumsOfDay.Asked asked() {
        return new SumsOfDay.Asked(pacificDay(), sums.own(), sums.earlier());
    }

    /** Asks what all have spent, if no call has done so lately. For a timer. */
    public void look() {
        others.look(this);
    }

    synchronized void learn(SharedBudget.Answer answer, SumsOfDay.Asked asked) {
        if (pacificDay().equals(asked.day()) && sums.answered(answer.sum(), asked)) {
            file.changed();
        }
    }

    private synchronized BudgetReply take(
            SharedBudget.Answer answer, Cost cost, SumsOfDay.Asked asked, String id) {
        learn(answer, asked);
        return answer.room() == Room.GRANTED
                ? granted(new BudgetReservation(this, cost, asked.day(), id))
                : new BudgetReply(null, answer.room() == Room.LATER, answer.underWay() > 0);
    }

    private synchronized BudgetReply reserveAlone(Cost cost, BigDecimal usd) {
        roll();
        BigDecimal room = usd == null ? null : sums.room(usd, others.instances());
        if (room == null || sums.haveRoom(cost, room, underWay)) {
            return granted(new BudgetReservation(this, cost, day, null));
        }
        boolean isLater = sums.areNone() && underWay.areAny() && room.signum() > 0;
        return new BudgetReply(null, isLater, underWay.areAny());
    }

    private BudgetReply granted(BudgetReservation reservation) {
        underWay.add(reservation);
        return new BudgetReply(reservation, false, false);
    }

    /** Whether it is used up, not counting reservations. */
    public boolean isUsedUp() {
        BigDecimal usd = limit;
        return usd != null && ofAllToday().all().compareTo(usd) >= 0;
    }

    /** Why the sum cannot be kept: no call has room meanwhile; null if it can. */
    public String trouble() {
        return file.trouble();
    }

    /** Whether calls of this instance are under way. */
    synchronized boolean areUnderWay() {
        return underWay.areAny();
    }

    /** One has taken over what another one had reserved; to be told under the lock. */
    void join(BudgetReservation one, BudgetReservation taken) {
        underWay.join(taken);
        others.budget().join(one.day(), one.sharedId(), taken.sharedId());
    }

    void release(BudgetReservation reservation) {
        Sum since;
        synchronized (this) {
            underWay.remove(reservation);
            since = reservation.day().equals(day) ? sums.own() : Sum.ZERO;
        }
        if (reservation.sharedId() != null) {
            others.budget().end(reservation.day(), reservation.sharedId(), since);
        }
    }

    /** Adds a cost that has no line in the usage log. */
    public void add(BigDecimal cost) {
        add(cost, BigDecimal.ZERO, null);
    }

    /**
     * Adds a call.
     *
     * @param cost zero without a price
     * @param most what it may have cost at most if it has none, which no sum of costs contains
     * @param line the time in its line of the usage log; null if it has none
     */
    public synchronized void add(BigDecimal cost, BigDecimal most, Instant line) {
        roll();
        file.added(line);
        if (sums.add(cost, most)) {
            file.changed();
        }
        keepIfDue();
    }

    private void roll() {
        Instant now = clock.instant();
        // A clock that is set back does not start the previous day again, or with what it has cost.
        if (day.isLeft(now)) {
            file.leave(day, sums.kept());
            day = PacificDay.at(now);
            sums = new SumsOfDay();
            sums.recall(file.earlier(day));
        }
    }

    /** For a timer: writes the file if that is due, and has others keep what is set aside. */
    public synchronized void keepIfDue() {
        underWay.renewIfDue(pacificDay(), clock.instant(), others.budget());
        file.writeIfDue(day, sums);
    }

    /** Writes the file if the sum has changed. */
    public synchronized void keep() {
        file.write(day, sums.kept());
    }
}
