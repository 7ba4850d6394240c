package io.github.geminiroutes.task.rows;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureClassifier;
import io.github.geminiroutes.folder.ClaimedFile;
import io.github.geminiroutes.folder.NotReadyException;
import io.github.geminiroutes.support.JvmError;
import io.github.geminiroutes.table.Places;
import io.github.geminiroutes.table.ProgressFile;
import io.github.geminiroutes.table.ProgressLine;
import io.github.geminiroutes.table.Row;
import io.github.geminiroutes.table.SubmittedRows;
import io.github.geminiroutes.table.Table;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the rows of one file side by side: reads on as rows are done, so that only those in flight
 * are in memory. Whichever thread has a row done reads the next ones; one thread reads at a time,
 * and none waits.
 */
final class RowWork {

    private static final Logger LOG = LoggerFactory.getLogger(RowWork.class);

    /** The characters of rows that may be in flight; a single row may have more. */
    private static final long MOST_IN_MEMORY = Runtime.getRuntime().maxMemory() / 40;

    private final ClaimedFile file;
    private final RowReading reading;
    private final Table table;
    private final ProgressFile progress;
    private final RowTally tally;
    private final RowOutcomes outcomes;
    private final RowCalls calls;
    private final LaneRows lane;
    private final UnaskableRows unaskable = new UnaskableRows();
    private final ReadingTurns turns;
    private final AtomicBoolean hasEnded = new AtomicBoolean();
    private Runnable done;
    private RowRequest next;
    private Row unread;
    private volatile boolean isRead;
    private volatile Failure fault;

    /**
     * @param progress keeps the outcomes of the rows
     * @param submitted the rows that are in jobs already
     * @param slowly reads files whose rows take long, which take turns there
     */
    RowWork(
            RowFile rows,
            ProgressFile progress,
            RowPrompts prompts,
            Table table,
            RowSender sender,
            SubmittedRows submitted,
            Executor slowly) {
        this.file = rows.file();
        this.reading = new RowReading(file, prompts);
        this.turns = new ReadingTurns(slowly, reading::isSlow, this::readOn);
        this.table = table;
        this.progress = progress;
        this.tally = rows.tally();
        this.outcomes = new RowOutcomes(file, progress, tally);
        this.calls = new RowCalls(file, outcomes, sender, MOST_IN_MEMORY, this::goOn);
        this.lane = new LaneRows(rows, progress, sender, submitted);
    }

    /**
     * Begins.
     *
     * @param whenDone is run once: every row has its outcome, or the work cannot go on now
     */
    void start(Runnable whenDone) {
        done = whenDone;
        goOn();
    }

    /** Whether the file stays in the inbox: not all of its rows could be asked, or put aside. */
    boolean isStopped() {
        return calls.isStopped();
    }

    /** Why the rows cannot be read, whatever they are; null if they can. */
    Failure fault() {
        return fault;
    }

    /** Writes what the disk refused, and goes on; for a timer. */
    void look() {
        boolean wasStuck = progress.isStuck();
        if (outcomes.flush() && wasStuck) {
            file.diskTakes();
        }
        goOn();
    }

    private void goOn() {
        if (done != null) {
            turns.goOn();
        }
    }

    private void readOn(boolean hasTime) {
        try {
            boolean hasRoom = true;
            while (hasRoom && !isRead && !calls.isStopped() && !progress.isStuck()) {
                hasRoom = readRow(hasTime);
                if (hasRoom && hasTime) {
                    goOn(); // behind the other slow files
                    hasRoom = false;
                }
            }
        } catch (NotReadyException e) {
            LOG.debug("{} is read again: {}", file.printableName(), e.getMessage());
            calls.stop();
        } catch (IOException e) {
            LOG.warn("{} cannot be read to its end: {}", file.printableName(), e.toString());
            calls.stop();
        } catch (RuntimeException | Error e) {
            VirtualMachineError ofJvm = JvmError.in(e);
            LOG.error("{} cannot be read to its end", file.printableName(), e);
            calls.stop();
            if (ofJvm == null) {
                // Tried again at once it would meet the same.
                fault = FailureClassifier.of(e);
            } else {
                file.endProgram(ofJvm);
            }
        }
        if ((isRead || calls.isStopped()) && calls.areDone() && outcomes.flush()) {
            end();
        }
    }

    /** Returns whether there may be room for a further row. */
    private boolean readRow(boolean hasTime) throws IOException {
        RowRequest request = next;
        if (request == null) {
            Row row = unread == null ? table.next() : unread;
            if (row == null) {
                isRead = true;
                file.forgetWaits();
                tally.setAll(tally.read());
                return false;
            }
            request = reading.request(row, hasTime);
            // A stop must not wait for one slow row after another.
            boolean isLeft = request == null || hasTime && !calls.tryGoOn();
            unread = isLeft ? row : null;
            if (isLeft) {
                return false;
            }
            request = lane.chosen(request);
            if (!unaskable.tryCount(request)) {
                tally.cutOff(unaskable.failure(row));
                isRead = true;
                tally.setAll(tally.read());
                return false;
            }
            tally.countRead(row.text().length());
        }
        next = trySettle(request) || calls.tryAsk(request) ? null : request;
        return next == null;
    }

    /** Settles the row if it needs no call of its own now; returns whether it is. */
    private boolean trySettle(RowRequest request) throws IOException {
        if (request == next) {
            // It was looked at before, and found no room.
            return false;
        }
        long row = request.row().number();
        long answer = progress.known().takeAnswer(request.key());
        if (answer != Places.NONE) {
            unaskable.end();
            tally.answered(row, answer, false);
            return true;
        }
        long failure = progress.known().takeFailure(request.key());
        if (failure != Places.NONE) {
            if (request.problem() == null) {
                unaskable.end();
            }
            tally.failed(row, failure, false);
            return true;
        }
        if (request.problem() != null) {
            outcomes.writeLazily(
                    ProgressLine.ofFailure(
                            request.row(),
                            request.key(),
                            RowError.of(request.row(), request.problem())),
                    place -> tally.failed(row, place, true));
            return true;
        }
        if (lane.trySubmit(request, outcomes, calls)) {
            if (!tally.isWaitingForLane()) {
                unaskable.end();
            }
            return true;
        }
        if (tally.isClosed(request.model())) {
            tally.waits();
            return true;
        }
        unaskable.end();
        return false;
    }

    private void end() {
        if (!hasEnded.compareAndSet(false, true)) {
            return;
        }
        try {
            table.close();
        } catch (IOException e) {
            LOG.debug("{} is read and cannot be closed", file.printableName(), e);
        }
        done.run();
    }
}
