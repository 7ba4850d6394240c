package io.github.geminiroutes.answer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.github.geminiroutes.answer.AnswerPart.Code;
import io.github.geminiroutes.answer.AnswerPart.CodeResult;
import io.github.geminiroutes.answer.AnswerPart.FunctionCall;
import io.github.geminiroutes.answer.AnswerPart.Text;
import io.github.geminiroutes.answer.AnswerPart.Thought;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.KeyMask;
import java.util.List;

/** The parts of a candidate as one text. */
final class PartText {

    private static final String FENCE = "```";

    private PartText() {}

    /** The words alone, joined without a separator. */
    static String words(List<AnswerPart> parts) {
        StringBuilder text = new StringBuilder();
        for (AnswerPart part : parts) {
            if (part instanceof Text words) {
                text.append(words.text());
            }
        }
        return withoutKey(text.toString());
    }

    static String thoughts(List<AnswerPart> parts) {
        StringBuilder text = new StringBuilder();
        for (AnswerPart part : parts) {
            if (part instanceof Thought thought) {
                text.append(thought.text());
            }
        }
        return withoutKey(text.toString());
    }

    /** The words, the code that was run, and what it printed, as Markdown. */
    static String markdown(List<AnswerPart> parts) {
        StringBuilder text = new StringBuilder();
        for (AnswerPart part : parts) {
            if (part instanceof Text words) {
                text.append(words.text());
            } else if (part instanceof Code code) {
                addBlock(text, code.language(), code.code());
            } else if (part instanceof CodeResult result) {
                addBlock(text, "", result.output());
            }
        }
        return withoutKey(text.toString());
    }

    /** The calls of functions as JSON: the one, or a list of several; empty if there is none. */
    static String functionCalls(List<AnswerPart> parts) {
        ArrayNode calls = GeminiJson.MAPPER.createArrayNode();
        for (AnswerPart part : parts) {
            if (part instanceof FunctionCall function) {
                calls.add(function.call());
            }
        }
        return calls.isEmpty()
                ? ""
                : withoutKey((calls.size() == 1 ? calls.get(0) : calls).toString());
    }

    /** Of a key, each part may hold a piece, and an escape of JSON may hide another escape. */
    private static String withoutKey(String text) {
        return KeyMask.byValue(text);
    }

    private static void addBlock(StringBuilder text, String language, String content) {
        if (content.isEmpty()) {
            return;
        }
        if (!text.isEmpty() && text.charAt(text.length() - 1) != '\n') {
            text.append('\n');
        }
        String fence = fence(content);
        text.append(fence).append(language).append('\n').append(content);
        if (!content.endsWith("\n")) {
            text.append('\n');
        }
        text.append(fence).append('\n');
    }

    /** Longer than each run of backticks within. */
    private static String fence(String content) {
        int longest = 0;
        int run = 0;
        for (int i = 0; i < content.length(); i++) {
            run = content.charAt(i) == '`' ? run + 1 : 0;
            longest = Math.max(longest, run);
        }
        return "`".repeat(Math.max(FENCE.length(), longest + 1));
    }
}
