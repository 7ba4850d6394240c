package io.github.geminiroutes.batch;

import io.github.geminiroutes.folder.PromptFile;
import io.github.geminiroutes.folder.SubmittedFiles;
import io.github.geminiroutes.table.SubmittedRow;
import io.github.geminiroutes.task.rows.LaneRow;
import java.io.IOException;
import java.time.Instant;
import org.apache.camel.Exchange;

/**
 * What a line of a job is made of: a file of the inbox, which moves into the job's directory, or a
 * row, whose table stays where it is.
 *
 * @param name below the inbox, of the file or the table
 * @param sha256 of what is asked
 * @param file null for a row
 * @param row null for a file
 */
record LineSource(
        String name, String sha256, Instant receivedAt, PromptFile file, SubmittedRow row) {

    /** That of a prompt that is to be gathered. */
    static LineSource of(Exchange exchange, Instant now) {
        LaneRow row = LaneRow.of(exchange);
        if (row != null) {
            return new LineSource(row.table(), row.key().sha256(), now, null, row.row());
        }
        PromptFile file = SubmittedFiles.taken(exchange);
        return new LineSource(file.name(), file.sha256(), file.receivedAt(), file, null);
    }

    /** Moves a file into the job; returns false if it has changed or is gone. */
    boolean take(SubmittedFiles files) throws IOException {
        return file == null || files.take(file);
    }

    /** Moves it back. */
    void giveBack(SubmittedFiles files) throws IOException {
        if (file != null) {
            files.giveBack(name);
        }
    }

    /** Ends the work on a file that an exchange has taken. */
    void leave(Exchange exchange) {
        if (file != null) {
            SubmittedFiles.leave(exchange);
        }
    }
}
