package io.github.geminiroutes.task.rows;

import io.github.geminiroutes.folder.ClaimedFile;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * The tables in the inbox whose rows are in batch jobs. Nothing of them is open or in memory but
 * their counts; each is read again when there is something to be done. Thread-safe.
 */
final class LaneTables {

    /**
     * A table of which some rows came back is read again after so many times as long as that takes.
     */
    private static final int REST = 20;

    private final Supplier<RowLane> lane;
    private final Clock clock;
    private final Map<String, Waiting> tables = new ConcurrentSkipListMap<>();

    /**
     * Tables of which rows came back without an outcome, with the time at which one may be asked.
     */
    private final Map<String, Instant> cameBack = new ConcurrentHashMap<>();

    private final AtomicLong answeredNow = new AtomicLong();
    private final AtomicLong failedNow = new AtomicLong();

    private static final class Waiting {

        final ClaimedFile file;
        final AtomicLong answered;
        final AtomicLong failed;
        final long all;
        final boolean isBlocked;

        /** Null if all its rows are in jobs. */
        final Instant notBefore;

        final Instant rest;

        Waiting(RowFile table, Instant notBefore, Instant rest) {
            this.file = table.file();
            this.answered = new AtomicLong(table.tally().answered());
            this.failed = new AtomicLong(table.tally().failed());
            this.all = table.tally().read();
            this.isBlocked = table.tally().isBlocked();
            this.notBefore = notBefore;
            this.rest = rest;
        }
    }

    /**
     * @param lane null where there is none
     */
    LaneTables(Supplier<RowLane> lane, Clock clock) {
        this.lane = lane;
        this.clock = clock;
    }

    /** Has a table wait that was read to its end. */
    void await(RowFile table) {
        Instant now = clock.instant();
        Duration linger = lane.get() == null ? Duration.ZERO : lane.get().linger();
        Duration reading = Duration.between(table.beganAt(), now).multipliedBy(REST);
        Instant rest = now.plus(linger.compareTo(reading) > 0 ? linger : reading);
        RowTally tally = table.tally();
        Instant notBefore = tally.isWaitingForLane() ? rest : null;
        if (tally.until() != null
                && (notBefore == null || tally.until().notBefore().isBefore(notBefore))) {
            notBefore = tally.until().notBefore();
        }
        tables.put(table.file().name(), new Waiting(table, notBefore, rest));
    }

    /** Whether nothing is to be done for a table at the moment. */
    boolean isWaiting(String name) {
        Waiting table = tables.get(name);
        return table != null && !isDue(name, table, clock.instant());
    }

    private boolean isDue(String name, Waiting table, Instant now) {
        RowLane jobs = lane.get();
        if (jobs == null || !table.file.isAsClaimed()) {
            return true;
        }
        Instant back = cameBack.get(name);
        boolean isOver = !jobs.hasRowsOf(name);
        if (isOver && table.notBefore == null) {
            return back == null || !now.isBefore(back);
        }
        boolean isBack = back != null && !now.isBefore(back) && !now.isBefore(table.rest);
        boolean mayGoOn = table.notBefore != null && !now.isBefore(table.notBefore);
        return isBack || mayGoOn && (isOver || !now.isBefore(table.rest));
    }

    /** A table is read again. */
    void taken(String name) {
        tables.remove(name);
        cameBack.remove(name);
    }

    /** Forgets tables that are not in the inbox any more. */
    void keepOnly(Collection<String> names) {
        tables.keySet().retainAll(names);
        cameBack.keySet().retainAll(names);
    }

    /** A row of a table has its answer. */
    void answered(String name) {
        answeredNow.incrementAndGet();
        Waiting table = tables.get(name);
        if (table != null) {
            table.answered.incrementAndGet();
        }
    }

    /** A row of a table has failed. */
    void failed(String name) {
        failedNow.incrementAndGet();
        Waiting table = tables.get(name);
        if (table != null) {
            table.failed.incrementAndGet();
        }
    }

    /** A row of a table is to be asked again, not before a time. */
    void cameBack(String name, Instant notBefore) {
        cameBack.merge(name, notBefore, (one, other) -> one.isBefore(other) ? one : other);
    }

    /** How far they are. */
    List<RowProgress> progress() {
        return tables.values().stream()
                .map(
                        table ->
                                new RowProgress(
                                        table.file.printableName(),
                                        // Rows of before an edit may get their answers, too.
                                        Math.min(table.answered.get(), table.all),
                                        Math.min(table.failed.get(), table.all),
                                        table.all))
                .toList();
    }

    /** Whether a job has rows of a table, so that its answers come with the job. */
    boolean isSubmitted(String name) {
        Waiting table = tables.get(name);
        RowLane jobs = lane.get();
        return table != null && !table.isBlocked && jobs != null && jobs.hasRowsOf(name);
    }

    int size() {
        return tables.size();
    }

    /** Those that have no row in a job that is known, and rows that may be in one that is not. */
    int blocked() {
        RowLane jobs = lane.get();
        return (int)
                tables.entrySet().stream()
                        .filter(table -> table.getValue().isBlocked)
                        .filter(table -> jobs != null && !jobs.hasRowsOf(table.getKey()))
                        .count();
    }

    /** Rows that jobs have answered since the start. */
    long answeredNow() {
        return answeredNow.get();
    }

    /** Rows that have failed in jobs since the start. */
    long failedNow() {
        return failedNow.get();
    }

    /** The rows of the tables that wait. */
    long all() {
        return tables.values().stream().mapToLong(table -> table.all).sum();
    }

    /** Those of them that have an outcome. */
    long settled() {
        return tables.values().stream()
                .mapToLong(table -> table.answered.get() + table.failed.get())
                .sum();
    }
}
