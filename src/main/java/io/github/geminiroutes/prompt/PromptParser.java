package io.github.geminiroutes.prompt;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Parses the bytes of a prompt file into a {@link Prompt}. There are three forms: text ({@code
 * .txt}, {@code .md}), literal, with optional YAML front matter; <a
 * href="https://google.github.io/dotprompt/reference/">dotprompt</a> ({@code .prompt}), a template
 * with front matter and values; and JSON ({@code .json}), a whole <a
 * href="https://ai.google.dev/api/generate-content">GenerateContentRequest</a>. Thread-safe.
 */
public final class PromptParser {

    private final long maxRequestBytes;
    private final TextPrompt textPrompt;
    private final TemplatePrompt templatePrompt;
    private final JsonPrompt jsonPrompt;

    /**
     * @param mapper creates the nodes of the request
     * @param maxRequestBytes the largest request to send, in bytes, including attachments
     */
    public PromptParser(ObjectMapper mapper, long maxRequestBytes) {
        this.maxRequestBytes = maxRequestBytes;
        DocumentReader reader = new DocumentReader(maxRequestBytes);
        this.textPrompt = new TextPrompt(mapper, reader);
        this.templatePrompt = new TemplatePrompt(mapper, reader, maxRequestBytes);
        this.jsonPrompt = new JsonPrompt(reader);
    }

    /** With the default limit of 20 MiB. */
    public PromptParser(ObjectMapper mapper) {
        this(mapper, RequestSize.DEFAULT_MAX_BYTES);
    }

    /**
     * Reads one prompt.
     *
     * @param fileName its extension decides the form, and the values of {@code STEM.prompt} are in
     *     {@code STEM.input.json}
     * @param content the file's bytes
     * @param attachmentsDirectory the directory for relative names of attachments
     * @throws InvalidPromptException if the prompt, or an attachment that it names, is not valid
     */
    public Prompt parse(String fileName, byte[] content, Path attachmentsDirectory) {
        return parseIn(
                attachmentsDirectory == null ? null : AttachmentDirectory.of(attachmentsDirectory),
                fileName,
                content);
    }

    /**
     * Reads one prompt whose attachments lie in a directory with rules of its own.
     *
     * @param attachments where they lie
     * @param fileName only its extension is used: it decides the form
     * @param content the file's bytes
     * @throws AttachmentNotReadyException if an attachment is missing or not complete
     * @throws InvalidPromptException if the prompt, or an attachment that it names, is not valid
     */
    public Prompt parseIn(AttachmentDirectory attachments, String fileName, byte[] content) {
        RequestSize.requireAtMost(maxRequestBytes, content.length, "the prompt");
        Prompt prompt = parseForm(fileName, Utf8Text.decode(content), attachments);
        if (!prompt.attachments().isEmpty()) {
            // Large attachments may be uploaded.
            RequestSize.requireAtMost(
                    maxRequestBytes, RequestSize.withoutAttachments(prompt), "the prompt");
        }
        return prompt;
    }

    /**
     * Reads a {@code .prompt} file that is filled with values again and again.
     *
     * @param content the file's bytes
     * @param furtherKeys those that its head may have beside the keys of every such file
     * @param directory where its attachments and partials lie
     * @throws InvalidPromptException if the head or the body is broken
     */
    public DotPrompt parseTemplate(
            byte[] content, Set<String> furtherKeys, AttachmentDirectory directory) {
        RequestSize.requireAtMost(maxRequestBytes, content.length, "the prompt");
        Set<String> keys = new LinkedHashSet<>(TemplatePrompt.KEYS);
        keys.addAll(furtherKeys);
        return templatePrompt.read(Utf8Text.decode(content), keys, directory);
    }

    private Prompt parseForm(String fileName, String text, AttachmentDirectory attachments) {
        String ending = fileName.substring(fileName.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return switch (ending) {
            case "txt", "md" -> textPrompt.parsePlain(text, attachments);
            case "prompt" -> templatePrompt.parse(fileName, text, attachments);
            case "json" -> jsonPrompt.parse(text);
            default ->
                    throw new InvalidPromptException(
                            "'"
                                    + Excerpt.of(fileName)
                                    + "' is not a prompt file: its name must end in .txt, .md,"
                                    + " .prompt or .json",
                            0);
        };
    }
}
