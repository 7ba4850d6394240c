package io.github.geminiroutes.batch;

import io.github.geminiroutes.batch.job.Job;
import io.github.geminiroutes.batch.job.SubmittedPrompt;
import io.github.geminiroutes.table.RowKey;
import io.github.geminiroutes.table.RowsOfJob;
import io.github.geminiroutes.task.rows.LaneOutcomes;
import io.github.geminiroutes.task.rows.LaneRow;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;

/** The rows of a job that is delivered: their outcomes go where those of all rows are kept. */
final class RowDelivery implements AutoCloseable {

    private final LaneOutcomes outcomes;

    /** The rows that an earlier delivery has written, by the name of their progress file. */
    private final Map<String, Set<String>> written = new HashMap<>();

    /**
     * @throws IOException if it cannot be read what an earlier delivery has written
     */
    RowDelivery(Job job, List<SubmittedPrompt> prompts, CamelContext context) throws IOException {
        List<SubmittedPrompt> rows =
                prompts.stream().filter(prompt -> prompt.row() != null).toList();
        outcomes = rows.isEmpty() ? null : LaneOutcomes.of(context, job.id());
        if (outcomes != null && job.directory().beginDelivery()) {
            for (SubmittedPrompt row : rows) {
                String progress = row.row().progress();
                if (!written.containsKey(progress)) {
                    written.put(progress, outcomes.written(progress));
                }
            }
        }
    }

    /** Whether a row has its outcome from an earlier delivery. */
    boolean isWritten(SubmittedPrompt row) {
        String name = RowsOfJob.name(row.row().number(), new RowKey(row.sha256()));
        return written.getOrDefault(row.row().progress(), Set.of()).contains(name);
    }

    private static LaneRow laneRow(SubmittedPrompt row) {
        return new LaneRow(row.name(), row.row(), new RowKey(row.sha256()));
    }

    void settle(Exchange exchange, Throwable error, SubmittedPrompt row) throws IOException {
        outcomes.settle(exchange, error, laneRow(row));
    }

    /** Has rows asked again that have no outcome. */
    void giveBack(Collection<SubmittedPrompt> rows, boolean isStandard) throws IOException {
        for (SubmittedPrompt row : rows) {
            outcomes.comeBack(laneRow(row), isStandard);
        }
    }

    /** Forces all outcomes to disk: the job may go after that. */
    void flush() throws IOException {
        if (outcomes != null) {
            outcomes.flush();
        }
    }

    @Override
    public void close() throws IOException {
        if (outcomes != null) {
            outcomes.close();
        }
    }
}
