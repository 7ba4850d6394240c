package io.github.geminiroutes.prompt;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.template.Partials;
import io.github.geminiroutes.template.PromptSource;
import io.github.geminiroutes.template.TemplateException;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A {@code .prompt} file, which is dotprompt's: a head, and a body that is a template. Its values
 * are the head's {@code input.default} and, over them, the file {@code STEM.input.json} beside it.
 */
final class TemplatePrompt {

    static final Set<String> KEYS = new LinkedHashSet<>(TextPrompt.KEYS);
    private static final Set<String> WITHOUT_EFFECT =
            Set.of("name", "description", "version", "variant", "metadata", "ext");

    private static final int MAX_HEAD = 64 * 1024;
    static final String ENDING = ".prompt";

    static {
        KEYS.add("input");
    }

    private final ObjectMapper mapper;
    private final DocumentReader reader;
    private final long maxRequestBytes;

    TemplatePrompt(ObjectMapper mapper, DocumentReader reader, long maxRequestBytes) {
        this.mapper = mapper;
        this.reader = reader;
        this.maxRequestBytes = maxRequestBytes;
    }

    /**
     * @param directory where the files lie that the prompt names, its values and partials included;
     *     null if there is none
     * @throws AttachmentNotReadyException if one of them is missing or still being written
     */
    Prompt parse(String fileName, String text, AttachmentDirectory directory) {
        return read(text, KEYS, directory).fillAlone(fileName, values(fileName, directory));
    }

    /**
     * Reads one that is filled later.
     *
     * @param keys those that its head may have
     */
    DotPrompt read(String text, Set<String> keys, AttachmentDirectory directory) {
        PromptSource source = split(text);
        return new DotPrompt(head(source, keys), source, directory, mapper, maxRequestBytes);
    }

    /** Reads one that is filled later, and beside which there are no files but its partials. */
    DotPrompt read(String text, Partials partials) {
        PromptSource source = split(text);
        return new DotPrompt(head(source, KEYS), source, partials, mapper, maxRequestBytes);
    }

    private static PromptSource split(String text) {
        try {
            return PromptSource.split(text);
        } catch (TemplateException e) {
            throw new InvalidPromptException(e.getMessage(), e.line());
        }
    }

    private Document head(PromptSource source, Set<String> keys) {
        String head = source.head() == null ? "" : source.head();
        if (head.length() > MAX_HEAD) {
            throw new InvalidPromptException(
                    "the front matter is %d characters long, and the limit is %d: shorten it"
                            .formatted(head.length(), MAX_HEAD),
                    source.linesBeforeHead());
        }
        Document document = reader.readYaml(head, source.linesBeforeHead());
        document.root()
                .properties()
                .removeIf(
                        field ->
                                WITHOUT_EFFECT.contains(field.getKey())
                                        || field.getKey().indexOf('.') >= 0);
        document.allowOnly(keys);
        return document;
    }

    /** Null if there is no file of values. */
    private ObjectNode values(String fileName, AttachmentDirectory directory) {
        String stem = fileName.substring(0, fileName.lastIndexOf('.'));
        String name = stem + ".input.json";
        String text =
                directory == null
                        ? null
                        : directory.text(
                                name,
                                bytes ->
                                        RequestSize.requireAtMost(
                                                maxRequestBytes,
                                                bytes,
                                                "'" + Excerpt.of(name) + "'"));
        if (text == null) {
            return null;
        }
        try {
            return reader.readJson(text).root();
        } catch (InvalidPromptException e) {
            throw new InvalidPromptException(Excerpt.of(name) + ": " + e.getMessage(), 0);
        }
    }
}
