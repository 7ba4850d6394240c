package io.github.geminiroutes.task.rows;

import io.github.geminiroutes.failure.FailureClassifier;
import io.github.geminiroutes.folder.ClaimedFile;
import io.github.geminiroutes.folder.NotReadyException;
import io.github.geminiroutes.support.JvmError;
import io.github.geminiroutes.table.ProgressFile;
import io.github.geminiroutes.table.SubmittedRow;
import io.github.geminiroutes.table.SubmittedRows;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands the rows of one file to the batch lane. Used by the thread that reads. */
final class LaneRows {

    private static final Logger LOG = LoggerFactory.getLogger(LaneRows.class);

    private final ClaimedFile file;
    private final ProgressFile progress;
    private final RowTally tally;
    private final RowSender sender;
    private final SubmittedRows submitted;
    private boolean isClosed;

    /**
     * @param submitted the rows that are in jobs already
     */
    LaneRows(RowFile rows, ProgressFile progress, RowSender sender, SubmittedRows submitted) {
        this.file = rows.file();
        this.tally = rows.tally();
        this.progress = progress;
        this.sender = sender;
        this.submitted = submitted;
        this.isClosed = !submitted.areAllKnown();
        if (isClosed) {
            tally.block();
        }
    }

    /** The request as it is asked: in the standard tier where the job of the row gave no answer. */
    RowRequest chosen(RowRequest request) {
        return request.prompt() != null && progress.known().isStandard(request.key())
                ? request.inStandard()
                : request;
    }

    /**
     * Leaves the row to the batch lane, if it is in a job, goes into one now, or waits for that.
     *
     * @param calls those of the other rows of the file
     * @return whether the lane has it
     */
    boolean trySubmit(RowRequest request, RowOutcomes outcomes, RowCalls calls) {
        String name = progress.path().getFileName().toString();
        if (submitted.take(name, request.key())) {
            tally.submitted();
            return true;
        }
        if (!sender.isOfBatch(request.prompt())) {
            return false;
        }
        if (isClosed) {
            tally.waitsForLane();
        } else if (calls.tryGoOn()) {
            submit(request, name, outcomes, calls);
        }
        return true;
    }

    private void submit(RowRequest request, String name, RowOutcomes outcomes, RowCalls calls) {
        SubmittedRow row =
                new SubmittedRow(
                        name,
                        request.row().number(),
                        request.row().line(),
                        progress.known().waits(request.key()));
        Throwable error =
                sender.collect(
                        file.name(),
                        request.task(),
                        request.prompt(),
                        new LaneRow(file.name(), row, request.key()));
        if (error == null) {
            tally.submitted();
        } else if (error instanceof NotReadyException) {
            LOG.debug("Rows of {} wait: {}", file.printableName(), error.getMessage());
            isClosed = true;
            tally.waitsForLane();
        } else if (JvmError.in(error) != null) {
            file.endProgram(JvmError.in(error));
            calls.stop();
        } else {
            outcomes.failed(request, FailureClassifier.of(error), calls::stop, place -> {});
        }
    }
}
