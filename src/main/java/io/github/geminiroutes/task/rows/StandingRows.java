package io.github.geminiroutes.task.rows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.prompt.InvalidPromptException;
import io.github.geminiroutes.prompt.OutputFormat;
import io.github.geminiroutes.prompt.Prompt;
import io.github.geminiroutes.table.KeySet;
import io.github.geminiroutes.table.Row;
import io.github.geminiroutes.task.DocumentName;
import io.github.geminiroutes.task.StandingPrompt;
import io.github.geminiroutes.task.TaskFolder;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The rows of a table under the standing prompt of a task: columns and fields are its variables.
 */
final class StandingRows implements RowPrompts {

    private final KeySet keys = new KeySet();

    /** The number of the row whose key was added last: a slow one is read twice. */
    private long last;

    private final String task;
    private final StandingPrompt prompt;
    private final DocumentName name;
    private final CellTypes types;
    private List<String> columns = List.of();
    private LongSupplier waiting;

    /**
     * @param file below the inbox
     */
    StandingRows(TaskFolder task, String file) {
        this.task = task.path();
        this.prompt = task.prompt();
        this.name = task.nameOf(file);
        this.types = new CellTypes(prompt);
    }

    @Override
    public String task() {
        return task;
    }

    @Override
    public char separator() {
        JsonNode separator = prompt.value("rows", "separator");
        if (separator == null) {
            return 0;
        }
        return switch (separator.asText()) {
            case ",", "comma" -> ',';
            case ";", "semicolon" -> ';';
            case "\t", "tab" -> '\t';
            case "|", "pipe" -> '|';
            default ->
                    throw new InvalidPromptException(
                            "'rows.separator' of task.prompt must be one of , ; | and tab", 0);
        };
    }

    @Override
    public void setColumns(List<String> names) {
        columns = names.stream().map(String::strip).toList();
    }

    @Override
    public void setWaiting(LongSupplier rows) {
        waiting = rows;
    }

    @Override
    public boolean isLikeOne(Row row) {
        if (!columns.isEmpty()) {
            return true;
        }
        try {
            return BatchLines.parse(row).isObject();
        } catch (InvalidPromptException e) {
            return false;
        }
    }

    @Override
    public String form() {
        return "each line must be a JSON object: its fields are the variables";
    }

    @Override
    public Prompt prompt(Row row) {
        ObjectNode values = values(row);
        String key = columns.isEmpty() ? BatchLines.keyOf(values) : null;
        if (key != null && row.number() != last && !keys.add(key)) {
            throw BatchLines.repeatedKey(key);
        }
        last = row.number();
        return waiting == null ? prompt.ofRow(name, values) : prompt.ofRow(name, values, waiting);
    }

    private ObjectNode values(Row row) {
        if (columns.isEmpty()) {
            return (ObjectNode) BatchLines.parse(row);
        }
        ObjectNode values = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < columns.size(); i++) {
            String column = columns.get(i);
            JsonNode value = column.isEmpty() ? null : types.value(column, row.cells().get(i));
            if (value != null) {
                values.set(column, value);
            }
        }
        return values;
    }

    @Override
    public String placeOfLines() {
        return "task.prompt, ";
    }

    /** Of JSON Lines the field {@code key}; else the row's number. */
    @Override
    public String key(Row row) {
        if (columns.isEmpty() && isLikeOne(row)) {
            String key = BatchLines.keyOf(BatchLines.parse(row));
            if (key != null) {
                return key;
            }
        }
        return Long.toString(row.number());
    }

    @Override
    public OutputFormat output() {
        return prompt.output();
    }
}
