package io.github.geminiroutes.prompt;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.template.Partials;

/**
 * A {@code .prompt} file of an application: compiled once, and filled with the variables of each
 * message. There are no files beside it: variables come from messages, and a variable that names a
 * file must not make it part of a request. Thread-safe.
 */
public final class HostTemplate {

    private static final String ATTACHMENTS = "attachments";
    private static final String CONFIG = "generationConfig";

    private final DotPrompt template;

    /**
     * Compiles a file.
     *
     * @param text the file's text
     * @param partials where its partials come from
     * @param mapper creates the nodes of the requests
     * @param maxRequestBytes the largest request in bytes
     * @throws InvalidPromptException if the file is broken, or names files
     */
    public HostTemplate(String text, Partials partials, ObjectMapper mapper, long maxRequestBytes) {
        template =
                new TemplatePrompt(mapper, new DocumentReader(maxRequestBytes), maxRequestBytes)
                        .read(text, partials);
        if (template.value(ATTACHMENTS) != null) {
            throw new InvalidPromptException(
                    "a template of an application has no files beside it: remove 'attachments', and"
                            + " give media as data:, gs: or https:",
                    template.line(ATTACHMENTS));
        }
    }

    /**
     * Reads variables that are written as JSON.
     *
     * @throws InvalidPromptException if the text is no JSON object
     */
    public static ObjectNode variables(String json, long maxRequestBytes) {
        try {
            return new DocumentReader(maxRequestBytes).readJson(json).root();
        } catch (InvalidPromptException e) {
            throw new InvalidPromptException(
                    "the body holds the variables of the template, as a map or a JSON object: "
                            + e.getMessage(),
                    0);
        }
    }

    /**
     * The prompt that the variables make. The system instruction and the {@code generationConfig}
     * of its request may be changed.
     *
     * @throws InvalidPromptException if a variable has no value or does not fit, or a bound is
     *     exceeded
     */
    public Prompt fill(ObjectNode variables) {
        Prompt filled = template.fillAlone("", variables);
        if (filled.request().get(CONFIG) instanceof ObjectNode shared) {
            filled.request().set(CONFIG, shared.deepCopy());
        }
        return filled;
    }
}
