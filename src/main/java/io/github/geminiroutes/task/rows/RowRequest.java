package io.github.geminiroutes.task.rows;

import io.github.geminiroutes.prompt.AttachmentNotReadyException;
import io.github.geminiroutes.prompt.InvalidPromptException;
import io.github.geminiroutes.prompt.Lane;
import io.github.geminiroutes.prompt.Prompt;
import io.github.geminiroutes.prompt.Tier;
import io.github.geminiroutes.table.Row;
import io.github.geminiroutes.table.RowKey;

/**
 * What a row asks.
 *
 * @param task that it is booked under; null for none
 * @param prompt null if the row cannot be asked
 * @param key names what it asks
 * @param problem why it cannot be asked; null if it can
 */
record RowRequest(Row row, String task, Prompt prompt, RowKey key, String problem) {

    /**
     * Makes it.
     *
     * @throws AttachmentNotReadyException if a file that it needs is missing or incomplete at this
     *     moment
     */
    static RowRequest of(Row row, RowPrompts prompts) {
        if (row.problem() != null) {
            return bad(row, row.problem());
        }
        try {
            Prompt prompt = prompts.prompt(row);
            return new RowRequest(row, prompts.task(), prompt, RowKeys.of(prompt), null);
        } catch (AttachmentNotReadyException e) {
            throw e;
        } catch (InvalidPromptException e) {
            return bad(row, problem(e, prompts.placeOfLines()));
        }
    }

    /** Of a row that waits for its attachment no longer. */
    static RowRequest refused(Row row, InvalidPromptException refusal, RowPrompts prompts) {
        return bad(row, problem(refusal, prompts.placeOfLines()));
    }

    private static RowRequest bad(Row row, String problem) {
        return new RowRequest(row, null, null, RowKeys.of(row, problem), problem);
    }

    private static String problem(InvalidPromptException e, String place) {
        String line = "line " + e.line() + ": ";
        boolean hasLine = e.line() > 0 && e.getMessage().startsWith(line);
        if (hasLine && place == null) {
            return e.getMessage().substring(line.length());
        }
        return hasLine ? place + e.getMessage() : e.getMessage();
    }

    /** The same, asked in the standard tier. */
    RowRequest inStandard() {
        Lane lane = new Lane(Tier.STANDARD, null).orElse(prompt.lane());
        return new RowRequest(row, task, prompt.in(lane), key, problem);
    }

    /** Names the model for the rows of one file; empty for the default one. */
    String model() {
        return prompt.model() == null ? "" : prompt.model();
    }
}
