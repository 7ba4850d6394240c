package io.github.geminiroutes.prompt;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

/**
 * How many schemas one value of an answer is validated against, references followed: two references
 * in each of 40 definitions make a thousand billion. References below a property or an item do not
 * count, because each needs a value of its own.
 */
final class SchemaSize {

    private static final Set<String> REFERENCES = Set.of("$ref", "$dynamicRef", "$recursiveRef");

    /** Keywords whose schemas apply to the same value. */
    private static final Set<String> IN_PLACE =
            Set.of("allOf anyOf oneOf not if then else propertyNames".split(" "));

    private static final Set<String> BY_NAME = Set.of("dependentSchemas", "dependencies");

    /** Each link takes some of the stack, in the library, too. */
    private static final int LONGEST_CHAIN = 200;

    private static final long UNDER_WAY = 1;

    private final JsonNode root;
    private final Map<String, JsonNode> anchors = new HashMap<>();
    private final Map<JsonNode, Long> known = new IdentityHashMap<>();
    private long largest;
    private int chain;

    private SchemaSize(JsonNode root) {
        this.root = root;
    }

    /** The largest number for any value; at most {@link Integer#MAX_VALUE}. */
    static long of(JsonNode root) {
        SchemaSize size = new SchemaSize(root);
        size.collectAnchors(root);
        size.visit(root);
        return size.largest;
    }

    private void collectAnchors(JsonNode node) {
        for (String keyword : new String[] {"$anchor", "$dynamicAnchor"}) {
            if (node.path(keyword).isTextual()) {
                anchors.putIfAbsent(node.get(keyword).textValue(), node);
            }
        }
        node.forEach(this::collectAnchors);
    }

    private void visit(JsonNode node) {
        if (node.isObject()) {
            largest = Math.max(largest, at(node));
        }
        node.forEach(this::visit);
    }

    private long at(JsonNode schema) {
        if (chain > LONGEST_CHAIN) {
            largest = Integer.MAX_VALUE;
            return 1;
        }
        Long before = known.putIfAbsent(schema, UNDER_WAY);
        if (before != null) {
            return before;
        }
        long size = 1;
        for (var keyword : schema.properties()) {
            JsonNode value = keyword.getValue();
            if (REFERENCES.contains(keyword.getKey()) && value.isTextual()) {
                size += target(value.textValue());
            } else if (IN_PLACE.contains(keyword.getKey())) {
                size += at(value);
            } else if (BY_NAME.contains(keyword.getKey())) {
                size += sum(value);
            }
        }
        size += schema.isArray() ? sum(schema) : 0;
        size = Math.min(size, Integer.MAX_VALUE);
        known.put(schema, size);
        return size;
    }

    private long sum(JsonNode schemas) {
        long size = 0;
        for (JsonNode schema : schemas) {
            size += at(schema);
        }
        return size;
    }

    private long target(String reference) {
        String fragment = decoded(reference.substring(reference.indexOf('#') + 1));
        JsonNode target = anchors.get(fragment);
        if (target == null && (fragment.isEmpty() || fragment.startsWith("/"))) {
            target = root.at(fragment);
        }
        if (target == null || target.isMissingNode()) {
            return 1;
        }
        chain++;
        long size = at(target);
        chain--;
        return size;
    }

    private static String decoded(String fragment) {
        try {
            return URLDecoder.decode(fragment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // A lone percent sign is no code: the library reads it as it is, too.
            return fragment;
        }
    }
}
