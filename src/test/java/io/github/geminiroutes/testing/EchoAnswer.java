package io.github.geminiroutes.testing;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** The answer of a model that repeats the prompt, so that a checker can tell whose answer it is. */
final class EchoAnswer {
    static final String PREFIX = "Answer to: ";
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private EchoAnswer() {}

    static Reply to(PromptRequest request, long number) {
        String text = PREFIX + request.prompt();
        ObjectNode body = NODES.objectNode();
        body.putArray("candidates").add(candidate(text));
        body.set(
                "usageMetadata", usage(request.inputTokens(), PromptRequest.tokens(text.length())));
        body.put("modelVersion", request.model());
        body.put("responseId", "echo-" + number);
        return new Reply.Whole(200, body.toString(), true, Map.of());
    }

    private static ObjectNode candidate(String text) {
        ObjectNode content = NODES.objectNode();
        content.putArray("parts").addObject().put("text", text);
        content.put("role", "model");
        ObjectNode candidate = NODES.objectNode();
        candidate.set("content", content);
        return candidate.put("finishReason", "STOP").put("index", 0);
    }

    private static ObjectNode usage(long input, long output) {
        return NODES.objectNode()
                .put("promptTokenCount", input)
                .put("candidatesTokenCount", output)
                .put("totalTokenCount", input + output);
    }
}
