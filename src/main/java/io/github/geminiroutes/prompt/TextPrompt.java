package io.github.geminiroutes.prompt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The text form of a prompt file: a literal body, with optional YAML front matter before it. */
final class TextPrompt {

    private static final Set<String> KEYS =
            new LinkedHashSet<>(List.of("model", "config", "system", "attachments", "output"));

    private final ObjectMapper mapper;
    private final DocumentReader reader;

    TextPrompt(ObjectMapper mapper, DocumentReader reader) {
        this.mapper = mapper;
        this.reader = reader;
    }

    Prompt parse(String text, AttachmentDirectory directory) {
        TextSections sections = TextSections.split(text);
        Prompt plain = Prompt.ofText(sections.body(), mapper);
        if (sections.frontMatter() == null) {
            return plain;
        }
        Document frontMatter = reader.readYaml(sections.frontMatter(), TextSections.LINES_BEFORE);
        frontMatter.allowOnly(KEYS);
        ObjectNode request = plain.request();
        addSystemInstruction(frontMatter, request);
        OutputFormat output = new OutputSection(frontMatter).applyTo(request);
        return new Prompt(model(frontMatter), request, attachments(frontMatter, directory), output);
    }

    private static String model(Document frontMatter) {
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

    private static List<Attachment> attachments(
            Document frontMatter, AttachmentDirectory directory) {
        JsonNode names = frontMatter.value("attachments");
        if (names == null) {
            return List.of();
        }
        if (!names.isArray()) {
            String name = frontMatter.text("attachments");
            return List.of(directory.find(name, frontMatter.line("attachments")));
        }
        List<Attachment> found = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            String at = Integer.toString(i);
            if (!names.get(i).isTextual()) {
                throw frontMatter.wrongType("a file's name", names.get(i), "attachments", at);
            }
            found.add(
                    directory.find(names.get(i).textValue(), frontMatter.line("attachments", at)));
        }
        return found;
    }
}
