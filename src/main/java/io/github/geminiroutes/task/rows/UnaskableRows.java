package io.github.geminiroutes.task.rows;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.table.Row;

/**
 * Ends the reading of a table of which many rows in a row cannot be asked: that is a fault of the
 * table and no longer one of its rows. Each of them takes some hundred bytes of the results,
 * however short it is, and without an end a file of a gigabyte would fill the disk. Used by the
 * thread that reads.
 */
final class UnaskableRows {

    /** As many as the record of a file that failed names. */
    static final int MOST = 1_000;

    private int count;
    private long firstLine;
    private String firstProblem;

    /**
     * Counts a row that was read.
     *
     * @return false if it is one too many: it is not to be looked at
     */
    boolean tryCount(RowRequest request) {
        if (request.problem() == null) {
            return true;
        }
        if (count == 0) {
            firstLine = request.row().line();
            firstProblem = request.problem();
        }
        count++;
        return count <= MOST;
    }

    /**
     * A row can be asked, and is or was. One that only waits does not count: between two rows that
     * wait there may be a thousand that cannot be asked, all through a table.
     */
    void end() {
        count = 0;
    }

    /**
     * Why the table is read no further.
     *
     * @param next the first row that is not looked at
     */
    Failure failure(Row next) {
        return Failure.of(
                        FailureKind.BAD_INPUT,
                        "more than %d rows one after the other cannot be asked; the first of them is in line %d: %s. The rows from line %d on were not looked at: correct the table or task.prompt, and requeue the table"
                                .formatted(MOST, firstLine, firstProblem, next.line()))
                .withDetails(GeminiJson.MAPPER.createObjectNode().put("line", firstLine));
    }
}
