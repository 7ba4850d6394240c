package io.github.geminiroutes.batch.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.table.KnownRows;
import io.github.geminiroutes.table.SubmittedRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A line of a job, which is a prompt, a document or a row of a table: what must be known of it when
 * its answer comes.
 *
 * @param name the path of its file below the inbox
 * @param sha256 of its content, and of a template's values after it, in hex; of a row, what it asks
 * @param row where the answer of a row goes; null for a file, which lies in the job's directory
 * @param receivedAt when it was read
 * @param task what it is booked under; null if it is of no task
 * @param outputFile how its answer is called; null for the usual name
 * @param files its attachments that do not go with the request
 * @param at where its request begins in the file of requests
 * @param size of its request in bytes
 */
public record SubmittedPrompt(
        String name,
        String sha256,
        SubmittedRow row,
        Instant receivedAt,
        String task,
        String outputFile,
        List<JobFile> files,
        long at,
        int size) {

    private static final int DIGITS = 12;

    /**
     * Names it in the job: its path, the number of its row, and the first digits of its digest. An
     * answer under the key of another text of that name would be none of its own.
     */
    public String key() {
        return title() + "#" + sha256.substring(0, Math.min(DIGITS, sha256.length()));
    }

    /** Its name for the usage log and the log. */
    public String title() {
        return row == null ? name : name + "#" + row.number();
    }

    /** What only one line of a job may have: its file, or the key of a row. */
    String place() {
        return row == null ? name : key();
    }

    /** The same at another place of the file of requests. */
    SubmittedPrompt at(long newAt, int newSize) {
        return new SubmittedPrompt(
                name, sha256, row, receivedAt, task, outputFile, files, newAt, newSize);
    }

    ObjectNode toJson() {
        ObjectNode json = GeminiJson.MAPPER.createObjectNode();
        if (!files.isEmpty()) {
            files.forEach(file -> json.withArray("files").add(file.toJson()));
        }
        if (row != null) {
            json.putObject("row")
                    .put("progress", row.progress())
                    .put("number", row.number())
                    .put("line", row.line())
                    .put("parkings", row.waits().parkings())
                    .put("faults", row.waits().faults());
        }
        return json.put("name", name)
                .put("sha256", sha256)
                .put("receivedAt", receivedAt.toString())
                .put("task", task)
                .put("outputFile", outputFile)
                .put("at", at)
                .put("size", size);
    }

    static SubmittedPrompt of(JsonNode json) {
        List<JobFile> files = new ArrayList<>();
        json.path("files").forEach(file -> files.add(JobFile.of(file)));
        return new SubmittedPrompt(
                json.path("name").asText(),
                json.path("sha256").asText(),
                row(json.path("row")),
                Instant.parse(json.path("receivedAt").asText()),
                json.path("task").textValue(),
                json.path("outputFile").textValue(),
                files,
                json.path("at").asLong(),
                json.path("size").asInt());
    }

    private static SubmittedRow row(JsonNode json) {
        return json.isObject()
                ? new SubmittedRow(
                        json.path("progress").asText(),
                        json.path("number").asLong(),
                        json.path("line").asLong(),
                        new KnownRows.Waits(
                                json.path("parkings").asInt(), json.path("faults").asInt()))
                : null;
    }
}
