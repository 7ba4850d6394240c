package io.github.geminiroutes.batch;

import io.github.geminiroutes.batch.job.JobDamage;
import io.github.geminiroutes.batch.job.JobDirectory;
import io.github.geminiroutes.table.RowKey;
import io.github.geminiroutes.table.SubmittedRows;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which tables have rows in which jobs. The rows themselves are on the lists of the jobs, and are
 * read when a table is: as many as all jobs have need not be in memory. Thread-safe.
 */
final class RowIndex {

    private static final Logger LOG = LoggerFactory.getLogger(RowIndex.class);

    private final Map<JobDirectory, Set<String>> tables = new ConcurrentHashMap<>();
    private final Map<JobDirectory, AtomicLong> rows = new ConcurrentHashMap<>();
    private final Set<JobDirectory> unreadable = ConcurrentHashMap.newKeySet();

    /** Notes that a job has a row of a table. */
    void add(JobDirectory job, String table) {
        tables.computeIfAbsent(job, key -> ConcurrentHashMap.newKeySet()).add(table);
        rows.computeIfAbsent(job, key -> new AtomicLong()).incrementAndGet();
    }

    /** Notes that a row of a job has its outcome. */
    void settled(JobDirectory job) {
        AtomicLong left = rows.get(job);
        if (left != null) {
            left.decrementAndGet();
        }
    }

    /** How many rows wait for the outcome of their job. */
    long rows() {
        return rows.values().stream().mapToLong(AtomicLong::get).sum();
    }

    /** Reads the list of a job of an earlier run. */
    void load(JobDirectory job) {
        try {
            job.each(
                    line -> {
                        if (line.row() != null) {
                            add(job, line.name());
                        }
                    });
        } catch (IOException e) {
            unreadable.add(job);
            LOG.error(
                    "Rows of tables wait, as they may be in the batch job {}, whose list cannot be read: {}",
                    job.path(),
                    e.toString());
        }
    }

    /** Notes that the list of a job is gone or not whole: any row may be in it. */
    void block(JobDirectory job) {
        unreadable.add(job);
        LOG.warn(
                "Rows of tables wait, as they may be in the batch job {}, whose list is not whole",
                job.path());
    }

    void remove(JobDirectory job) {
        tables.remove(job);
        rows.remove(job);
        unreadable.remove(job);
    }

    void clear() {
        tables.clear();
        rows.clear();
        unreadable.clear();
    }

    /** Whether a job has rows of a table. */
    boolean has(String table) {
        return tables.values().stream().anyMatch(names -> names.contains(table));
    }

    /**
     * The rows of a table that are in jobs.
     *
     * @throws IOException if a list cannot be read
     */
    SubmittedRows rowsOf(String table) throws IOException {
        unreadable.removeIf(JobDamage::isRemoved);
        boolean areLost =
                tables.entrySet().stream()
                        .anyMatch(job -> job.getValue().contains(table) && hasLost(job.getKey()));
        SubmittedRows rows = new SubmittedRows(unreadable.isEmpty() && !areLost);
        for (var job : tables.entrySet()) {
            if (job.getValue().contains(table)) {
                job.getKey()
                        .each(
                                line -> {
                                    if (line.row() != null && line.name().equals(table)) {
                                        rows.add(line.row(), new RowKey(line.sha256()));
                                    }
                                });
            }
        }
        return rows;
    }

    /** Whether the list of a job has gone since it was written, and the job has not. */
    private static boolean hasLost(JobDirectory job) {
        return !job.hasList() && !JobDamage.isRemoved(job);
    }
}
