package io.github.geminiroutes.prompt;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.template.Message;
import io.github.geminiroutes.template.Message.Media;
import io.github.geminiroutes.template.Message.Role;
import io.github.geminiroutes.template.Message.Section;
import io.github.geminiroutes.template.Message.Text;
import io.github.geminiroutes.template.Rendered;
import java.util.List;
import java.util.Locale;

/**
 * Makes the turns of a template a request. Turns of the system become the system instruction. A
 * file is an attachment at its place in a turn.
 */
final class TurnsOfRequest {

    private final ObjectMapper mapper;
    private final AttachmentSearch attachments;

    /**
     * @param attachments those before the text; those within it are added
     */
    TurnsOfRequest(ObjectMapper mapper, AttachmentSearch attachments) {
        this.mapper = mapper;
        this.attachments = attachments;
    }

    /**
     * @param system the head's system instruction, which precedes the turns' own; or null
     * @param mayBeBlank whether something is put into the first turn later
     */
    ObjectNode request(List<Message> messages, String system, boolean mayBeBlank) {
        ObjectNode request = mapper.createObjectNode();
        ArrayNode contents = mapper.createArrayNode();
        ArrayNode instruction = mapper.createArrayNode();
        if (system != null) {
            instruction.addObject().put("text", system);
        }
        boolean hasTurns = messages.stream().anyMatch(message -> message.role() != Role.SYSTEM);
        // The attachments are the question, and the system instruction or the schema says which.
        if (!hasTurns && (mayBeBlank || !attachments.found().isEmpty())) {
            contents.addObject().put("role", "user").putArray("parts");
        }
        for (Message message : messages) {
            ArrayNode parts = parts(message);
            if (message.role() == Role.SYSTEM) {
                instruction.addAll(parts);
            } else if (!parts.isEmpty()) {
                contents.addObject()
                        .put("role", message.role().name().toLowerCase(Locale.ROOT))
                        .set("parts", parts);
            }
        }
        if (contents.isEmpty()) {
            throw new InvalidPromptException(
                    messages.isEmpty()
                            ? "the prompt is empty: write the question into it"
                            : "the prompt has a turn of the system and no question: write it after"
                                    + " {{role \"user\"}}",
                    0);
        }
        request.set("contents", contents);
        if (!instruction.isEmpty()) {
            request.putObject("systemInstruction").set("parts", instruction);
        }
        return request;
    }

    /** Where the contents begin to change; null if nothing does, or the system instruction may. */
    static Filled.Place changing(Rendered rendered) {
        Rendered.Place place = rendered.changing();
        List<Message> messages = rendered.messages();
        if (place == null
                || messages.stream()
                        .skip(place.message())
                        .anyMatch(message -> message.role() == Role.SYSTEM)) {
            return null;
        }
        long turn =
                messages.stream()
                        .limit(place.message())
                        .filter(message -> message.role() != Role.SYSTEM)
                        .filter(message -> sent(message, message.parts().size()) > 0)
                        .count();
        long part =
                place.message() < messages.size()
                        ? sent(messages.get(place.message()), place.part())
                        : 0;
        return new Filled.Place((int) turn, (int) part, place.offset());
    }

    /** How many of its first parts are sent. */
    private static long sent(Message message, int first) {
        return message.parts().stream()
                .limit(first)
                .filter(part -> !(part instanceof Section))
                .count();
    }

    private ArrayNode parts(Message message) {
        ArrayNode parts = mapper.createArrayNode();
        for (Message.Part part : message.parts()) {
            if (part instanceof Text text) {
                parts.addObject().put("text", whole(text.text()));
            } else if (part instanceof Media media) {
                if (message.role() == Role.SYSTEM) {
                    throw new InvalidPromptException(
                            "'%s' is in a turn of the system, which takes text only: put it after"
                                            .formatted(Excerpt.of(media.url()))
                                    + " {{role \"user\"}}",
                            0);
                }
                parts.add(MediaPart.of(media, attachments));
            }
            // A section is a place for programs that fill it; here it only separates two texts.
        }
        return parts;
    }

    private static String whole(String text) {
        if (Utf8Text.hasHalfCharacter(text)) {
            throw new InvalidPromptException(
                    "the prompt contains half of a character (a lone surrogate): remove it", 0);
        }
        return text;
    }
}
