package io.github.geminiroutes.prompt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.support.BlankText;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A {@code .txt} or {@code .md} file: a literal body, with optional front matter before it. */
final class TextPrompt {

    static final Set<String> KEYS =
            new LinkedHashSet<>(
                    List.of(
                            "model",
                            "config",
                            "system",
                            "attachments",
                            "output",
                            "safety",
                            "tools",
                            "tier",
                            "priority",
                            "cache"));

    private final ObjectMapper mapper;
    private final DocumentReader reader;

    TextPrompt(ObjectMapper mapper, DocumentReader reader) {
        this.mapper = mapper;
        this.reader = reader;
    }

    /** Reads a {@code .txt} or {@code .md} file: a head that is not ours is text. */
    Prompt parsePlain(String text, AttachmentDirectory attachments) {
        return read(TextSections.splitOwn(text), attachments);
    }

    private Prompt read(TextSections sections, AttachmentDirectory directory) {
        if (sections.frontMatter() == null) {
            return Prompt.ofText(sections.body(), mapper);
        }
        Document frontMatter = reader.readYaml(sections.frontMatter(), sections.linesBefore());
        frontMatter.allowOnly(KEYS);
        List<Attachment> attachments = attachments(frontMatter, directory).found();
        ObjectNode request =
                BlankText.isBlank(sections.body()) && !attachments.isEmpty()
                        ? requestWithoutText()
                        : Prompt.ofText(sections.body(), mapper).request();
        addSystemInstruction(frontMatter, request);
        new RequestSections(frontMatter).applyTo(request);
        OutputFormat output = new OutputSection(frontMatter).applyTo(request);
        return new Prompt(
                model(frontMatter),
                request,
                attachments,
                output,
                OutputFile.literal(frontMatter),
                Lane.of(frontMatter));
    }

    /** The attachments are the question, and the system instruction or the schema says which. */
    private ObjectNode requestWithoutText() {
        ObjectNode request = mapper.createObjectNode();
        request.putArray("contents").addObject().put("role", "user").putArray("parts");
        return request;
    }

    static String model(Document frontMatter) {
        String model = frontMatter.text("model");
        return model == null ? null : ModelName.parse(model, frontMatter.line("model"));
    }

    private static void addSystemInstruction(Document frontMatter, ObjectNode request) {
        String system = frontMatter.text("system");
        if (system != null) {
            request.putObject("systemInstruction")
                    .putArray("parts")
                    .addObject()
                    .put("text", system);
        }
    }

    static AttachmentSearch attachments(Document frontMatter, AttachmentDirectory directory) {
        AttachmentSearch search = new AttachmentSearch(directory);
        JsonNode names = frontMatter.value("attachments");
        if (names == null) {
            return search;
        }
        if (!names.isArray()) {
            String name = frontMatter.text("attachments");
            search.find(name, frontMatter.line("attachments"));
            return search;
        }
        for (int i = 0; i < names.size(); i++) {
            String at = Integer.toString(i);
            if (!names.get(i).isTextual()) {
                throw frontMatter.wrongType("a file's name", names.get(i), "attachments", at);
            }
            search.find(names.get(i).textValue(), frontMatter.line("attachments", at));
        }
        return search;
    }
}
