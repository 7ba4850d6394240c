package io.github.geminiroutes.usage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the day in Los Angeles has cost so far, and whether another call fits into its budget. Calls
 * under way count with what a call has cost on average, so that many at once do not pass the budget
 * together. The sum outlives a restart in a small file, written at most once a second. Thread-safe.
 */
public final class DailyBudget {

    private static final Logger LOG = LoggerFactory.getLogger(DailyBudget.class);
    private static final long PAUSE_MILLIS = 1_000;

    private final Clock clock;
    private final Path file;
    private final BigDecimal budget;
    private PacificDay day = PacificDay.NONE;
    private BigDecimal spent = BigDecimal.ZERO;
    private BigDecimal reserved = BigDecimal.ZERO;
    private long underWay;
    private long priced;
    private boolean isNews;
    private boolean isInTrouble;
    private long writtenAt = Long.MIN_VALUE / 2;

    /**
     * @param budget USD a day; null for none
     * @param file where the sum is kept; null for nowhere
     */
    public DailyBudget(BigDecimal budget, Path file, Clock clock) {
        this.budget = budget;
        this.file = file;
        this.clock = clock;
    }

    /** Goes on from the kept sum, if it is today's. */
    public synchronized void recall() {
        roll();
        if (file == null || !Files.exists(file)) {
            return;
        }
        try {
            JsonNode kept = GeminiJson.MAPPER.readTree(Files.readAllBytes(file));
            if (day.toString().equals(kept.path("day").asText())) {
                spent = kept.path("usd").decimalValue().max(BigDecimal.ZERO);
                priced = Math.max(0, kept.path("calls").asLong());
            }
        } catch (IOException e) {
            LOG.warn(
                    "The kept sum of today's cost in {} cannot be read ({}): it starts at nought",
                    file,
                    e.getClass().getSimpleName());
        }
    }

    /** USD of the day in Los Angeles. */
    public synchronized BigDecimal today() {
        roll();
        return spent;
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
     * Makes room for a call.
     *
     * @param least what the call costs at the least, in USD; null if not known
     * @return what was set aside; null if the budget has no room for it
     */
    public synchronized BudgetReservation reserve(BigDecimal least) {
        roll();
        BigDecimal average =
                priced == 0
                        ? BigDecimal.ZERO
                        : spent.divide(BigDecimal.valueOf(priced), MathContext.DECIMAL32);
        BigDecimal expected = least == null ? average : least.max(average);
        // Room made before a call's price was known was made too small.
        BigDecimal committed =
                spent.add(reserved.max(average.multiply(BigDecimal.valueOf(underWay))));
        boolean isFirst = committed.signum() == 0;
        if (committed.compareTo(budget) >= 0
                || !isFirst && committed.add(expected).compareTo(budget) > 0) {
            return null;
        }
        reserved = reserved.add(expected);
        underWay++;
        return new BudgetReservation(this, expected);
    }

    /** Whether nothing is left, whatever room was made before. */
    public synchronized boolean isUsedUp() {
        roll();
        return spent.compareTo(budget) >= 0;
    }

    synchronized void release(BigDecimal amount) {
        reserved = reserved.subtract(amount);
        underWay--;
    }

    /** A call cost so much. */
    public synchronized void add(BigDecimal cost) {
        roll();
        if (cost.signum() > 0) {
            spent = spent.add(cost);
            priced++;
            isNews = true;
        }
        keepIfDue();
    }

    private void roll() {
        Instant now = clock.instant();
        // A clock that is set back does not bring an old day back.
        if (day.isOver(now)) {
            day = PacificDay.at(now);
            isNews = spent.signum() > 0;
            spent = BigDecimal.ZERO;
            priced = 0;
        }
    }

    /** Writes the file if there is news and the last writing was a second ago. */
    public synchronized void keepIfDue() {
        long now = clock.millis();
        if (now - writtenAt >= PAUSE_MILLIS || now < writtenAt) {
            keep();
        }
    }

    /** Writes the file if there is news. */
    public synchronized void keep() {
        if (file == null || !isNews) {
            return;
        }
        writtenAt = clock.millis();
        ObjectNode kept = GeminiJson.MAPPER.createObjectNode();
        kept.put("day", day.toString()).put("usd", spent).put("calls", priced);
        try {
            AtomicFile.replace(file, GeminiJson.MAPPER.writeValueAsBytes(kept));
            isNews = false;
            isInTrouble = false;
        } catch (IOException e) {
            if (!isInTrouble) {
                isInTrouble = true;
                LOG.warn("Cannot keep the sum of today's cost in {}: {}", file, e.toString());
            }
        }
    }
}
