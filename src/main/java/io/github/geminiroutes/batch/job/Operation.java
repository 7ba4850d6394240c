package io.github.geminiroutes.batch.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import java.util.Locale;
import java.util.Set;

/**
 * A job as Google tells of it. What the server sends is untrusted: a name that is none is null.
 *
 * @param name such as {@code batches/abc}; null if it has none
 * @param displayName what its creator calls it; empty if nothing
 * @param model that answers; empty if it is not said
 * @param createTime as it is written: those of one server compare as texts
 * @param state without its prefix, such as {@code SUCCEEDED}; empty if it is not said
 * @param hasEnded whether it goes on no more, with results or without
 * @param resultFile such as {@code files/batch-abc}; null if there is none, or not yet
 * @param hasInlined whether results came in the answer itself, of which only their number is here
 * @param error what ended it; a missing node if nothing did
 */
public record Operation(
        String name,
        String displayName,
        String model,
        String createTime,
        String state,
        boolean hasEnded,
        String resultFile,
        boolean hasInlined,
        JsonNode error) {

    private static final String NAME = "batches/[A-Za-z0-9._-]{1,120}";
    private static final String FILE = "files/[A-Za-z0-9._-]{1,120}";
    private static final int LONGEST = 200;

    /** Google's own begin with BATCH_STATE_, those of its SDKs and of Vertex AI with JOB_STATE_. */
    private static final String PREFIX = "^(BATCH|JOB)_STATE_";

    private static final Set<String> ENDS =
            Set.of("SUCCEEDED", "PARTIALLY_SUCCEEDED", "FAILED", "CANCELLED", "EXPIRED");

    static Operation of(JsonNode operation) {
        JsonNode metadata = operation.path("metadata");
        String state =
                text(metadata.path("state"))
                        .toUpperCase(Locale.ROOT)
                        .replaceFirst(PREFIX, "")
                        .replaceAll("[^A-Z_]", "");
        boolean isDone = operation.path("done").asBoolean(false);
        return new Operation(
                matching(NAME, operation.path("name")),
                text(metadata.path("displayName")),
                text(metadata.path("model")).replaceFirst("^models/", ""),
                text(metadata.path("createTime")),
                state,
                isDone || ENDS.contains(state),
                file(operation, metadata),
                hasInlined(operation, metadata),
                operation.path("error"));
    }

    private static String text(JsonNode node) {
        String text = node.asText("");
        return text.length() > LONGEST ? text.substring(0, LONGEST) : text;
    }

    private static String matching(String pattern, JsonNode node) {
        String text = node.asText("");
        return text.matches(pattern) && !text.contains("..") ? text : null;
    }

    private static String file(JsonNode operation, JsonNode metadata) {
        for (JsonNode place : places(operation, metadata)) {
            String file = matching(FILE, place.path("responsesFile"));
            if (file != null) {
                return file;
            }
        }
        return null;
    }

    /** A small job may be answered inline although its requests came as a file. */
    private static boolean hasInlined(JsonNode operation, JsonNode metadata) {
        for (JsonNode place : places(operation, metadata)) {
            JsonNode found = place.path("inlinedResponses");
            if (found.asInt() > 0 || found.path("inlinedResponses").asInt() > 0) {
                return true;
            }
        }
        return false;
    }

    private static JsonNode[] places(JsonNode operation, JsonNode metadata) {
        JsonNode response = operation.path("response");
        return new JsonNode[] {response, response.path("output"), metadata.path("output")};
    }

    /** The same in little memory: a list may have many. */
    Operation withoutError() {
        return new Operation(
                name,
                displayName,
                model,
                createTime,
                state,
                hasEnded,
                resultFile,
                hasInlined,
                MissingNode.getInstance());
    }

    /**
     * Whether this tells of another job than the one that was asked for, as a server or a cache on
     * the way may mix them up. What is not said is no contradiction.
     */
    boolean isOfAnother(Job job) {
        return name != null && job.name() != null && !name.equals(job.name())
                || !displayName.isEmpty() && !displayName.startsWith(job.displayNames());
    }

    /**
     * @throws GeminiException if this tells of another job: that is a fault of the answer, and
     *     decides nothing about the job
     */
    void requireOf(Job job) {
        if (isOfAnother(job)) {
            throw new GeminiException(
                    Failure.of(
                            FailureKind.MALFORMED_ANSWER,
                            "The answer tells of another job: " + name + " " + displayName));
        }
    }

    /** Whether the model has worked on its requests, so that results are to come. */
    boolean hasSucceeded() {
        return state.endsWith("SUCCEEDED") || state.isEmpty() && hasEnded && !error.isObject();
    }
}
