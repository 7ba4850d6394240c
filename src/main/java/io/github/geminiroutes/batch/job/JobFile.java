package io.github.geminiroutes.batch.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.support.FileStamp;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.Sha256;
import io.github.geminiroutes.support.UntrustedFiles;
import java.io.IOException;
import java.time.Instant;

/**
 * An attachment that does not go with its line: it is uploaded just before the job is created.
 *
 * @param name below the inbox
 * @param isPrompt whether it is the file of the prompt itself, which lies in the job's directory
 * @param mimeType that it is uploaded as
 * @param size in bytes
 * @param modified when it was written, as far as its writer tells; one that was changed since is
 *     not sent
 * @param changed when it was changed in any way, which no writer can set back; null of a job of an
 *     earlier version
 * @param sha256 of its content, in hex; null if it is not known
 */
public record JobFile(
        String name,
        boolean isPrompt,
        String mimeType,
        long size,
        Instant modified,
        Instant changed,
        String sha256) {

    private static final String ADDRESS = "gemini-routes:attachment-";

    /** What stands in a line in place of the address of its file of this number. */
    public static String address(int number) {
        return ADDRESS + number;
    }

    /**
     * Whether it is the file that it was. Its change time tells; that of a prompt is another one
     * since it was moved, and its digest tells, where it is known.
     *
     * @param place where it lies
     * @param stamp of this moment
     * @throws IOException if it cannot be read
     */
    boolean isSame(UntrustedFiles place, FileStamp stamp) throws IOException {
        if (stamp.size() != size || !stamp.modified().toInstant().equals(modified)) {
            return false;
        }
        if (changed == null || stamp.changed().toInstant().equals(changed)) {
            return true;
        }
        return sha256 == null
                ? isPrompt
                : sha256.equals(place.read(name, (in, now) -> Sha256.hex(in)));
    }

    ObjectNode toJson() {
        ObjectNode json = GeminiJson.MAPPER.createObjectNode();
        if (changed != null) {
            json.put("changed", changed.toString());
        }
        if (sha256 != null) {
            json.put("sha256", sha256);
        }
        return json.put("name", name)
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
                Instant.parse(json.path("modified").asText()),
                json.has("changed") ? Instant.parse(json.path("changed").asText()) : null,
                json.path("sha256").textValue());
    }
}
