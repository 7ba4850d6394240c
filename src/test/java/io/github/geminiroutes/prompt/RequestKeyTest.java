package io.github.geminiroutes.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.support.GeminiJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestKeyTest {

    private static final String REQUEST =
            "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Q\"}]}],"
                    + "\"generationConfig\":{\"temperature\":0.20,\"topK\":7}}";

    @TempDir Path folder;

    private final PromptParser parser = new PromptParser(GeminiJson.MAPPER);
    private final RequestKey keys = new RequestKey(new RequestEncoder(GeminiJson.MAPPER));

    private String key(String request) {
        return key("q.json", request);
    }

    private String key(String name, String text) {
        return keys.of(
                parser.parse(name, text.getBytes(StandardCharsets.UTF_8), folder), "backend", "m");
    }

    @Test
    void theOrderOfNamesAndTheNotationOfNumbersAndStoreDoNotMatter() {
        assertThat(key(REQUEST)).matches("[0-9a-f]{64}").isEqualTo(key(REQUEST));
        assertThat(
                        key(
                                """
                                {"store": true, "generationConfig": {"topK": 7.0, "temperature": 2e-1},
                                 "contents": [{"parts": [{"text": "Q"}], "role": "user"}]}"""))
                .isEqualTo(key(REQUEST));
    }

    @Test
    void allElseMatters() {
        assertThat(key(REQUEST))
                .isNotEqualTo(key(REQUEST.replace("\"Q\"", "\"q\"")))
                .isNotEqualTo(key(REQUEST.replace("7", "8")))
                .isNotEqualTo(key(REQUEST.replace("7", "\"7\"")))
                .isNotEqualTo(key(REQUEST.replace("\"role\":\"user\",", "")));
        Prompt prompt = Prompt.ofText("Q", GeminiJson.MAPPER);
        assertThat(keys.of(prompt, "a", "bc")).isNotEqualTo(keys.of(prompt, "ab", "c"));
        assertThat(keys.of(prompt, "a", "m")).isNotEqualTo(keys.of(prompt, "a", "n"));
    }

    @Test
    void anAttachmentCountsByItsContentAndNotByItsName() throws IOException {
        Files.writeString(folder.resolve("a.txt2"), "content");
        Files.writeString(folder.resolve("b.txt2"), "content");
        Files.writeString(folder.resolve("c.txt2"), "contents");
        String prompt = "---\nattachments: %s\n---\nQ";

        assertThat(key("q.md", prompt.formatted("a.txt2")))
                .isEqualTo(key("q.md", prompt.formatted("b.txt2")))
                .isNotEqualTo(key("q.md", prompt.formatted("c.txt2")))
                .isNotEqualTo(key("q.md", "Q"));
    }

    @Test
    void theKeyLeavesTheRequestAsItIs() {
        Prompt prompt = parser.parse("q.json", REQUEST.getBytes(StandardCharsets.UTF_8), null);
        String before = prompt.request().toString();

        keys.of(prompt, "m");

        assertThat(prompt.request()).hasToString(before);
    }
}
