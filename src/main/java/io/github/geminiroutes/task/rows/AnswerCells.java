package io.github.geminiroutes.task.rows;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.answer.Answer;
import io.github.geminiroutes.answer.AnswerFile;
import io.github.geminiroutes.answer.AnswerFiles;
import io.github.geminiroutes.answer.AnswerReader;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.prompt.OutputFormat;
import io.github.geminiroutes.prompt.SlowChecks;
import io.github.geminiroutes.support.GeminiJson;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The cells that follow the columns of the input: the answer, or the fields of the schema, and the
 * error.
 */
final class AnswerCells {

    private final AnswerReader reader = new AnswerReader();
    private final OutputFormat format;
    private final List<String> fields = new ArrayList<>();
    private final List<String> head;

    AnswerCells(List<String> columns, RowPrompts prompts) {
        this.format = prompts.output();
        if (format.schema() != null) {
            format.schema().path("properties").fieldNames().forEachRemaining(fields::add);
        }
        this.head = new ArrayList<>(columns);
        for (String field : fields.isEmpty() ? List.of("answer") : fields) {
            head.add(unused(field));
        }
        head.add(unused("error"));
    }

    /** A column of the input may have the name already. */
    private String unused(String name) {
        String unused = name;
        while (head.contains(unused)) {
            unused = "answer." + unused;
        }
        return unused;
    }

    /** The names of all columns of the result. */
    List<String> head() {
        return head;
    }

    /** Those of one outcome. */
    List<String> of(byte[] line) throws IOException {
        JsonNode outcome = GeminiJson.MAPPER.readTree(line);
        List<String> cells = new ArrayList<>();
        String error = outcome.path("error").path("message").asText("");
        if (outcome.has("response")) {
            try {
                byte[] response = bytes(outcome.path("response"));
                SlowChecks.read(() -> add(reader.read(response, format), cells), () -> {});
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("The program stops");
            } catch (GeminiException e) {
                // It was read when it came: by another schema, or another version.
                error = e.failure().message();
            }
        }
        while (cells.size() < Math.max(1, fields.size())) {
            cells.add("");
        }
        cells.add(error);
        return cells;
    }

    private static byte[] bytes(JsonNode response) throws IOException {
        return GeminiJson.MAPPER.writeValueAsBytes(response);
    }

    /** A picture or a sound fits no cell: an empty one would look as if nothing had come. */
    private String media(Answer answer) {
        return AnswerFiles.of(answer, format).stream()
                .filter(AnswerFile::isMedia)
                .map(file -> "[%s: see .answers.jsonl]".formatted(file.type()))
                .collect(Collectors.joining(" "));
    }

    private void add(Answer answer, List<String> cells) throws IOException {
        if (fields.isEmpty()) {
            cells.add(answer.text().isEmpty() ? media(answer) : answer.text());
            return;
        }
        JsonNode json = GeminiJson.MAPPER.readTree(answer.text());
        for (String field : fields) {
            JsonNode value = json.path(field);
            cells.add(
                    value.isContainerNode()
                            ? value.toString()
                            : value.isNull() ? "" : value.asText());
        }
    }
}
