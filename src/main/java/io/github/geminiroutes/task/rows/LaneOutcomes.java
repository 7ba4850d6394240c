package io.github.geminiroutes.task.rows;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.generate.Call;
import io.github.geminiroutes.generate.CaughtFailure;
import io.github.geminiroutes.policy.FailurePolicy;
import io.github.geminiroutes.policy.FailurePolicy.Verdict;
import io.github.geminiroutes.table.KnownRows;
import io.github.geminiroutes.table.ProgressFile;
import io.github.geminiroutes.table.ProgressLine;
import io.github.geminiroutes.table.Row;
import io.github.geminiroutes.table.RowsOfJob;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what a batch job has made of rows into the progress files of their tables. The job stays
 * until all of it is on disk. Thread-safe.
 */
public final class LaneOutcomes implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(LaneOutcomes.class);

    /** A job may have rows of thousands of small tables. */
    private static final int MOST_OPEN = 64;

    private final RowFiles rows;
    private final String job;
    private final Clock clock = Clock.systemUTC();
    private final AtomicBoolean isAnyAnswered = new AtomicBoolean();

    /** The progress files that were written to last, the oldest first. */
    private final Map<Path, ProgressFile> open = new LinkedHashMap<>(16, 0.75f, true);

    private LaneOutcomes(RowFiles rows, String job) {
        this.rows = rows;
        this.job = job;
    }

    /**
     * Those of a job.
     *
     * @throws IOException where the route file {@code gemini-rows} is not
     */
    public static LaneOutcomes of(CamelContext context, String job) throws IOException {
        RowFiles rows = RowFiles.of(context);
        if (rows == null) {
            throw new IOException("Its rows need the route file gemini-rows.camel.yaml");
        }
        return new LaneOutcomes(rows, job);
    }

    /**
     * The rows whose outcome an earlier delivery of the job has written, as {@link RowsOfJob} names
     * them.
     *
     * @param progress the name of a progress file
     * @throws IOException if it cannot be read
     */
    public Set<String> written(String progress) throws IOException {
        return RowsOfJob.read(rows.parts().progressFolder().path(progress), job);
    }

    /**
     * Writes the outcome of a row.
     *
     * @param error why its call has no answer; null if it has one
     * @throws IOException if the disk does not take it
     */
    public void settle(Exchange exchange, Throwable error, LaneRow row) throws IOException {
        Call call = Call.of(exchange);
        if (error == null) {
            String answer = String.valueOf(call.answer().response().raw().rawValue());
            write(row, ProgressLine.ofAnswer(row.row().row(), row.key(), job, answer));
            isAnyAnswered.set(true);
            rows.lane().answered(row.table());
        } else {
            settle(CaughtFailure.of(error, call), row);
        }
    }

    private void settle(Failure failure, LaneRow row) throws IOException {
        Row named = row.row().row();
        KnownRows.Waits before = row.row().waits();
        Instant now = clock.instant();
        Verdict verdict =
                rows.parts()
                        .claims()
                        .policy()
                        .verdict(
                                failure,
                                new FailurePolicy.History(
                                        before.parkings(), before.faults(), isAnyAnswered.get()),
                                now);
        if (verdict instanceof Verdict.Fail) {
            write(row, ProgressLine.ofFailure(named, row.key(), job, RowError.of(named, failure)));
            rows.lane().failed(row.table());
        } else {
            KnownRows.Waits waits = before;
            Instant notBefore = now;
            if (verdict instanceof Verdict.ParkUntil until) {
                waits = new KnownRows.Waits(until.parkings(), until.faults());
                notBefore = until.notBefore();
            }
            write(row, ProgressLine.ofWaits(named, row.key(), job, waits));
            rows.lane().cameBack(row.table(), notBefore);
        }
    }

    /**
     * Has a row asked again that the job was ended without.
     *
     * @param isStandard whether in the standard tier
     * @throws IOException if the disk does not take it
     */
    public void comeBack(LaneRow row, boolean isStandard) throws IOException {
        if (isStandard) {
            write(row, ProgressLine.ofStandard(row.row().row(), row.key(), job));
        }
        rows.lane().cameBack(row.table(), clock.instant());
    }

    /** In the order in which they come: the lines of one file are forced together. */
    private synchronized void write(LaneRow row, byte[] line) throws IOException {
        Path path = rows.parts().progressFolder().path(row.row().progress());
        ProgressFile file = open.get(path);
        if (file == null) {
            if (!rows.parts().progressFolder().isWanted(path, row.table())) {
                LOG.warn(
                        "Batch job {}: row {} of {} has an outcome, and the table is done with or gone",
                        job,
                        row.row().number(),
                        row.table());
                return;
            }
            if (open.size() >= MOST_OPEN) {
                closeOldest();
            }
            file = rows.parts().progressFiles().acquire(path);
            open.put(path, file);
        }
        file.appendLazily(line, place -> {});
    }

    private void closeOldest() throws IOException {
        Iterator<ProgressFile> files = open.values().iterator();
        ProgressFile oldest = files.next();
        oldest.flush();
        files.remove();
        rows.parts().progressFiles().release(oldest);
    }

    /**
     * Forces to disk what was written.
     *
     * @throws IOException if the disk does not take it
     */
    public synchronized void flush() throws IOException {
        for (ProgressFile file : open.values()) {
            file.flush();
        }
    }

    @Override
    public synchronized void close() throws IOException {
        for (ProgressFile file : open.values()) {
            rows.parts().progressFiles().release(file);
        }
        open.clear();
    }
}
