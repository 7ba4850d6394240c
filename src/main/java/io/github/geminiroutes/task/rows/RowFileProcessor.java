package io.github.geminiroutes.task.rows;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureClassifier;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.folder.ClaimedFile;
import io.github.geminiroutes.prompt.InvalidPromptException;
import io.github.geminiroutes.support.FileChangedException;
import io.github.geminiroutes.support.FileFaults;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.JvmError;
import io.github.geminiroutes.table.NoTableException;
import io.github.geminiroutes.table.ProgressFile;
import io.github.geminiroutes.table.ProgressLine;
import io.github.geminiroutes.table.SubmittedRows;
import io.github.geminiroutes.table.Table;
import io.github.geminiroutes.table.TableMarks;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of a file of rows: it is opened, its rows are asked, its results are written, and it is
 * moved. The processor itself is the step that asks; it waits without a thread.
 */
public final class RowFileProcessor extends AsyncProcessorSupport {

    private static final Logger LOG = LoggerFactory.getLogger(RowFileProcessor.class);

    private RowFiles rows;

    /** What the steps have in common. */
    public void setRows(RowFiles rows) {
        this.rows = rows;
    }

    /**
     * Looks at the head and the first rows, and recalls the answers that are there.
     *
     * @throws IOException if the file is no table, has changed, or cannot be read
     */
    public void open(Exchange exchange) throws IOException {
        RowFile file = RowFile.of(exchange);
        RowTables tables = rows.parts().tables();
        tables.check(file.file(), file.newPass());
        // Before the answers are read: see RowLane.
        SubmittedRows submitted = submitted(RowLane.of(exchange.getContext()), file.file());
        RowPrompts prompts = file.newPass();
        TableMarks marks = tables.marks(file.file(), prompts);
        Table table = tables.open(file.file(), prompts);
        OpenProgress opened;
        try {
            opened = rows.parts().progressFolder().open(file.file(), marks);
        } catch (IOException e) {
            table.close();
            rows.parts()
                    .claims()
                    .postpone(file.file().name(), rows.parts().progressFolder().folder(), e);
            return;
        }
        ProgressFile progress = opened.file();
        long known = progress.known().answers();
        long bytes = file.file().size();
        prompts.setWaiting(() -> file.tally().unsettled(bytes, known));
        file.begin(
                opened,
                new RowWork(
                        file,
                        progress,
                        prompts,
                        table,
                        rows.parts().sender(),
                        submitted,
                        rows.parts().slowReader()));
        rows.count(file);
    }

    /** The rows that are in batch jobs; where that cannot be told, no row goes into one. */
    private static SubmittedRows submitted(RowLane lane, ClaimedFile file) {
        try {
            return lane == null ? new SubmittedRows(true) : lane.rowsOf(file.name());
        } catch (IOException e) {
            LOG.warn(
                    "Rows of {} wait, as it cannot be read which of them are in batch jobs: {}",
                    file.printableName(),
                    e.toString());
            return new SubmittedRows(false);
        }
    }

    /**
     * Asks the rows; done once each has an outcome, or the work cannot go on now. Without a place
     * for its answers none is asked, and the file stays in the inbox.
     */
    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        RowWork work = RowFile.of(exchange).work();
        if (work == null) {
            callback.done(true);
            return true;
        }
        work.start(() -> callback.done(false));
        return false;
    }

    /** Notes why no row is asked. */
    public void recordFailure(Exchange exchange) {
        RowFile file = RowFile.of(exchange);
        Throwable error = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        VirtualMachineError ofJvm = JvmError.in(error);
        if (ofJvm != null) {
            file.file().endProgram(ofJvm);
        } else if (error instanceof InvalidPromptException bad) {
            file.fail(bad.failure());
        } else if (error instanceof NoTableException bad) {
            Failure failure = Failure.of(FailureKind.BAD_INPUT, bad.getMessage());
            file.fail(
                    bad.line() == 0
                            ? failure
                            : failure.withDetails(
                                    GeminiJson.MAPPER.createObjectNode().put("line", bad.line())));
        } else if (!FileFaults.isOfTheMoment(error)) {
            LOG.error("{} cannot be asked", file.file().printableName(), error);
            file.fail(
                    error instanceof IOException
                            ? Failure.of(
                                    FailureKind.BAD_INPUT,
                                    "The file cannot be read (%s)"
                                            .formatted(error.getClass().getSimpleName()))
                            : FailureClassifier.of(error));
        }
    }

    /**
     * Writes the results and moves the file, or leaves it in the inbox.
     *
     * @throws IOException if a folder does not take it; the route tries again
     */
    public void settle(Exchange exchange) throws IOException {
        RowFile file = RowFile.of(exchange);
        try {
            settle(file);
        } catch (IOException e) {
            if (!rows.parts().claims().isKept(file.file().name())) {
                throw e;
            }
            LOG.warn("{} stays in its folder, which was closed", file.file().printableName());
        }
    }

    private void settle(RowFile file) throws IOException {
        ClaimedFile claimed = file.file();
        RowTally tally = file.tally();
        boolean hasFailed =
                file.failure() != null || file.work() != null && file.work().fault() != null;
        if (hasFailed && !claimed.isAsClaimed()) {
            LOG.info("{} has changed: it is read again", claimed.printableName());
        } else if (file.failure() != null) {
            claimed.fail(file.failure(), counts(tally));
        } else if (file.work() != null && file.work().fault() != null) {
            claimed.fail(file.work().fault(), counts(tally));
            file.note(ProgressLine.ofPlace(claimed.place()));
        } else if (file.work() != null && !file.work().isStopped()) {
            if (tally.isInLane()) {
                rows.lane().await(file);
            } else if (tally.waiting() > 0) {
                claimed.park(tally.waitsFor(), tally.until(), counts(tally));
                tally.setWhole();
                file.note(ProgressLine.ofPlace(claimed.place()));
            } else {
                finish(file);
            }
        }
    }

    private void finish(RowFile file) throws IOException {
        ClaimedFile claimed = file.file();
        RowResults results = new RowResults(file, rows.parts().tables());
        int number = ResultNumber.choose(file);
        try {
            results.write(number);
        } catch (FileChangedException | NoSuchFileException e) {
            // It is read again when it is taken again: what is the same keeps its answer.
            LOG.info("{} has changed: it is read again", claimed.printableName());
            return;
        }
        if (!claimed.isAsClaimed()) {
            return;
        }
        file.note(ProgressLine.ofSettled());
        if (file.tally().failed() == 0) {
            claimed.finish(number, counts(file.tally()));
            file.tally().setWhole();
            rows.parts().progressFiles().delete(file.progress());
            return;
        }
        ResultNumber.noteWritten(file);
        ArrayNode failed = results.failedRows();
        ObjectNode details = counts(file.tally());
        details.set("rows", failed);
        Failure cutOff = file.tally().cutOff();
        claimed.fail(
                cutOff != null
                        ? cutOff
                        : RowError.ofFile(
                                failed.path(0),
                                failed.path(0).path("row").asLong(),
                                file.tally().failed(),
                                file.tally().read()),
                details);
        file.tally().setWhole();
        file.note(ProgressLine.ofPlace(claimed.place()));
    }

    private static ObjectNode counts(RowTally tally) {
        ObjectNode details = GeminiJson.MAPPER.createObjectNode();
        details.putObject("rowCounts")
                .put("all", tally.read())
                .put("answered", tally.answered())
                .put("failed", tally.failed())
                .put("waiting", tally.waiting());
        return details;
    }
}
