package io.github.geminiroutes.task.rows;

import io.github.geminiroutes.table.RowKey;
import io.github.geminiroutes.table.SubmittedRow;
import org.apache.camel.Exchange;

/**
 * A row on its way into a batch job, or back: travels as the exchange property {@value #PROPERTY}.
 *
 * @param table its file, below the inbox
 * @param key names what it asks
 */
public record LaneRow(String table, SubmittedRow row, RowKey key) {

    /** The name of the exchange property. */
    static final String PROPERTY = "gemini-lane-row";

    /** The row of an exchange; null if it has none. */
    public static LaneRow of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, LaneRow.class);
    }

    void set(Exchange exchange) {
        exchange.setProperty(PROPERTY, this);
    }
}
