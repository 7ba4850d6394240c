package io.github.geminiroutes.prompt;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.template.Message;
import io.github.geminiroutes.template.Partials;
import io.github.geminiroutes.template.PromptSource;
import io.github.geminiroutes.template.PromptTemplate;
import io.github.geminiroutes.template.TemplateException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A {@code .prompt} file, which is dotprompt's: a head, and a body that is a template. Its values
 * are the head's {@code input.default} and, over them, the file {@code STEM.input.json} beside it.
 */
final class TemplatePrompt {

    private static final Set<String> KEYS = new LinkedHashSet<>(TextPrompt.KEYS);
    private static final Set<String> WITHOUT_EFFECT =
            Set.of("name", "description", "version", "variant", "metadata", "ext");

    private static final ObjectNode NO_VALUES = JsonNodeFactory.instance.objectNode();
    private static final int MAX_HEAD = 64 * 1024;
    private static final long MAX_PARTIAL_BYTES = 1024 * 1024;
    private static final String ENDING = ".prompt";

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
        PromptSource source = split(text);
        Document head = head(source);
        InputSection input = new InputSection(head);
        List<Attachment> attachments = new ArrayList<>(TextPrompt.attachments(head, directory));
        ObjectNode given = values(fileName, directory);
        boolean mayCome = given == null && directory != null;
        ObjectNode values = input.values(given == null ? NO_VALUES : given, mayCome);
        List<Message> messages = render(source, input, values, mayCome, directory);
        ObjectNode request =
                new TurnsOfRequest(mapper, directory, attachments)
                        .request(messages, head.text("system"));
        new RequestSections(head).applyTo(request);
        OutputFormat output = new OutputSection(head).applyTo(request);
        String file = OutputFile.of(head, fileName, values, input.optionalNames());
        return new Prompt(
                TextPrompt.model(head), request, attachments, output, file, Lane.of(head));
    }

    private static PromptSource split(String text) {
        try {
            return PromptSource.split(text);
        } catch (TemplateException e) {
            throw new InvalidPromptException(e.getMessage(), e.line());
        }
    }

    private Document head(PromptSource source) {
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
        document.allowOnly(KEYS);
        return document;
    }

    private List<Message> render(
            PromptSource source,
            InputSection input,
            ObjectNode values,
            boolean mayCome,
            AttachmentDirectory directory) {
        Partials partials = directory == null ? Partials.NONE : name -> partial(name, directory);
        try {
            return PromptTemplate.parse(source.body(), partials)
                    .render(values, input.optionalNames(), maxRequestBytes);
        } catch (TemplateException e) {
            int line = e.line() == 0 ? 0 : source.linesBeforeBody() + e.line();
            throw mayCome && e.isOfAbsence()
                    ? new AttachmentNotReadyException(e.getMessage(), line, true)
                    : new InvalidPromptException(e.getMessage(), line);
        }
    }

    private static String partial(String name, AttachmentDirectory directory) {
        String text = directory.text("_" + name + ENDING, MAX_PARTIAL_BYTES);
        if (text == null) {
            throw new AttachmentNotReadyException(
                    "the partial '%s' is missing: put the file _%s.prompt beside the prompt"
                            .formatted(Excerpt.of(name), Excerpt.of(name)),
                    0,
                    true);
        }
        return text;
    }

    /** Null if there is no file of values. */
    private ObjectNode values(String fileName, AttachmentDirectory directory) {
        String stem = fileName.substring(0, fileName.lastIndexOf('.'));
        String name = stem + ".input.json";
        String text = directory == null ? null : directory.text(name, maxRequestBytes);
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
