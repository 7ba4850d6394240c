package io.github.geminiroutes.usage;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.answer.Usage;
import io.github.geminiroutes.support.AtomicFile;
import io.github.geminiroutes.support.DiskRemedy;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.PacificDay;
import io.github.geminiroutes.usage.SharedBudget.Sum;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of the day's cost, written at most once a second. It keeps some other days, too: a clock
 * that goes forth and back does not spend the budget of a day twice. Not thread-safe.
 */
final class SpendingFile {

    private static final Logger LOG = LoggerFactory.getLogger(DailyBudget.class);
    private static final long PAUSE_MILLIS = 1_000;

    private final Path file;
    private final Clock clock;
    private final String task;
    private Path usageLog;
    private Function<Usage, BigDecimal> most = usage -> null;
    private final OtherDays others = new OtherDays();
    private boolean isNews;
    private volatile String trouble;
    private boolean isRecalled;
    private Instant lastCall;
    private long writtenAt = Long.MIN_VALUE / 2;

    /**
     * @param file null for none
     * @param task whose calls count; null for all calls
     */
    SpendingFile(Path file, Clock clock, String task) {
        this.file = file;
        this.clock = clock;
        this.task = task;
        lastCall = clock.instant();
    }

    /** Whether an earlier process, or this one, has written it. */
    boolean exists() {
        return file != null && Files.exists(file);
    }

    /**
     * @param usageLog {@code usage.jsonl}; null for none
     * @param most what a call without a price may have cost at most; may give null
     */
    void setUsageLog(Path usageLog, Function<Usage, BigDecimal> most) {
        this.usageLog = usageLog;
        this.most = most;
    }

    /**
     * The sum of a day; zero if the file has none of it. The first time, the calls that were booked
     * after the last one in it are added: a process that was killed has left them. Where the file
     * cannot be used the usage log is added up; without one it is the whole budget.
     *
     * @param budget null for none
     */
    SumsOfDay.Kept read(PacificDay day, BigDecimal budget) {
        if (file == null || Files.notExists(file)) {
            return SumsOfDay.Kept.NOTHING;
        }
        try {
            lastCall = clock.instant();
            SpentToday.Written kept = SpentToday.kept(file);
            kept.days().forEach(others::keep);
            SumsOfDay.Kept today = earlier(day);
            Sum later = isRecalled ? Sum.ZERO : booked(kept.at(), day);
            isRecalled = true;
            return new SumsOfDay.Kept(today.sum().plus(later), today.known());
        } catch (IOException | RuntimeException e) {
            return new SumsOfDay.Kept(
                    withoutFile(e.getClass().getSimpleName(), day, budget),
                    SumsOfDay.Known.NOTHING);
        }
    }

    /** Another day begins: this one keeps what it has cost. */
    void leave(PacificDay day, SumsOfDay.Kept sums) {
        if (sums.sum().all().signum() > 0) {
            others.keep(day.toString(), sums);
            isNews = true;
        }
    }

    /** What is known of a day that begins; nothing if it was never left. */
    SumsOfDay.Kept earlier(PacificDay day) {
        return others.take(day.toString());
    }

    private Sum booked(Instant after, PacificDay day) {
        if (usageLog == null || after == null) {
            return Sum.ZERO;
        }
        try {
            Sum later = LastBooked.after(after, usageLog, day, new SpentToday.Which(task, most));
            if (later.calls() > 0) {
                // Not in the file, and a second kill must not lose them.
                changed();
                LOG.info(
                        "{} USD of today were booked after the last writing of {}, and count",
                        later.all().toPlainString(),
                        file);
            }
            return later;
        } catch (IOException | RuntimeException e) {
            LOG.warn("The last calls in {} cannot be added up: {}", usageLog, e.toString());
            return Sum.ZERO;
        }
    }

    private Sum withoutFile(String reason, PacificDay day, BigDecimal budget) {
        try {
            if (usageLog != null) {
                Sum sum = SpentToday.inUsageLog(usageLog, day, new SpentToday.Which(task, most));
                LOG.warn(
                        "Today's cost in {} cannot be read ({}): by {} it is {} USD",
                        file,
                        reason,
                        usageLog,
                        sum.all().toPlainString());
                return sum;
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("Today's calls in {} cannot be added up: {}", usageLog, e.toString());
        }
        LOG.warn(
                "Today's cost in {} cannot be read ({}){}; delete the file to begin at zero",
                file,
                reason,
                budget == null ? "" : ": the day's budget counts as used up");
        return budget == null ? Sum.ZERO : new Sum(BigDecimal.ZERO, budget, 0);
    }

    /** The sum is another one than that in the file. */
    void changed() {
        isNews = true;
    }

    /**
     * A call is in the sum. The file keeps the time of its line: by the time of the writing, a call
     * that ended before it and was added after it would be in no sum after a kill.
     *
     * @param time that of its line, see {@link BookingOrder}; null if it has none
     */
    void added(Instant time) {
        lastCall = time == null ? lastCall : time;
    }

    void writeIfDue(PacificDay day, SumsOfDay sums) {
        long now = clock.millis();
        if (now - writtenAt >= PAUSE_MILLIS || now < writtenAt) {
            write(day, sums.kept());
        }
    }

    void write(PacificDay day, SumsOfDay.Kept sums) {
        if (file == null || !isNews) {
            return;
        }
        writtenAt = clock.millis();
        ObjectNode kept = GeminiJson.MAPPER.createObjectNode();
        kept.put("at", lastCall.toString());
        put(kept, day.toString(), sums);
        ArrayNode days = kept.putArray("otherDays");
        others.forEach((other, spent) -> put(days.addObject(), other, spent));
        try {
            AtomicFile.replace(file, GeminiJson.MAPPER.writeValueAsBytes(kept));
            isNews = false;
            trouble = null;
        } catch (IOException e) {
            String before = trouble;
            trouble =
                    "Cannot write today's cost to %s, and calls with a budget wait until that works: %s; %s"
                            .formatted(file, e, DiskRemedy.of(file.getParent(), e.getMessage()));
            if (before == null) {
                LOG.warn(trouble);
            }
        }
    }

    /** Why the sum of the day is not in the file; null if nothing is wrong. Needs no lock. */
    String trouble() {
        return trouble;
    }

    private static void put(ObjectNode kept, String day, SumsOfDay.Kept sums) {
        put(kept.put("day", day), sums.sum());
        if (sums.known() != SumsOfDay.Known.NOTHING) {
            put(kept.putObject("ofAll"), sums.known().all());
            kept.put("ownThenUsd", sums.known().then());
        }
    }

    private static void put(ObjectNode kept, Sum sum) {
        kept.put("usd", sum.usd()).put("assumedUsd", sum.assumed()).put("calls", sum.calls());
    }
}
