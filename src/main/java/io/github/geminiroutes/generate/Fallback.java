package io.github.geminiroutes.generate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.support.GeminiJson;
import java.util.List;

/**
 * A model that was to answer and could not, so that another was asked.
 *
 * @param model the model
 * @param reason why it could not
 */
public record Fallback(String model, Failure reason) {

    /** For the record of an answer or a failure: model, class and message of each, in order. */
    public static ArrayNode json(List<Fallback> fallbacks) {
        ArrayNode json = GeminiJson.MAPPER.createArrayNode();
        for (Fallback fallback : fallbacks) {
            json.addObject()
                    .put("model", fallback.model)
                    .put("class", fallback.reason.kind().id())
                    .put("message", fallback.reason.message());
        }
        return json;
    }
}
