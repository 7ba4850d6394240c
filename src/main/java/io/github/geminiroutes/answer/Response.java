package io.github.geminiroutes.answer;

import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.ServerName;
import io.github.geminiroutes.support.SingleLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The body of a response with code 200: the JSON, as it came and parsed. Names of the server have
 * passed {@link ServerName}.
 */
public final class Response {

    /** Each becomes a file of its own; a megabyte could name tens of thousands. */
    private static final int MOST_MEDIA = 1_000;

    private static final ObjectReader READER =
            GeminiJson.MAPPER.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final int LONGEST_MESSAGE = 300;

    private static final Set<String> FIELDS =
            Set.of(
                    "candidates",
                    "promptFeedback",
                    "usageMetadata",
                    "modelVersion",
                    "responseId",
                    "createTime",
                    "modelStatus");

    /** EF BB BF; Windows and some proxies write it. */
    private static final String BYTE_ORDER_MARK = "\ufeff";

    private final byte[] body;
    private final ObjectNode json;
    private final boolean isWrapped;
    private final Usage usage;
    private final Map<JsonNode, MediaData> media;
    private final boolean isUsageCredible;
    private final String modelVersion;
    private final String responseId;
    private final String serviceTier;

    private Response(
            byte[] body, ObjectNode json, boolean isWrapped, Map<JsonNode, MediaData> media) {
        this.media = media;
        this.body = body;
        this.json = json;
        this.isWrapped = isWrapped;
        JsonNode metadata = json.path("usageMetadata");
        this.isUsageCredible = UsageBounds.hold(metadata);
        this.usage = isUsageCredible ? Usage.of(metadata, json.path("candidates")) : Usage.NONE;
        this.modelVersion = ServerName.of(json.path("modelVersion").asText(null));
        this.responseId = ServerName.of(json.path("responseId").asText(null));
        this.serviceTier = ServerName.of(metadata.path("serviceTier").asText(null));
    }

    /**
     * Parses a body.
     *
     * @throws GeminiException if it is cut, is not a JSON object, or is over a bound of ours
     */
    public static Response parse(byte[] body) {
        JsonNode node;
        List<JsonText> texts;
        try (MediaParser parser = new MediaParser(body)) {
            node = READER.readTree(parser);
            texts = parser.texts();
        } catch (StreamConstraintsException e) {
            throw failure(FailureKind.OVER_LIMIT, "The answer as JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw failure(FailureKind.MALFORMED_ANSWER, "The answer is cut or is not JSON");
        }
        // Streaming endpoints and some proxies wrap the one answer in an array.
        boolean isWrapped = node != null && node.isArray() && node.size() == 1;
        JsonNode response = isWrapped ? node.get(0) : node;
        if (response instanceof ObjectNode object) {
            return new Response(body, object, isWrapped, media(object, texts));
        }
        throw failure(FailureKind.MALFORMED_ANSWER, "The answer is not a JSON object");
    }

    /** The media of the candidates, by the object that names them. */
    private static Map<JsonNode, MediaData> media(ObjectNode json, List<JsonText> texts) {
        if (texts.isEmpty()) {
            return Map.of();
        }
        if (texts.size() > MOST_MEDIA) {
            throw failure(
                    FailureKind.OVER_LIMIT,
                    "The answer has more than " + MOST_MEDIA + " pictures, sounds or other media");
        }
        Map<JsonNode, MediaData> media = new IdentityHashMap<>();
        try {
            for (JsonNode candidate : json.path("candidates")) {
                for (JsonNode part : candidate.path("content").path("parts")) {
                    JsonNode text = part.path(MediaParser.HOLDER).path(MediaParser.DATA);
                    if (text.isTextual()) {
                        ObjectNode holder = (ObjectNode) part.get(MediaParser.HOLDER);
                        JsonText bytes = texts.get(Integer.parseInt(text.textValue()));
                        media.put(holder, MediaData.of(bytes, holder));
                    }
                }
            }
        } catch (IOException e) {
            throw failure(FailureKind.MALFORMED_ANSWER, "The answer has media that are no Base64");
        }
        return media;
    }

    private static GeminiException failure(FailureKind kind, String message) {
        return new GeminiException(new Failure(kind, 200, null, message, List.of(), null, null));
    }

    JsonNode field(String name) {
        return json.path(name);
    }

    /** The body as it came, in UTF-8. Not to be changed. */
    public byte[] body() {
        return body;
    }

    /** What an object {@code inlineData} of a candidate holds; null if nothing. */
    MediaData media(JsonNode holder) {
        return media.get(holder);
    }

    /** Whether it can be from Gemini: it is empty, or has a field of its responses. */
    public boolean isGeminis() {
        return json.isEmpty() || FIELDS.stream().anyMatch(json::has);
    }

    /** What the call used; all zero if the response does not say, or says what cannot be. */
    public Usage usage() {
        return usage;
    }

    /** Whether the response says what the call used, in numbers that can be true. */
    public boolean namesUsage() {
        return isUsageCredible && json.path("usageMetadata").isObject();
    }

    /** Whether the response says that the call used what no call can use. */
    public boolean namesIncredibleUsage() {
        return !isUsageCredible;
    }

    /** {@code usageMetadata}, with all its fields; an empty object if the response has none. */
    public ObjectNode usageMetadata() {
        return json.path("usageMetadata") instanceof ObjectNode metadata
                ? metadata
                : GeminiJson.MAPPER.createObjectNode();
    }

    /** The version that answered; null if not named. */
    public String modelVersion() {
        return modelVersion;
    }

    /** The id of the response; null if not named. */
    public String responseId() {
        return responseId;
    }

    /** The tier that the call was served in, as the server spells it; null if not named. */
    public String serviceTier() {
        return serviceTier;
    }

    /** What Google calls the model's age, such as {@code DEPRECATED}; empty if not named. */
    public String modelStage() {
        String stage = ServerName.of(modelStatus().path("modelStage").asText(null));
        return stage == null ? "" : stage;
    }

    /** When the model will be retired; null if not named. */
    public String modelRetirement() {
        return ServerName.of(modelStatus().path("retirementTime").asText(null));
    }

    /** What Google says about the model's age, one line; null if nothing. */
    public String modelStatusMessage() {
        String message = modelStatus().path("message").asText("");
        return message.isBlank() ? null : SingleLine.shortened(message, LONGEST_MESSAGE);
    }

    private JsonNode modelStatus() {
        return json.path("modelStatus");
    }

    /** How many candidates there are, usable or not. */
    public int candidates() {
        return json.path("candidates").size();
    }

    /**
     * Puts the response into a record: as it came, or with a note in place of the bytes of its
     * media, which are in files of their own.
     */
    public void addTo(ObjectNode record, String field) {
        if (media.isEmpty()) {
            record.putRawValue(field, raw());
        } else {
            record.set(field, json.deepCopy());
        }
    }

    /**
     * The JSON as it came, to be written as it is: each number with the digits it had, unknown
     * fields included.
     */
    public RawValue raw() {
        String text = new String(body, StandardCharsets.UTF_8);
        if (isWrapped || text.indexOf('\0') >= 0) {
            // A zero byte: UTF-16 or UTF-32, which the parser detects.
            return new RawValue(json.toString());
        }
        return new RawValue(
                text.startsWith(BYTE_ORDER_MARK) ? text.substring(1).strip() : text.strip());
    }
}
