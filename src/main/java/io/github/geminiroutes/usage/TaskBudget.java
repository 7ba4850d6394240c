package io.github.geminiroutes.usage;

import io.github.geminiroutes.answer.Usage;
import io.github.geminiroutes.support.PacificDay;
import io.github.geminiroutes.usage.SharedBudget.Cost;
import io.github.geminiroutes.usage.SharedBudget.Sum;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * What a task has cost on the current day in Los Angeles, and whether another of its calls fits
 * into its own budget. A call counts as in {@link DailyBudget}; the task is of one instance.
 * Thread-safe.
 */
public final class TaskBudget {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm z", Locale.US);

    private final Clock clock;
    private final SpendingFile file;
    private final CostsUnderWay underWay = new CostsUnderWay();
    private PacificDay day;
    private Sum sum = Sum.ZERO;

    /** Null before its task is read: its calls count, and none is refused. */
    private BigDecimal limit;

    /** Of those with no call under way: nothing makes room on this day. */
    private boolean isFull;

    private boolean isRefused;

    TaskBudget(
            String task,
            Path file,
            Path books,
            Function<Usage, BigDecimal> most,
            BigDecimal limit,
            Clock clock) {
        this.clock = clock;
        this.limit = limit;
        this.day = PacificDay.at(clock.instant());
        this.file = new SpendingFile(file, clock, task);
        this.file.setBooks(books, most);
        sum = this.file.read(day, limit);
        if (!this.file.exists()) {
            // By it an answer that comes after a restart is known to be of a task with a budget.
            this.file.changed();
            keepIfDue();
        }
    }

    /** USD a day; null for none. */
    synchronized void setLimit(BigDecimal usd) {
        boolean isSame = usd == null ? limit == null : usd.equals(limit);
        if (!isSame) {
            limit = usd;
            isFull = false;
        }
    }

    /**
     * Why none of its calls may be made now.
     *
     * @return null if one may; empty if calls under way are waited for
     */
    synchronized String trouble() {
        roll();
        if (limit == null) {
            return null;
        }
        if (isFull || sum.all().compareTo(limit) >= 0) {
            return "its budget of %s USD for today is used up: it goes on at %s"
                    .formatted(limit.toPlainString(), TIME.format(day.midnight()));
        }
        return isRefused && underWay.areAny() ? "" : null;
    }

    /**
     * Reserves a part of the budget for a call.
     *
     * @param least the least cost of the call in USD; null if unknown
     * @param most the most that it may cost in USD; null if unknown
     * @return gives it back, once; null if there is no room
     */
    public synchronized Runnable reserve(BigDecimal least, BigDecimal most) {
        roll();
        BigDecimal floor = least == null ? BigDecimal.ZERO : least;
        Cost cost = new Cost(floor, most == null ? floor : most.max(floor));
        if (limit != null && !hasRoom(cost)) {
            isRefused = true;
            isFull |= !underWay.areAny();
            return null;
        }
        underWay.add(cost);
        AtomicBoolean isOpen = new AtomicBoolean(true);
        return () -> {
            if (isOpen.compareAndSet(true, false)) {
                release(cost);
            }
        };
    }

    private boolean hasRoom(Cost cost) {
        boolean isKnown = sum.calls() > 0;
        BigDecimal average = sum.average();
        BigDecimal committed = isKnown ? underWay.expected(average) : underWay.most();
        BigDecimal expected = isKnown ? cost.least().max(average) : cost.most();
        BigDecimal room = limit.subtract(sum.all());
        boolean isFirst = !isKnown && !underWay.areAny();
        return room.compareTo(committed) > 0
                && (isFirst || committed.add(expected).compareTo(room) <= 0);
    }

    private synchronized void release(Cost cost) {
        underWay.remove(cost);
        isRefused = false;
    }

    /** Whether the budget is used up, not counting reservations. */
    public synchronized boolean isUsedUp() {
        roll();
        return limit != null && sum.all().compareTo(limit) >= 0;
    }

    /** USD a day; null for none. */
    public synchronized BigDecimal limit() {
        return limit;
    }

    synchronized void add(BigDecimal cost, BigDecimal most) {
        roll();
        Sum before = sum;
        sum = sum.plus(cost.max(BigDecimal.ZERO), most.max(BigDecimal.ZERO));
        if (sum != before) {
            file.changed();
        }
        keepIfDue();
    }

    private void roll() {
        Instant now = clock.instant();
        if (day.isOver(now)) {
            day = PacificDay.at(now);
            sum = Sum.ZERO;
            isFull = false;
            file.changed();
        }
    }

    synchronized void keepIfDue() {
        file.writeIfDue(day, sum);
    }

    synchronized void keep() {
        file.write(day, sum);
    }
}
