package io.github.geminiroutes.prompt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.support.Sha256;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.TreeMap;

/**
 * What two requests share that ask for the same: the digest of where they go and of the request, in
 * which the order of names, the notation of numbers and whether Google may keep it do not matter.
 * Attachments count by their content.
 */
public final class RequestKey {

    private static final String STORE = "store";

    private final RequestEncoder encoder;

    /**
     * @param encoder writes the requests; their attachments are read for it
     */
    public RequestKey(RequestEncoder encoder) {
        this.encoder = encoder;
    }

    /**
     * The key of a prompt: 64 hex digits.
     *
     * @param target where it goes: backend, account, model
     * @throws InvalidPromptException if an attachment is missing or has changed
     */
    public String of(Prompt prompt, String... target) {
        MessageDigest digest = Sha256.digest();
        for (String name : target) {
            digest.update(name.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
        }
        ObjectNode request = (ObjectNode) canonical(prompt.request());
        request.remove(STORE);
        encoder.encode(
                prompt.with(request, prompt.attachments()),
                new DigestOutputStream(OutputStream.nullOutputStream(), digest));
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The same tree with sorted names; parts that stand for attachments stay what they are. */
    private static JsonNode canonical(JsonNode node) {
        if (node.isObject()) {
            TreeMap<String, JsonNode> sorted = new TreeMap<>();
            node.properties()
                    .forEach(field -> sorted.put(field.getKey(), canonical(field.getValue())));
            return JsonNodeFactory.instance.objectNode().setAll(sorted);
        }
        if (node.isArray()) {
            ArrayNode elements = JsonNodeFactory.instance.arrayNode(node.size());
            node.forEach(element -> elements.add(canonical(element)));
            return elements;
        }
        return node.isNumber()
                ? DecimalNode.valueOf(node.decimalValue().stripTrailingZeros())
                : node;
    }
}
