package io.github.geminiroutes.prompt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.support.BlankText;
import io.github.geminiroutes.support.JsonWeight;
import java.util.List;

/**
 * A prompt: a request without the bytes of its attachments. Immutable by convention: the request
 * does not change once the prompt exists.
 *
 * @param model the model's name without {@code models/}, or null for the default model
 * @param request a {@code GenerateContentRequest} as JSON, without the attachments
 * @param attachments the files to send along, in order
 * @param output the format of the answer
 * @param outputFile how the answer is called, a path below the outbox; null for its usual name
 * @param lane how it is to be served
 * @param prefix the beginning that it shares with others; null if it shares none
 */
public record Prompt(
        String model,
        ObjectNode request,
        List<Attachment> attachments,
        OutputFormat output,
        String outputFile,
        Lane lane,
        SharedPrefix prefix) {

    private static final long WEIGHT_OF_NODE = 2L * JsonWeight.PER_TOKEN / JsonWeight.PER_BYTE;

    public Prompt {
        attachments = List.copyOf(attachments);
    }

    /** A prompt that shares its beginning with no other. */
    public Prompt(
            String model,
            ObjectNode request,
            List<Attachment> attachments,
            OutputFormat output,
            String outputFile,
            Lane lane) {
        this(model, request, attachments, output, outputFile, lane, null);
    }

    /** A prompt whose answer has its usual name, and that does not say how it is to be served. */
    public Prompt(
            String model, ObjectNode request, List<Attachment> attachments, OutputFormat output) {
        this(model, request, attachments, output, null);
    }

    /** The same prompt with another request, which shares nothing. */
    public Prompt with(ObjectNode newRequest, List<Attachment> newAttachments) {
        return new Prompt(model, newRequest, newAttachments, output, outputFile, lane);
    }

    /** A prompt that does not say how it is to be served. */
    public Prompt(
            String model,
            ObjectNode request,
            List<Attachment> attachments,
            OutputFormat output,
            String outputFile) {
        this(model, request, attachments, output, outputFile, Lane.UNSAID);
    }

    /**
     * How many bytes of plain text take as much memory as the request, without its attachments. A
     * template of a kilobyte may make a request of the largest size.
     */
    public long weight() {
        return weight(request);
    }

    private static long weight(JsonNode node) {
        long weight = WEIGHT_OF_NODE + (node.isTextual() ? Utf8Text.length(node.textValue()) : 0);
        for (JsonNode child : node) {
            weight += weight(child);
        }
        return weight;
    }

    /** Whether an earlier answer to the same request will do. */
    public boolean mayBeCached() {
        return lane.mayBeCached();
    }

    /** The same prompt, to be served in another way. */
    public Prompt in(Lane newLane) {
        return newLane.isSame(lane)
                ? this
                : new Prompt(model, request, attachments, output, outputFile, newLane, prefix);
    }

    /** The same prompt, whose beginning is that of others. */
    public Prompt sharing(SharedPrefix newPrefix) {
        return new Prompt(model, request, attachments, output, outputFile, lane, newPrefix);
    }

    /**
     * A prompt that is only text, taken literally.
     *
     * @throws InvalidPromptException if the text is blank or is not valid Unicode
     */
    public static Prompt ofText(String text, ObjectMapper mapper) {
        if (text == null || BlankText.isBlank(text)) {
            throw new InvalidPromptException("the prompt is empty: write the question into it", 0);
        }
        if (Utf8Text.hasHalfCharacter(text)) {
            throw new InvalidPromptException(
                    "the prompt contains half of a character (a lone surrogate): remove it", 0);
        }
        ObjectNode request = mapper.createObjectNode();
        ObjectNode content = request.putArray("contents").addObject().put("role", "user");
        content.putArray("parts").addObject().put("text", text);
        return new Prompt(null, request, List.of(), OutputFormat.TEXT);
    }
}
