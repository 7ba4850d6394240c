package io.github.geminiroutes.batch.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.support.GeminiJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A prompt of a job: what must be known of it when its answer comes.
 *
 * @param name its path below the inbox
 * @param sha256 of its content, and of a template's values after it, in hex
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
        Instant receivedAt,
        String task,
        String outputFile,
        List<JobFile> files,
        long at,
        int size) {

    private static final int DIGITS = 12;

    /**
     * Names it in the job: its path, and the first digits of its digest. An answer under the key of
     * another text of that name would be none of its own.
     */
    public String key() {
        return name + "#" + sha256.substring(0, Math.min(DIGITS, sha256.length()));
    }

    /** The same at another place of the file of requests. */
    SubmittedPrompt at(long newAt, int newSize) {
        return new SubmittedPrompt(
                name, sha256, receivedAt, task, outputFile, files, newAt, newSize);
    }

    ObjectNode toJson() {
        ObjectNode json = GeminiJson.MAPPER.createObjectNode();
        if (!files.isEmpty()) {
            files.forEach(file -> json.withArray("files").add(file.toJson()));
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
                Instant.parse(json.path("receivedAt").asText()),
                json.path("task").textValue(),
                json.path("outputFile").textValue(),
                files,
                json.path("at").asLong(),
                json.path("size").asInt());
    }
}
