package io.github.geminiroutes.prompt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.template.Partials;
import io.github.geminiroutes.template.PromptSource;
import io.github.geminiroutes.template.PromptTemplate;
import io.github.geminiroutes.template.Rendered;
import io.github.geminiroutes.template.TemplateException;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A {@code .prompt} file that was read: its head, and its body, which is compiled once and filled
 * with values as often as there are some. Thread-safe.
 */
public final class DotPrompt {

    private static final ObjectNode NOTHING = JsonNodeFactory.instance.objectNode();

    private final ObjectMapper mapper;
    private final long maxRequestBytes;
    private final AttachmentDirectory directory;
    private final int linesBeforeBody;
    private final Document head;
    private final InputSection input;
    private final Set<String> optionalNames;
    private final PromptTemplate template;
    private final boolean hasMedia;

    /** Null if it may name no files. */
    private final FolderPartials partials;

    /** What of the request the head says; shared by all prompts, and never changed. */
    private final ObjectNode fixed;

    private final OutputFormat output;

    /**
     * @param directory where the files lie that the prompt names, its partials included; null if
     *     there is none
     * @throws InvalidPromptException if the head or the body is broken
     */
    DotPrompt(
            Document head,
            PromptSource source,
            AttachmentDirectory directory,
            ObjectMapper mapper,
            long maxRequestBytes) {
        this(head, source, directory, null, mapper, maxRequestBytes);
    }

    /**
     * One that may name no files.
     *
     * @param partials where its partials come from
     */
    DotPrompt(
            Document head,
            PromptSource source,
            Partials partials,
            ObjectMapper mapper,
            long maxRequestBytes) {
        this(head, source, null, partials, mapper, maxRequestBytes);
    }

    private DotPrompt(
            Document head,
            PromptSource source,
            AttachmentDirectory directory,
            Partials others,
            ObjectMapper mapper,
            long maxRequestBytes) {
        this.head = head;
        this.directory = directory;
        this.mapper = mapper;
        this.maxRequestBytes = maxRequestBytes;
        this.linesBeforeBody = source.linesBeforeBody();
        this.input = new InputSection(head);
        this.optionalNames = input.optionalNames();
        this.fixed = mapper.createObjectNode();
        new RequestSections(head).applyTo(fixed);
        this.output = new OutputSection(head).applyTo(fixed);
        try {
            this.hasMedia = PromptTemplate.hasMedia(source.body());
            this.partials =
                    others == null && directory != null ? new FolderPartials(directory) : null;
            Partials beside = partials == null ? Partials.NONE : partials;
            this.template = PromptTemplate.parse(source.body(), others == null ? beside : others);
        } catch (TemplateException e) {
            throw invalid(e);
        }
    }

    private InvalidPromptException invalid(TemplateException e) {
        return new InvalidPromptException(
                e.getMessage(), e.line() == 0 ? 0 : linesBeforeBody + e.line());
    }

    /** The names of the partials that were needed so far: {@code x} for {@code _x.prompt}. */
    public Set<String> partials() {
        return partials == null ? Set.of() : partials.names();
    }

    /** The model's name, or null for the default model. */
    public String model() {
        return TextPrompt.model(head);
    }

    /**
     * How its prompts are to be served.
     *
     * @throws InvalidPromptException if the head names what there is not
     */
    public Lane lane() {
        return Lane.of(head);
    }

    /** The format of the answers. */
    public OutputFormat output() {
        return output;
    }

    /**
     * The files that the head names, which go with each prompt.
     *
     * @throws AttachmentNotReadyException if one of them is missing or incomplete
     * @throws InvalidPromptException if one of them cannot be sent
     */
    public List<Attachment> attachments() {
        return TextPrompt.attachments(head, directory).found();
    }

    /** What the head has at a key; null if it has none. Not to be changed. */
    public JsonNode value(String... path) {
        return head.value(path);
    }

    /** The text that the head has at a key; null if it has none. */
    public String text(String... path) {
        return head.text(path);
    }

    /** The line of a key of the head in the file; 0 if it has none. */
    public int line(String... path) {
        return head.line(path);
    }

    /**
     * A key of the head has a value of the wrong kind.
     *
     * @param expected what it must be: "a number"
     */
    public InvalidPromptException wrongType(String expected, String... path) {
        return head.wrongType(expected, head.value(path), path);
    }

    /**
     * The prompt of one document or one row.
     *
     * @param given the values of the variables, over the head's defaults; nothing in them is
     *     compiled
     * @param known further values, which the schema need not know; given ones precede
     * @param place where a variable that lacks a value can be given one
     * @throws AttachmentNotReadyException if a file that the prompt names is missing or incomplete
     * @throws InvalidPromptException if a variable has no value, or the values do not fit the
     *     schema
     */
    public Prompt fill(ObjectNode given, ObjectNode known, String place) {
        return fill(given, known, place, name -> false).prompt();
    }

    /** The same, with the place up to which it has what prompts with other given values have. */
    public Filled fillShared(ObjectNode given, ObjectNode known, String place) {
        return fill(given, known, place, given::has);
    }

    private Filled fill(
            ObjectNode given, ObjectNode known, String place, Predicate<String> isChanging) {
        ObjectNode values = input.values(input.named(given), input.further(given, known), false);
        return fill(known.path("name").asText(), values, isChanging, false, place, true);
    }

    /** Whether it, or a partial that was needed so far, has a place for media. */
    public boolean hasMedia() {
        return hasMedia || partials != null && partials.haveMedia();
    }

    /**
     * @param given null if there are none, but may still come
     */
    Prompt fillAlone(String fileName, ObjectNode given) {
        boolean mayCome = given == null && directory != null;
        return fill(
                        fileName,
                        input.values(given == null ? NOTHING : given, NOTHING, mayCome),
                        name -> false,
                        mayCome,
                        "in the .input.json file beside the prompt or under input.default",
                        false)
                .prompt();
    }

    /**
     * @param place where a variable can be given the value that it lacks
     */
    private Filled fill(
            String fileName,
            ObjectNode values,
            Predicate<String> isChanging,
            boolean mayCome,
            String place,
            boolean mayBeBlank) {
        AttachmentSearch attachments = TextPrompt.attachments(head, directory);
        Rendered rendered = render(values, isChanging, mayCome, place);
        ObjectNode request =
                new TurnsOfRequest(mapper, attachments)
                        .request(rendered.messages(), head.text("system"), mayBeBlank);
        request.setAll(fixed);
        String file = OutputFile.of(head, fileName, values, optionalNames);
        return new Filled(
                new Prompt(model(), request, attachments.found(), output, file, lane()),
                TurnsOfRequest.changing(rendered));
    }

    private Rendered render(
            ObjectNode values, Predicate<String> isChanging, boolean mayCome, String place) {
        try {
            return template.render(values, isChanging, optionalNames, maxRequestBytes);
        } catch (TemplateException e) {
            if (!e.isOfAbsence()) {
                throw invalid(e);
            }
            int line = e.line() == 0 ? 0 : linesBeforeBody + e.line();
            String problem =
                    "%s: give it one %s, or mark it as optional in input.schema"
                            .formatted(e.getMessage(), place);
            throw mayCome
                    ? new AttachmentNotReadyException(problem, line, true)
                    : new InvalidPromptException(problem, line);
        }
    }
}
