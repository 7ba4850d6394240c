package io.github.geminiroutes.usage;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The last calls of the usage log, by the ids of their responses. A process that is killed between
 * the line of an answer and its record leaves a line for an answer that is delivered again: that is
 * paid for once. Not thread-safe.
 */
final class CallIds {

    /** More than a kill leaves between a line and its double. */
    private static final int MOST = 16_384;

    private final Set<String> known = new LinkedHashSet<>();

    /**
     * Notes a call. An answer that some proxy gives an id for ever is another one by its prompt and
     * its tokens.
     *
     * @param id of the response; null if it has none, as in lines of older versions
     * @return whether it is another one than the last calls
     */
    boolean add(String id, String prompt, long tokens) {
        if (id == null) {
            return true;
        }
        boolean isNew = known.add(id + '\n' + tokens + '\n' + prompt);
        if (known.size() > MOST) {
            known.remove(known.iterator().next());
        }
        return isNew;
    }

    /** Notes the call of a line. */
    boolean add(JsonNode call) {
        return add(
                call.path("responseId").textValue(),
                call.path("prompt").asText(),
                call.path("totalTokens").asLong());
    }
}
