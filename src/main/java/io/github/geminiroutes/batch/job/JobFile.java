package io.github.geminiroutes.batch.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.support.FileStamp;
import io.github.geminiroutes.support.GeminiJson;
import java.time.Instant;

/**
 * An attachment that does not go with its line: it is uploaded just before the job is created.
 *
 * @param name below the inbox
 * @param isPrompt whether it is the file of the prompt itself, which lies in the job's directory
 * @param mimeType that it is uploaded as
 * @param size in bytes
 * @param modified when it was written; one that was changed since is not sent
 */
public record JobFile(String name, boolean isPrompt, String mimeType, long size, Instant modified) {

    private static final String ADDRESS = "gemini-routes:attachment-";

    /** What stands in a line in place of the address of its file of this number. */
    public static String address(int number) {
        return ADDRESS + number;
    }

    boolean isSame(FileStamp stamp) {
        return stamp.size() == size && stamp.modified().toInstant().equals(modified);
    }

    ObjectNode toJson() {
        return GeminiJson.MAPPER
                .createObjectNode()
                .put("name", name)
                .put("isPrompt", isPrompt)
                .put("mimeType", mimeType)
                .put("size", size)
                .put("modified", modified.toString());
    }

    static JobFile of(JsonNode json) {
        return new JobFile(
                json.path("name").asText(),
                json.path("isPrompt").asBoolean(),
                json.path("mimeType").asText(),
                json.path("size").asLong(),
                Instant.parse(json.path("modified").asText()));
    }
}
