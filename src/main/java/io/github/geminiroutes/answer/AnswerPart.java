package io.github.geminiroutes.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.support.BlankText;
import io.github.geminiroutes.support.ServerName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** One part of a candidate, by what it is. */
public sealed interface AnswerPart {

    /** Whether the part alone is an answer. */
    boolean isContent();

    /** Words of the answer. */
    record Text(String text) implements AnswerPart {
        @Override
        public boolean isContent() {
            return !BlankText.isBlank(text);
        }
    }

    /** What the model thought, which is never the answer. */
    record Thought(String text) implements AnswerPart {
        @Override
        public boolean isContent() {
            return false;
        }
    }

    /**
     * Code that the model ran.
     *
     * @param language in lower case; empty if not named
     */
    record Code(String language, String code) implements AnswerPart {
        @Override
        public boolean isContent() {
            return !BlankText.isBlank(code);
        }
    }

    /**
     * What the code printed.
     *
     * @param outcome such as {@code OUTCOME_OK}; null if not named
     */
    record CodeResult(String outcome, String output) implements AnswerPart {
        @Override
        public boolean isContent() {
            return !BlankText.isBlank(output);
        }
    }

    /**
     * A picture, sound or other file within the answer.
     *
     * @param data the bytes; null if there are none
     * @param isInterim whether the model made it on the way to another one
     */
    record Media(MediaData data, boolean isInterim) implements AnswerPart {

        @Override
        public boolean isContent() {
            return data != null && !data.isEmpty();
        }
    }

    /** A call of a function of the request, as it came. */
    record FunctionCall(JsonNode call) implements AnswerPart {
        @Override
        public boolean isContent() {
            return true;
        }
    }

    /** Something else, such as a file that the server keeps. */
    record Other(JsonNode part) implements AnswerPart {

        /** These say something about a part, and are none. */
        private static final Set<String> REMARKS =
                Set.of(
                        "text",
                        "thought",
                        "thoughtSignature",
                        "partMetadata",
                        "videoMetadata",
                        "mediaResolution");

        /** Whether a field of a part only says something about it. */
        static boolean isRemark(String field) {
            return REMARKS.contains(field);
        }

        @Override
        public boolean isContent() {
            for (var field : part.properties()) {
                if (!isRemark(field.getKey()) && !field.getValue().isEmpty()) {
                    return true;
                }
            }
            return false;
        }
    }

    /**
     * The parts of a candidate's content; empty if it is no list.
     *
     * @param response that they are from
     */
    static List<AnswerPart> of(JsonNode parts, Response response) {
        List<AnswerPart> known = new ArrayList<>();
        if (parts.isArray()) {
            for (JsonNode part : parts) {
                known.add(one(part, response));
            }
        }
        return List.copyOf(known);
    }

    private static AnswerPart one(JsonNode part, Response response) {
        boolean isThought = part.path("thought").asBoolean();
        JsonNode inline = part.path(MediaParser.HOLDER);
        if (inline.isObject()) {
            return new Media(response.media(inline), isThought);
        }
        if (isThought) {
            return new Thought(part.path("text").asText(""));
        }
        if (part.path("functionCall") instanceof ObjectNode call && !call.isEmpty()) {
            return new FunctionCall(call);
        }
        JsonNode code = part.path("executableCode");
        if (code.isObject()) {
            return new Code(language(code), code.path("code").asText(""));
        }
        JsonNode result = part.path("codeExecutionResult");
        if (result.isObject()) {
            return new CodeResult(
                    ServerName.of(result.path("outcome").textValue()),
                    result.path("output").asText(""));
        }
        return part.path("text").isValueNode() && !part.path("text").isNull()
                ? new Text(part.path("text").asText())
                : new Other(part);
    }

    private static String language(JsonNode code) {
        String language = code.path("language").asText("").toLowerCase(Locale.ROOT);
        return language.matches("[a-z0-9]{1,20}") ? language : "";
    }
}
