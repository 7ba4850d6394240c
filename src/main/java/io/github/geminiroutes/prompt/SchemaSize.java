package io.github.geminiroutes.prompt;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The size of a schema with its references followed: two references in each of 40 definitions make
 * a thousand billion schemas. Sizes are at most {@link Integer#MAX_VALUE}.
 *
 * @param inPlace how many schemas one value of an answer is validated against at most; those below
 *     properties and items do not count, because each needs a value of its own
 * @param all how many schemas there are, with those below properties and items
 * @param isRecursive whether a schema refers to itself, so that an answer decides how many there
 *     are
 */
record SchemaSize(long inPlace, long all, boolean isRecursive) {

    private static final Set<String> REFERENCES = Set.of("$ref", "$dynamicRef", "$recursiveRef");

    /** Keywords whose schemas apply to the same value. */
    private static final Set<String> IN_PLACE =
            Set.of("allOf anyOf oneOf not if then else propertyNames".split(" "));

    private static final Set<String> BY_NAME = Set.of("dependentSchemas", "dependencies");

    /** Each link takes some of the stack, in the library, too. */
    private static final int LONGEST_CHAIN = 200;

    private static final SchemaSize TOO_LARGE =
            new SchemaSize(Integer.MAX_VALUE, Integer.MAX_VALUE, true);

    static SchemaSize of(JsonNode root) {
        try {
            return new Walk(root).size();
        } catch (StackOverflowError e) {
            return TOO_LARGE;
        }
    }

    private static final class Walk {

        private static final long UNDER_WAY = -1;

        private final JsonNode root;
        private final Map<String, List<JsonNode>> anchors = new HashMap<>();

        /** For each mapping the schema with an {@code $id} that its references start from. */
        private final Map<JsonNode, JsonNode> bases = new IdentityHashMap<>();

        private Map<JsonNode, Long> known = new IdentityHashMap<>();
        private boolean isInPlace;
        private boolean isRecursive;
        private int chain;

        Walk(JsonNode root) {
            this.root = root;
        }

        SchemaSize size() {
            locate(root, root);
            long all = at(root);
            isInPlace = true;
            known = new IdentityHashMap<>();
            long largest = 1;
            for (JsonNode schema : List.copyOf(bases.keySet())) {
                largest = Math.max(largest, at(schema));
            }
            return new SchemaSize(largest, all, isRecursive);
        }

        private void locate(JsonNode node, JsonNode outerBase) {
            JsonNode base = outerBase;
            if (node.isObject()) {
                String id = node.path("$id").asText();
                base = id.isEmpty() || id.startsWith("#") ? outerBase : node;
                bases.put(node, base);
                name(node, node.path("$anchor").asText());
                name(node, node.path("$dynamicAnchor").asText());
                name(node, id.startsWith("#") ? id.substring(1) : "");
            }
            for (JsonNode inner : node) {
                locate(inner, base);
            }
        }

        private void name(JsonNode node, String anchor) {
            if (!anchor.isEmpty()) {
                anchors.computeIfAbsent(anchor, key -> new ArrayList<>()).add(node);
            }
        }

        private long at(JsonNode schema) {
            if (chain > LONGEST_CHAIN) {
                return Integer.MAX_VALUE;
            }
            Long before = known.putIfAbsent(schema, UNDER_WAY);
            if (before != null && before == UNDER_WAY) {
                isRecursive |= schema.isObject();
                return 1;
            }
            if (before != null) {
                return before;
            }
            long size = 1;
            for (var keyword : schema.properties()) {
                JsonNode value = keyword.getValue();
                if (REFERENCES.contains(keyword.getKey()) && value.isTextual()) {
                    size += target(value.textValue(), bases.getOrDefault(schema, root));
                } else if (IN_PLACE.contains(keyword.getKey())) {
                    size += at(value);
                } else if (BY_NAME.contains(keyword.getKey())) {
                    size += sum(value);
                } else if (!isInPlace && value.isContainerNode()) {
                    size += at(value);
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

        /** The largest of those that a reference may mean: which one it means takes an answer. */
        private long target(String reference, JsonNode base) {
            String fragment = decoded(reference.substring(reference.indexOf('#') + 1));
            List<JsonNode> targets = new ArrayList<>(anchors.getOrDefault(fragment, List.of()));
            if (fragment.isEmpty() || fragment.startsWith("/")) {
                targets.add(base.at(fragment));
                targets.add(root.at(fragment));
            }
            chain++;
            long largest = 1;
            for (JsonNode target : targets) {
                largest = Math.max(largest, target.isMissingNode() ? 1 : at(target));
            }
            chain--;
            return largest;
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
}
