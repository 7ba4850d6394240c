package io.github.geminiroutes.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.Sha256;
import java.io.UncheckedIOException;
import java.time.Instant;

/**
 * Something that ended, as a CloudEvent 1.0 (https://github.com/cloudevents/spec). It holds names,
 * places and figures, and never the text of a prompt or an answer.
 *
 * @param type what it tells
 * @param subject what ended: the prompt's name, the key of a message, the name of a job
 * @param time when
 * @param data the further fields
 */
public record Event(EventType type, String subject, Instant time, ObjectNode data) {

    /** The content type of a CloudEvent that is one JSON object. */
    public static final String CONTENT_TYPE = "application/cloudevents+json; charset=UTF-8";

    static final String PLACE = "place";
    static final String PROMPT = "prompt";

    private static final String SOURCE = "/gemini-routes";
    private static final int ID_BYTES = 16;

    /** An event about a prompt, a message or a file of rows. */
    public static Event ofPrompt(EventType type, String prompt, String outcome, Instant time) {
        ObjectNode data = GeminiJson.MAPPER.createObjectNode();
        data.put(PROMPT, prompt).put("outcome", outcome);
        data.putNull("task").putNull("model").putNull("costUsd");
        return new Event(type, prompt, time, data);
    }

    /**
     * A batch job ended.
     *
     * @param job its display name, which is unique
     * @param outcome its last state, in lower case
     * @param counts figures such as how many requests were answered; added to the data
     */
    public static Event ofBatchJob(
            String job, String outcome, String model, ObjectNode counts, Instant time) {
        ObjectNode data = GeminiJson.MAPPER.createObjectNode();
        data.put("job", job).put("outcome", outcome).put("model", model);
        data.setAll(counts);
        return new Event(EventType.BATCH_JOB_ENDED, job, time, data);
    }

    /**
     * The event as one line of JSON. Its id is made of what it tells: an event that is written
     * again after a kill has the same id, by which a receiver recognises it.
     */
    byte[] toJson() {
        ObjectNode json = GeminiJson.MAPPER.createObjectNode();
        json.put("specversion", "1.0");
        json.put("id", Sha256.hex(type + "\0" + subject + '\0' + time, ID_BYTES));
        json.put("source", SOURCE);
        json.put("type", type.attribute());
        json.put("subject", subject);
        json.put("time", time.toString());
        json.put("datacontenttype", "application/json");
        json.set("data", data);
        try {
            return GeminiJson.MAPPER.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("A tree cannot be written to memory", e);
        }
    }
}
