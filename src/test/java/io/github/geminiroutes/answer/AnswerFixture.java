package io.github.geminiroutes.answer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.prompt.OutputFormat;
import io.github.geminiroutes.support.GeminiJson;
import java.nio.charset.StandardCharsets;

/** Answers as they are read from a response. */
public final class AnswerFixture {

    private AnswerFixture() {}

    /**
     * @param version the version that answered; null if the response names none
     * @param id the id of the response; null if it names none
     */
    public static Answer of(
            String text, long input, long output, long thinking, String version, String id) {
        ObjectNode response = GeminiJson.MAPPER.createObjectNode();
        ObjectNode candidate = response.putArray("candidates").addObject();
        candidate.putObject("content").putArray("parts").addObject().put("text", text);
        candidate.put("finishReason", "STOP");
        response.putObject("usageMetadata")
                .put("promptTokenCount", input)
                .put("candidatesTokenCount", output)
                .put("thoughtsTokenCount", thinking)
                .put("totalTokenCount", input + output + thinking);
        response.put("modelVersion", version).put("responseId", id);
        return new AnswerReader()
                .read(response.toString().getBytes(StandardCharsets.UTF_8), OutputFormat.TEXT);
    }
}
