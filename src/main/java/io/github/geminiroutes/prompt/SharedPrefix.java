package io.github.geminiroutes.prompt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The beginning that a prompt shares with others: the system instruction, the tools, and the
 * contents up to a place. Google can keep it in a cache of its own.
 *
 * @param turn the index of the first turn that is not all shared
 * @param part the index of its first part that is not all shared
 * @param offset how many characters of that part's text are shared
 * @param isForced whether a cache is made without asking whether it pays
 * @param waiting how many prompts with this beginning are still to come, as far as can be told; to
 *     be asked seldom
 */
public record SharedPrefix(int turn, int part, int offset, boolean isForced, LongSupplier waiting) {

    /** What a request that names a cache must not have itself. */
    private static final Set<String> IN_CACHE =
            Set.of("systemInstruction", "system_instruction", "tools", "toolConfig", "tool_config");

    private static final String CONTENTS = "contents";
    private static final String PARTS = "parts";
    private static final String TEXT = "text";

    /**
     * What is shared, as a prompt of its own.
     *
     * @return null if nothing is
     */
    public Prompt of(Prompt whole) {
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        whole.request()
                .properties()
                .forEach(
                        field -> {
                            if (IN_CACHE.contains(field.getKey())) {
                                request.set(field.getKey(), field.getValue());
                            }
                        });
        ArrayNode contents = contents(whole, true);
        List<Attachment> attachments = new ArrayList<>(whole.attachments());
        List<Attachment> placed = RequestEncoder.placed(contents(whole, false));
        attachments.removeIf(one -> placed.stream().anyMatch(other -> other == one));
        if (contents.isEmpty() && !attachments.isEmpty()) {
            // Attachments without a place precede the parts of a turn.
            contents.addObject().put("role", "user").putArray(PARTS);
        }
        if (contents.isEmpty() && request.isEmpty()) {
            return null;
        }
        if (!contents.isEmpty()) {
            request.set(CONTENTS, contents);
        }
        return whole.with(request, attachments);
    }

    /**
     * What is sent of a prompt whose beginning is in a cache.
     *
     * @param cache the name that Google gave it
     */
    public Prompt rest(Prompt whole, String cache) {
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        request.setAll(whole.request());
        request.remove(IN_CACHE);
        ArrayNode contents = contents(whole, false);
        request.set(CONTENTS, contents);
        request.put("cachedContent", cache);
        return whole.with(request, RequestEncoder.placed(contents));
    }

    /** The turns before the place, or from there on. */
    private ArrayNode contents(Prompt whole, boolean isBefore) {
        ArrayNode contents = JsonNodeFactory.instance.arrayNode();
        int at = 0;
        for (JsonNode content : whole.request().path(CONTENTS)) {
            if (at == turn) {
                ObjectNode cut = JsonNodeFactory.instance.objectNode();
                cut.setAll((ObjectNode) content);
                ArrayNode parts = parts(content.path(PARTS), isBefore);
                cut.set(PARTS, parts);
                if (!parts.isEmpty()) {
                    contents.add(cut);
                }
            } else if (at < turn == isBefore) {
                contents.add(content);
            }
            at++;
        }
        return contents;
    }

    private ArrayNode parts(JsonNode all, boolean isBefore) {
        ArrayNode parts = JsonNodeFactory.instance.arrayNode();
        int at = 0;
        for (JsonNode one : all) {
            if (at == part && offset > 0) {
                String text = one.path(TEXT).asText();
                ObjectNode cut = JsonNodeFactory.instance.objectNode();
                cut.setAll((ObjectNode) one);
                cut.put(TEXT, isBefore ? text.substring(0, offset) : text.substring(offset));
                parts.add(cut);
            } else if (at < part == isBefore) {
                parts.add(one);
            }
            at++;
        }
        return parts;
    }
}
