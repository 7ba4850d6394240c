package io.github.geminiroutes.task;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.prompt.Attachment;
import io.github.geminiroutes.prompt.AttachmentDirectory;
import io.github.geminiroutes.prompt.DotPrompt;
import io.github.geminiroutes.prompt.InvalidPromptException;
import io.github.geminiroutes.prompt.OutputFormat;
import io.github.geminiroutes.prompt.Prompt;
import io.github.geminiroutes.prompt.PromptParser;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/**
 * The prompt of a task folder, read from its {@code task.prompt}: each document and each row is
 * asked with it. Thread-safe.
 *
 * <p>{@code {{document}}} marks where a document goes; without it, the document precedes the text
 * of the first turn. What a document contains is data and never compiled.
 */
public final class StandingPrompt {

    /** The name of its file. */
    public static final String FILE = "task.prompt";

    static final String DOCUMENT = "document";

    private static final Set<String> KEYS = Set.of("tier", "priority", "cache", "budget", "rows");

    private static final String PLACE = "under input.default";

    private static final String PLACE_OF_ROWS = "in a column of the table or " + PLACE;

    private static final ObjectNode NONE = JsonNodeFactory.instance.objectNode();

    private final DocumentPlace place = new DocumentPlace();
    private final DotPrompt template;
    private final JsonNode rows;
    private final SharedPrefixes starts;
    private final Set<String> ownFiles = new TreeSet<>();

    private StandingPrompt(DotPrompt template, LongSupplier waiting) {
        this.template = template;
        this.rows = template.value("rows");
        this.starts = new SharedPrefixes(template.value("cache"), waiting);
    }

    /**
     * Reads the file, and tries it with a document that is none.
     *
     * @param directory where its attachments and partials lie
     * @param waiting how many documents wait, roughly
     * @throws io.github.geminiroutes.prompt.AttachmentNotReadyException if one of them is missing
     *     or still being written
     * @throws InvalidPromptException if it is broken
     */
    static StandingPrompt parse(
            byte[] content,
            PromptParser parser,
            AttachmentDirectory directory,
            LongSupplier waiting) {
        StandingPrompt prompt =
                new StandingPrompt(parser.parseTemplate(content, KEYS, directory), waiting);
        prompt.check();
        return prompt;
    }

    private void check() {
        if (rows != null && !rows.isBoolean() && !rows.isObject()) {
            throw template.wrongType("true, false or a mapping", "rows");
        }
        model();
        template.lane();
        budget();
        if (isOfRows()) {
            // The text is another for each row: what it names is known once a row is read.
            addOwn(template.attachments());
        } else {
            Prompt sample = marked(new DocumentName("sample.txt"));
            ObjectNode request = sample.request();
            if (DocumentPlace.first(request) == null) {
                throw new InvalidPromptException(
                        "no turn of the user is there for the document: write {{role \"user\"}}",
                        0);
            }
            if (place.isIn(request.path("systemInstruction"))) {
                throw inSystem();
            }
            if (DocumentPlace.first(request).isEmpty() && !request.has("systemInstruction")) {
                throw new InvalidPromptException(
                        "the prompt is empty: write what is asked of each document", 0);
            }
            addOwn(sample.attachments());
        }
    }

    private void addOwn(List<Attachment> attachments) {
        attachments.forEach(attachment -> ownFiles.add(attachment.name()));
    }

    /** The model's name, or null for the default model. */
    public String model() {
        return template.model();
    }

    /** The format of the answers, with their schema. */
    public OutputFormat output() {
        return template.output();
    }

    /** What the task may cost, in USD a day; null if it says nothing. */
    public BigDecimal budget() {
        return HeadBudget.of(template);
    }

    /** Whether files of rows are asked row by row. */
    public boolean isOfRows() {
        return rows != null && (rows.isObject() || rows.booleanValue());
    }

    /** What {@code rows} says: a truth value or a mapping; null if the head does not have it. */
    public JsonNode rows() {
        return rows;
    }

    /** What the head has at a key; null if it has none. Not to be changed. */
    public JsonNode value(String... path) {
        return template.value(path);
    }

    /** The line of a key of the head; 0 if it has none. */
    public int line(String... path) {
        return template.line(path);
    }

    /** Whether its template has a place for media, which a variable may name. */
    boolean hasMedia() {
        return template.hasMedia();
    }

    /** The names of its partials: {@code x} for {@code _x.prompt}. */
    Set<String> partials() {
        return template.partials();
    }

    /** The files of the inbox that it sends along with each document: they are none themselves. */
    Set<String> ownFiles() {
        return ownFiles;
    }

    /**
     * The prompt of a row.
     *
     * @param file the file of rows
     * @param columns the values of the row by the names of their columns; they precede the values
     *     of the head
     * @throws InvalidPromptException if a variable has no value, or the values do not fit {@code
     *     input.schema}
     */
    public Prompt ofRow(DocumentName file, ObjectNode columns) {
        return template.fill(columns, file.values(), PLACE_OF_ROWS);
    }

    /**
     * The prompt of a row, with the beginning that it shares with the others.
     *
     * @param waiting how many rows of the file wait, roughly
     */
    public Prompt ofRow(DocumentName file, ObjectNode columns, LongSupplier waiting) {
        return starts.upToChange(
                template.fillShared(columns, file.values(), PLACE_OF_ROWS), waiting);
    }

    /**
     * The prompt of a document that is a text.
     *
     * @throws InvalidPromptException if it cannot be made
     */
    public Prompt ofText(DocumentName name, String text) {
        Prompt marked = marked(name);
        ObjectNode part = JsonNodeFactory.instance.objectNode().put("text", text);
        boolean isWithinText =
                place.isIn(marked.request().path("contents")) && !place.isOfMedia(marked.request());
        return isWithinText
                ? starts.upToText(
                        place.mark(),
                        marked,
                        template.fill(NONE, name.values().put(DOCUMENT, text), PLACE))
                : with(part, marked, List.of());
    }

    /**
     * The prompt of a document that is sent as media.
     *
     * @throws InvalidPromptException if it cannot be made
     */
    public Prompt ofMedia(DocumentName name, Attachment media) {
        ObjectNode part = JsonNodeFactory.instance.objectNode();
        part.putPOJO("inlineData", media);
        return with(part, marked(name), List.of(media));
    }

    /**
     * The prompt of a document that is sent as media and lies in no file.
     *
     * @throws InvalidPromptException if it cannot be made
     */
    public Prompt ofBytes(DocumentName name, String mimeType, byte[] content) {
        ObjectNode part = JsonNodeFactory.instance.objectNode();
        part.putObject("inlineData")
                .put("mimeType", mimeType)
                .put("data", Base64.getEncoder().encodeToString(content));
        return with(part, marked(name), List.of());
    }

    private Prompt marked(DocumentName name) {
        return template.fill(NONE, name.values().put(DOCUMENT, place.mark()), PLACE);
    }

    private Prompt with(ObjectNode part, Prompt marked, List<Attachment> further) {
        ObjectNode request = marked.request();
        if (place.isIn(request.path("systemInstruction"))) {
            throw inSystem();
        }
        List<Attachment> attachments = new ArrayList<>(marked.attachments());
        attachments.addAll(further);
        place.put(part, request);
        return starts.upToPart(part, marked.with(request, attachments));
    }

    private static InvalidPromptException inSystem() {
        return new InvalidPromptException(
                "{{document}} is in a turn of the system: put it after {{role \"user\"}}", 0);
    }
}
