package io.github.geminiroutes.usage;

import io.github.geminiroutes.support.ForwardClock;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Whether the files of a task may go on within what it may cost a day: a {@link DailyBudget} that
 * counts the calls of one task. Thread-safe.
 */
public final class TaskBudget {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm z", Locale.US);

    /** A task that waits for calls of other instances asks again so often. */
    private static final Duration NEXT_QUESTION = Duration.ofSeconds(1);

    private final Clock clock;

    /** Without a limit before its task is read: its calls count, and none is refused. */
    private final DailyBudget money;

    /** Nothing makes room on this day any more: a call was refused, and none was under way. */
    private LocalDate fullOn;

    private boolean isRefused;
    private Instant nextQuestion = Instant.MIN;

    /**
     * A part of the budget for a call.
     *
     * @param end gives it back, once; null if there is none
     * @param isLater whether there may be one once a call under way has shown what a call costs
     */
    public record Room(Runnable end, boolean isLater) {}

    TaskBudget(DailyBudget money, Clock clock) {
        this.money = money;
        this.clock = new ForwardClock(clock);
    }

    DailyBudget money() {
        return money;
    }

    /** USD a day; null for none. */
    synchronized void setLimit(BigDecimal usd) {
        BigDecimal limit = money.limit();
        boolean isSame = usd == null ? limit == null : usd.equals(limit);
        if (!isSame) {
            money.setLimit(usd);
            fullOn = null;
            isRefused = false;
        }
    }

    /**
     * Why none of its calls may be made now.
     *
     * @return null if one may; empty if calls under way are waited for
     */
    synchronized String trouble() {
        BigDecimal limit = money.limit();
        if (limit == null) {
            return null;
        }
        if (money.isUsedUp() || money.day().equals(fullOn)) {
            return "its budget of %s USD for today is used up: it goes on at %s"
                    .formatted(limit.toPlainString(), TIME.format(money.pacificDay().midnight()));
        }
        boolean isAwaited = money.areUnderWay() || clock.instant().isBefore(nextQuestion);
        return isRefused && isAwaited ? "" : null;
    }

    /**
     * Reserves a part of the budget for a call.
     *
     * @param least the least cost of the call in USD; null if unknown
     * @param most the most that it may cost in USD; null if unknown
     */
    public Room reserve(BigDecimal least, BigDecimal most) {
        // Not under the lock: the answer may come over the network.
        BudgetReply reply = money.reserve(least, most);
        if (reply.reservation() == null) {
            refused(reply);
            return new Room(null, reply.isLater());
        }
        return new Room(new TaskRoom(this, reply.reservation()), false);
    }

    private synchronized void refused(BudgetReply reply) {
        isRefused = true;
        nextQuestion = clock.instant().plus(NEXT_QUESTION);
        if (!reply.areUnderWay()) {
            fullOn = money.day();
        }
    }

    synchronized void ended() {
        isRefused = false;
    }

    /** Whether the budget is used up, not counting reservations. */
    public boolean isUsedUp() {
        return money.isUsedUp();
    }

    /** USD a day; null for none. */
    public BigDecimal limit() {
        return money.limit();
    }
}
