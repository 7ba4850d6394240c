package io.github.geminiroutes.task.rows;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.folder.ClaimedFile;
import io.github.geminiroutes.generate.FailurePolicy;
import io.github.geminiroutes.generate.FailurePolicy.Verdict;
import io.github.geminiroutes.table.KnownRows;
import io.github.geminiroutes.table.ProgressFile;
import io.github.geminiroutes.table.ProgressLine;
import java.io.IOException;
import java.time.Clock;
import java.util.function.LongConsumer;

/** Writes what became of the rows of one file into its progress file. Thread-safe. */
final class RowOutcomes {

    private final ClaimedFile file;
    private final ProgressFile progress;
    private final RowTally tally;
    private final Clock clock = Clock.systemUTC();

    RowOutcomes(ClaimedFile file, ProgressFile progress, RowTally tally) {
        this.file = file;
        this.progress = progress;
        this.tally = tally;
    }

    /**
     * A row has an answer.
     *
     * @param settled is told once that is on disk
     */
    void answered(RowRequest request, String response, LongConsumer settled) {
        write(
                ProgressLine.ofAnswer(request.row(), request.key(), response),
                place -> {
                    tally.answered(request.row().number(), place, true);
                    settled.accept(place);
                });
    }

    /**
     * The call of a row failed.
     *
     * @param stop is run first if no further row is to be asked
     * @param settled is told once its outcome is on disk, or it is known to have none
     */
    void failed(RowRequest request, Failure failure, Runnable stop, LongConsumer settled) {
        KnownRows.Waits before = progress.known().waits(request.key());
        Verdict verdict =
                file.policy()
                        .verdict(
                                failure,
                                new FailurePolicy.History(
                                        before.parkings(),
                                        before.faults(),
                                        tally.answeredNow() > 0),
                                clock.instant());
        if (verdict instanceof Verdict.Fail) {
            write(
                    ProgressLine.ofFailure(
                            request.row(), request.key(), RowError.of(request.row(), failure)),
                    place -> {
                        tally.failed(request.row().number(), place, true);
                        settled.accept(place);
                    });
            return;
        }
        if (verdict instanceof Verdict.ParkUntil until) {
            park(request, failure, until, before);
        } else {
            stop.run();
        }
        settled.accept(0);
    }

    private void park(
            RowRequest request, Failure failure, Verdict.ParkUntil until, KnownRows.Waits before) {
        tally.waits(failure, until);
        if (until.faults() == before.faults()) {
            // It is no fault of this row: the others would meet it, too.
            tally.close(request.model());
        }
        KnownRows.Waits waits = new KnownRows.Waits(until.parkings(), until.faults());
        if (!waits.equals(before)) {
            writeLazily(ProgressLine.ofWaits(request.row(), request.key(), waits), place -> {});
        }
    }

    /** Writes a line that is forced to disk at once. */
    private void write(byte[] line, LongConsumer written) {
        try {
            progress.append(line, written);
        } catch (IOException e) {
            file.diskFailed(progress.path().getParent(), e);
        }
    }

    /** Writes a line whose loss costs no call. */
    void writeLazily(byte[] line, LongConsumer written) {
        try {
            progress.appendLazily(line, written);
        } catch (IOException e) {
            file.diskFailed(progress.path().getParent(), e);
        }
    }

    /** Writes what is still to be written; returns whether all is. */
    boolean flush() {
        try {
            progress.flush();
        } catch (IOException e) {
            file.diskFailed(progress.path().getParent(), e);
        }
        return progress.isFlushed();
    }
}
