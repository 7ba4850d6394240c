package io.github.geminiroutes.task.rows;

import io.github.geminiroutes.table.SubmittedRows;
import java.io.IOException;
import java.time.Duration;
import org.apache.camel.CamelContext;

/** The batch lane, as the rows see it: it has the rows that were handed to it, and says which. */
public interface RowLane {

    /** The bean's name in the bundle's routes. */
    String BEAN = "gemini-batch";

    /** The lane of a Camel context; null where the route file {@code gemini-batch} is not. */
    static RowLane of(CamelContext context) {
        return context.getRegistry().lookupByNameAndType(BEAN, RowLane.class);
    }

    /**
     * The rows of a table that are in jobs, or gather. To be asked before the answers of the table
     * are read: a job ends once its answers are written, and a row is in one of the two.
     *
     * @throws IOException if the folder of the jobs cannot be read
     */
    SubmittedRows rowsOf(String table) throws IOException;

    /** Whether a job has rows of a table, or gathers them. */
    boolean hasRowsOf(String table);

    /** How long rows gather. */
    Duration linger();
}
