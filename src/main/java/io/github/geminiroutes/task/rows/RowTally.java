package io.github.geminiroutes.task.rows;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.policy.FailurePolicy.Verdict;
import io.github.geminiroutes.table.Places;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What became of the rows of a file so far. Thread-safe. */
final class RowTally {

    private final AtomicLong read = new AtomicLong();
    private final AtomicLong characters = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong answeredNow = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong failedNow = new AtomicLong();
    private final AtomicLong waiting = new AtomicLong();
    private final AtomicLong submitted = new AtomicLong();
    private final AtomicLong waitingForLane = new AtomicLong();
    private final Places places = new Places();
    private final Set<String> closedModels = ConcurrentHashMap.newKeySet();
    private volatile long all = -1;
    private volatile boolean isWhole;
    private volatile boolean isBlocked;
    private volatile Failure cutOff;
    private Failure waitsFor;
    private Verdict.ParkUntil until;

    /** A row was read that has so many characters. */
    void countRead(int length) {
        characters.addAndGet(length);
        read.incrementAndGet();
    }

    /** Rows read so far. */
    long read() {
        return read.get();
    }

    /**
     * A row has an answer.
     *
     * @param place where it stands in the progress file
     * @param isNew whether it was asked now
     */
    void answered(long row, long place, boolean isNew) {
        places.set(row, place);
        answered.incrementAndGet();
        if (isNew) {
            answeredNow.incrementAndGet();
        }
    }

    void failed(long row, long place, boolean isNew) {
        places.set(row, place);
        failed.incrementAndGet();
        if (isNew) {
            failedNow.incrementAndGet();
        }
    }

    /** Rows that failed since the file was claimed. */
    long failedNow() {
        return failedNow.get();
    }

    /** Notes that the work on the file has ended, and it is settled or parked. */
    void setWhole() {
        isWhole = true;
    }

    boolean isWhole() {
        return isWhole;
    }

    /** Notes why no row behind those that were read is looked at. */
    void cutOff(Failure reason) {
        cutOff = reason;
    }

    /** Why rows were not looked at; null if all were. */
    Failure cutOff() {
        return cutOff;
    }

    /** Any row may be in a job whose list is not whole: those that no list has wait. */
    void block() {
        isBlocked = true;
    }

    /** Whether rows wait as they may be in a job whose list is not whole. */
    boolean isBlocked() {
        return isBlocked && isWaitingForLane();
    }

    /** A row is in a batch job. */
    void submitted() {
        submitted.incrementAndGet();
    }

    /** A row waits until the batch lane takes it. */
    void waitsForLane() {
        waitingForLane.incrementAndGet();
    }

    /** Whether rows are in batch jobs, or wait until they are. */
    boolean isInLane() {
        return submitted.get() + waitingForLane.get() > 0;
    }

    /** Whether rows wait until the batch lane takes them. */
    boolean isWaitingForLane() {
        return waitingForLane.get() > 0;
    }

    /** A row waits with all that ask the same model. */
    void waits() {
        waiting.incrementAndGet();
    }

    /** A row waits, and the file is to come back when the first of those that wait may be asked. */
    synchronized void waits(Failure failure, Verdict.ParkUntil rowsUntil) {
        waiting.incrementAndGet();
        if (until == null || rowsUntil.notBefore().isBefore(until.notBefore())) {
            until = rowsUntil;
            waitsFor = failure;
        }
    }

    synchronized Failure waitsFor() {
        return waitsFor;
    }

    synchronized Verdict.ParkUntil until() {
        return until;
    }

    /** Rows that ask this model wait. */
    void close(String model) {
        closedModels.add(model);
    }

    boolean isClosed(String model) {
        return !closedModels.isEmpty() && closedModels.contains(model);
    }

    Places places() {
        return places;
    }

    long answered() {
        return answered.get();
    }

    /** Rows that were answered since the file was claimed. */
    long answeredNow() {
        return answeredNow.get();
    }

    long failed() {
        return failed.get();
    }

    long waiting() {
        return waiting.get();
    }

    /** How many rows the file has; -1 while they are not counted. */
    long all() {
        return all;
    }

    /**
     * How many rows have no outcome yet, roughly.
     *
     * @param bytes of the file, by which its rows are estimated while they are not counted
     * @param known how many answers of earlier askings there were: rows take them as they are read
     */
    long unsettled(long bytes, long known) {
        long estimate = bytes / Math.max(1, characters.get() / Math.max(1, read()));
        long rows = all < 0 ? estimate : all;
        long taken = answered() - answeredNow();
        return Math.max(0, rows - answered() - failed() - Math.max(0, known - taken));
    }

    void setAll(long all) {
        this.all = all;
    }
}
