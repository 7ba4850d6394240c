package io.github.geminiroutes.usage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.answer.Usage;
import io.github.geminiroutes.support.AtomicFile;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.PacificDay;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cost of the current day in Los Angeles, and whether another call fits into its budget. A call
 * without a price counts with the most that it may have cost, in a sum of its own. A call in flight
 * counts with the average cost of a call, so that many concurrent calls do not exceed the budget
 * together. A small file, written at most once a second, keeps the sum over a restart. Thread-safe.
 */
public final class DailyBudget {

    private static final Logger LOG = LoggerFactory.getLogger(DailyBudget.class);
    private static final long PAUSE_MILLIS = 1_000;

    private final Clock clock;
    private final Path file;
    private final BigDecimal budget;
    private PacificDay day = PacificDay.NONE;
    private BigDecimal spent = BigDecimal.ZERO;
    private BigDecimal assumed = BigDecimal.ZERO;
    private BigDecimal reserved = BigDecimal.ZERO;
    private long underWay;
    private long priced;
    private boolean isNews;
    private boolean isInTrouble;
    private long writtenAt = Long.MIN_VALUE / 2;

    /**
     * @param budget USD a day; null for none
     * @param file the file of the sum; null for none
     */
    public DailyBudget(BigDecimal budget, Path file, Clock clock) {
        this.budget = budget;
        this.file = file;
        this.clock = clock;
    }

    /**
     * Continues with the sum in the file, if it is today's. A file that cannot be used never means
     * that nothing was spent: the books are added up, and without them the budget counts as used
     * up.
     *
     * @param books {@code usage.jsonl}; null for none
     * @param most what a call without a price may have cost at most; may give null
     */
    public synchronized void recall(Path books, Function<Usage, BigDecimal> most) {
        roll();
        if (file == null || Files.notExists(file)) {
            return;
        }
        SpentToday kept;
        try {
            kept = SpentToday.kept(file, day);
        } catch (IOException | RuntimeException e) {
            kept = withoutFile(e, books, most);
        }
        if (kept != null) {
            spent = kept.usd();
            assumed = kept.assumedUsd();
            priced = kept.calls();
        }
    }

    private SpentToday withoutFile(Exception why, Path books, Function<Usage, BigDecimal> most) {
        String reason = why.getClass().getSimpleName();
        try {
            SpentToday sum = books == null ? null : SpentToday.inBooks(books, day, most);
            if (sum != null) {
                LOG.warn(
                        "Today's cost in {} cannot be read ({}): by {} it is {} USD",
                        file,
                        reason,
                        books,
                        sum.usd().add(sum.assumedUsd()).toPlainString());
                return sum;
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("Today's calls in {} cannot be added up: {}", books, e.toString());
        }
        LOG.warn(
                "Today's cost in {} cannot be read ({}){}; delete the file to begin at zero",
                file,
                reason,
                budget == null ? "" : ": the day's budget counts as used up");
        return new SpentToday(BigDecimal.ZERO, budget == null ? BigDecimal.ZERO : budget, 0);
    }

    /** USD of the day in Los Angeles, of the calls that have a price. */
    public synchronized BigDecimal today() {
        roll();
        return spent;
    }

    /** USD of the day in Los Angeles that calls without a price may have cost at most. */
    public synchronized BigDecimal assumedToday() {
        roll();
        return assumed;
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
     * @return the reservation; null if the call does not fit into the budget
     */
    public synchronized BudgetReservation reserve(BigDecimal least) {
        roll();
        BigDecimal average =
                priced == 0
                        ? BigDecimal.ZERO
                        : spent.add(assumed)
                                .divide(BigDecimal.valueOf(priced), MathContext.DECIMAL32);
        BigDecimal expected = least == null ? average : least.max(average);
        // Reservations from before the first known price are too small.
        BigDecimal committed =
                spent.add(assumed)
                        .add(reserved.max(average.multiply(BigDecimal.valueOf(underWay))));
        boolean isFirst = committed.signum() == 0;
        if (committed.compareTo(budget) >= 0
                || !isFirst && committed.add(expected).compareTo(budget) > 0) {
            return null;
        }
        reserved = reserved.add(expected);
        underWay++;
        return new BudgetReservation(this, expected);
    }

    /** Whether the budget is used up, not counting reservations. */
    public synchronized boolean isUsedUp() {
        roll();
        return spent.add(assumed).compareTo(budget) >= 0;
    }

    synchronized void release(BigDecimal amount) {
        reserved = reserved.subtract(amount);
        underWay--;
    }

    /** Adds the cost of a call. */
    public synchronized void add(BigDecimal cost) {
        roll();
        if (cost.signum() > 0) {
            spent = spent.add(cost);
            priced++;
            isNews = true;
        }
        keepIfDue();
    }

    /**
     * Adds a call without a price, which no sum of costs contains.
     *
     * @param most what it may have cost at most
     */
    public synchronized void assume(BigDecimal most) {
        roll();
        if (most.signum() > 0) {
            assumed = assumed.add(most);
            priced++;
            isNews = true;
        }
        keepIfDue();
    }

    private void roll() {
        Instant now = clock.instant();
        // A clock that is set back does not start the previous day again.
        if (day.isOver(now)) {
            day = PacificDay.at(now);
            isNews = spent.add(assumed).signum() > 0;
            spent = BigDecimal.ZERO;
            assumed = BigDecimal.ZERO;
            priced = 0;
        }
    }

    /** Writes the file if the sum has changed and the last write was a second ago. */
    public synchronized void keepIfDue() {
        long now = clock.millis();
        if (now - writtenAt >= PAUSE_MILLIS || now < writtenAt) {
            keep();
        }
    }

    /** Writes the file if the sum has changed. */
    public synchronized void keep() {
        if (file == null || !isNews) {
            return;
        }
        writtenAt = clock.millis();
        ObjectNode kept = GeminiJson.MAPPER.createObjectNode();
        kept.put("day", day.toString())
                .put("usd", spent)
                .put("assumedUsd", assumed)
                .put("calls", priced);
        try {
            AtomicFile.replace(file, GeminiJson.MAPPER.writeValueAsBytes(kept));
            isNews = false;
            isInTrouble = false;
        } catch (IOException e) {
            if (!isInTrouble) {
                isInTrouble = true;
                LOG.warn("Cannot write today's cost to {}: {}", file, e.toString());
            }
        }
    }
}
