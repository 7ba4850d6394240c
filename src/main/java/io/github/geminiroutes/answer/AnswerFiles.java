package io.github.geminiroutes.answer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.answer.AnswerPart.Code;
import io.github.geminiroutes.answer.AnswerPart.CodeResult;
import io.github.geminiroutes.answer.AnswerPart.FunctionCall;
import io.github.geminiroutes.answer.AnswerPart.Media;
import io.github.geminiroutes.answer.AnswerPart.Other;
import io.github.geminiroutes.answer.AnswerPart.Text;
import io.github.geminiroutes.prompt.OutputFormat;
import io.github.geminiroutes.support.GeminiJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The files of an answer, each in its own type: the words, or the JSON that was asked for; function
 * calls, and code with what it printed, as JSON; pictures and sounds. The chosen candidate's come
 * first.
 */
public final class AnswerFiles {

    private AnswerFiles() {}

    /**
     * The files of all candidates; at least one.
     *
     * @param expected the format that the prompt asks for
     */
    public static List<AnswerFile> of(Answer answer, OutputFormat expected) {
        List<AnswerFile> files = new ArrayList<>();
        add(files, answer.chosen(), expected);
        answer.further().forEach(candidate -> add(files, candidate, expected));
        return List.copyOf(files);
    }

    private static void add(List<AnswerFile> files, Candidate candidate, OutputFormat expected) {
        int before = files.size();
        int index = candidate.index();
        List<AnswerPart> parts = candidate.parts();
        if (hasWords(parts)) {
            String text = candidate.text();
            files.add(
                    expected.isJson()
                            ? AnswerFile.json(index, text)
                            : AnswerFile.words(index, text));
        }
        String data = data(parts);
        if (!data.isEmpty()) {
            files.add(AnswerFile.json(index, data));
        }
        media(parts).forEach(media -> files.add(AnswerFile.media(index, media)));
        if (files.size() == before) {
            files.add(AnswerFile.words(index, candidate.text()));
        }
    }

    private static boolean hasWords(List<AnswerPart> parts) {
        for (AnswerPart part : parts) {
            if (part instanceof Text && part.isContent()) {
                return true;
            }
        }
        return false;
    }

    /** Function calls alone as they are; with anything else the parts as the API writes them. */
    private static String data(List<AnswerPart> parts) {
        ArrayNode data = GeminiJson.MAPPER.createArrayNode();
        boolean isOfCalls = true;
        for (AnswerPart part : parts) {
            if (!part.isContent()) {
                continue;
            }
            if (part instanceof FunctionCall function) {
                data.addObject().set("functionCall", function.call());
            } else if (part instanceof Code code) {
                data.addObject()
                        .putObject("executableCode")
                        .put("language", code.language().toUpperCase(Locale.ROOT))
                        .put("code", code.code());
                isOfCalls = false;
            } else if (part instanceof CodeResult result) {
                ObjectNode printed = data.addObject().putObject("codeExecutionResult");
                printed.put("outcome", result.outcome()).put("output", result.output());
                isOfCalls = false;
            } else if (part instanceof Other other) {
                data.add(other.part());
                isOfCalls = false;
            }
        }
        return data.isEmpty() ? "" : isOfCalls ? PartText.functionCalls(parts) : data.toString();
    }

    /** What the model made on the way counts only where nothing came of it: the last then. */
    private static List<MediaData> media(List<AnswerPart> parts) {
        List<MediaData> found = new ArrayList<>();
        MediaData interim = null;
        for (AnswerPart part : parts) {
            if (part instanceof Media media && media.isContent()) {
                if (media.isInterim()) {
                    interim = media.data();
                } else {
                    found.add(media.data());
                }
            }
        }
        return found.isEmpty() && interim != null ? List.of(interim) : found;
    }
}
