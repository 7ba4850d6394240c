package io.github.geminiroutes.folder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.answer.Answer;
import io.github.geminiroutes.generate.Call;
import io.github.geminiroutes.generate.Fallback;
import io.github.geminiroutes.generate.SentFiles;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.InstantText;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/** What is kept of an answer beside its text: {@code outbox/NAME.record.json}. */
public final class AnswerRecord {

    private AnswerRecord() {}

    /**
     * @param prompt the prompt's name
     * @param sha256 SHA-256 of the prompt file, in hex: it shows to which prompt an answer belongs
     * @param receivedAt when the prompt was taken from the inbox
     */
    public static ObjectNode of(
            String prompt, String sha256, Instant receivedAt, Call call, Answer answer) {
        ObjectNode record = GeminiJson.MAPPER.createObjectNode();
        record.put("prompt", prompt);
        record.put("sha256", sha256);
        record.put("task", call.task());
        record.put("model", call.model());
        if (!call.fallbacks().isEmpty()) {
            record.put("requestedModel", call.requestedModel());
            record.set("fallbacks", Fallback.json(call.fallbacks()));
        }
        record.put("modelVersion", answer.modelVersion());
        record.put("responseId", answer.responseId());
        record.put("finishReason", answer.finishReason());
        record.put("truncated", answer.isTruncated());
        if (answer.response().candidates() > 1) {
            record.put("candidate", answer.chosen().index());
        }
        record.put("cached", call.isCached());
        if (call.isCached()) {
            // The call that brought the answer has paid for it, and its own record says so.
            record.putObject("usage");
            record.putNull("tier").put("costUsd", 0);
        } else {
            record.set("usage", answer.response().usageMetadata());
            record.put("tier", call.bill().tier());
            record.put("costUsd", call.bill().cost());
        }
        record.put("attempts", call.attempts());
        record.put("receivedAt", InstantText.of(receivedAt));
        record.put("sentAt", InstantText.of(call.sentAt()));
        record.put("answeredAt", InstantText.of(call.answeredAt()));
        record.put(
                "latencySeconds",
                Duration.between(call.sentAt(), call.answeredAt()).toMillis() / 1000.0);
        record.putArray("files");
        addUploads(record, call);
        record.put("text", answer.text());
        if (!answer.thoughts().isEmpty()) {
            record.put("thoughts", answer.thoughts());
        }
        answer.response().addTo(record, "response");
        return record;
    }

    /** The files that were too large to go with the request. */
    private static void addUploads(ObjectNode record, Call call) {
        for (SentFiles.Named sent : SentFiles.of(call).named()) {
            record.withArray("uploads")
                    .addObject()
                    .put("name", sent.name())
                    .put("file", sent.file().name())
                    .put("sizeBytes", sent.file().size())
                    .put("sha256", sent.file().sha256());
        }
    }

    /** Whether a record answers this content, and was written after the prompt was taken. */
    static boolean isOf(JsonNode record, String sha256, Instant takenAt) {
        if (!sha256.equals(record.path("sha256").asText())) {
            return false;
        }
        try {
            return !Instant.parse(record.path("answeredAt").asText()).isBefore(takenAt);
        } catch (DateTimeParseException e) {
            return false;
        }
    }
}
