package io.github.geminiroutes.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.batch.job.CollectingJob;
import io.github.geminiroutes.batch.job.JobDirectory;
import io.github.geminiroutes.batch.job.SubmittedPrompt;
import io.github.geminiroutes.support.Sha256;
import io.github.geminiroutes.table.KnownRows;
import io.github.geminiroutes.table.RowKey;
import io.github.geminiroutes.table.SubmittedRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowIndexTest {

    private static final String ROW = Sha256.hex("a row");

    @TempDir private Path submitted;

    private final RowIndex index = new RowIndex();

    @Test
    void aRowOfAnEarlierRunIsFoundInItsJob() throws IOException {
        index.load(closedJob());

        assertThat(index.rowsOf("t/table.csv").areAllKnown()).isTrue();
        assertThat(index.rowsOf("t/table.csv").take("progress", new RowKey(ROW))).isTrue();
    }

    /** Asked again, it would be paid twice. */
    @Test
    void aRowMayBeInAJobWhoseListIsNotWhole() throws IOException {
        JobDirectory job = closedJob();
        index.load(job);

        index.block(job);

        assertThat(index.rowsOf("t/table.csv").areAllKnown()).isFalse();
    }

    @Test
    void aRowMayBeInAJobWhoseListGoesWhileTheProgramRuns() throws IOException {
        JobDirectory job = closedJob();
        index.add(job, "t/table.csv");
        Files.delete(job.path().resolve("prompts.jsonl"));

        assertThat(index.rowsOf("t/table.csv").areAllKnown()).isFalse();
        assertThat(index.rowsOf("t/other.csv").areAllKnown()).isTrue();

        index.remove(job);
        assertThat(index.rowsOf("t/table.csv").areAllKnown())
                .as("the job has ended: no restart is needed")
                .isTrue();
    }

    private JobDirectory closedJob() throws IOException {
        CollectingJob job =
                CollectingJob.begin(submitted.resolve("J"), "gemini-3.8-flash", Instant.EPOCH);
        SubmittedRow row = new SubmittedRow("progress", 1, 2, KnownRows.Waits.NONE);
        SubmittedPrompt line =
                new SubmittedPrompt(
                        "t/table.csv", ROW, row, Instant.EPOCH, "t", null, List.of(), 0, 0);
        job.add(line, "{\"contents\":[]}".getBytes(), 10, 10);
        return job.close(Instant.EPOCH).directory();
    }
}
