package io.github.geminiroutes.prompt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** What the tests of this package share. */
final class PromptFixtures {

    static final ObjectMapper MAPPER = new ObjectMapper();
    static final PromptParser PARSER = new PromptParser(MAPPER);
    static final RequestEncoder ENCODER = new RequestEncoder(MAPPER);
    static final Path NOWHERE = Path.of("no-such-directory");

    private PromptFixtures() {}

    static Prompt text(String content) {
        return PARSER.parse("a.prompt", content.getBytes(UTF_8), NOWHERE);
    }

    static Prompt markdown(String content) {
        return PARSER.parse("a.md", content.getBytes(UTF_8), NOWHERE);
    }

    static Prompt json(String content) {
        return PARSER.parse("a.json", content.getBytes(UTF_8), NOWHERE);
    }

    static Prompt resource(String name) {
        try (InputStream in = PromptFixtures.class.getResourceAsStream("/prompts/" + name)) {
            return PARSER.parse(name, in.readAllBytes(), NOWHERE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static InvalidPromptException failureOf(Runnable reading) {
        return catchThrowableOfType(InvalidPromptException.class, reading::run);
    }

    static JsonNode encoded(Prompt prompt) {
        try {
            return MAPPER.readTree(ENCODER.encode(prompt));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode yaml(String content) {
        return new DocumentReader(1_000_000).readYaml("value: " + content, 0).value("value");
    }

    /** First bytes as files of that kind have them; the characters are the bytes. */
    static byte[] bytes(String characters) {
        return characters.getBytes(StandardCharsets.ISO_8859_1);
    }
}
