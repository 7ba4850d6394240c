package io.github.geminiroutes.prompt;

import static io.github.geminiroutes.prompt.PromptFixtures.failureOf;
import static io.github.geminiroutes.prompt.PromptFixtures.json;
import static io.github.geminiroutes.prompt.PromptFixtures.resource;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonPromptTest {

    private static final String CONTENTS = "\"contents\":[{\"parts\":[{\"text\":\"x\"}]}]";

    @Test
    void requestPassesAsItIsButForTheModel() {
        Prompt prompt = resource("chat.json");

        assertThat(prompt.model()).isEqualTo("gemini-3.8-flash");
        assertThat(new String(PromptFixtures.ENCODER.encode(prompt), UTF_8))
                .startsWith("{\"system_instruction\":{\"parts\":[{\"text\":\"Be brief.\"}]}")
                .contains("\"text\":\"When? 🕰\"")
                .contains("{\"temperature\":0.10,\"seed\":12345678901234567890,\"topP\":0.01}")
                .endsWith("\"serviceTier\":\"flex\",\"labels\":{\"team\":\"docs\"}}")
                .doesNotContain("\"model\":");
        assertThat(prompt.output()).isSameAs(OutputFormat.TEXT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'{\n\"contents\": [],\n}'|3|broken JSON in column 1",
                "'{\"contents\": [1'|1|(start marker at line: 1, column: 14)",
                "'{\"contents\": [{}],\n\"temperature\": 1}'|2|unknown key 'temperature'; allowed: model,",
                "'{\"contents\": [{}],\n\"contents\": [{}]}'|2|Duplicate field 'contents'",
                "'{\"contents\": [{\"a\":1,\n\"a\":1}]}'|2|Duplicate field 'a'",
                "'{\"model\": \"m\"}'|0|'contents' is missing or empty",
                "'{\n\"contents\": []}'|2|'contents' is missing or empty",
                "'{\"contents\": null}'|1|'contents' is missing or empty",
                "'{\"contents\": \"hello\"}'|1|'contents' must be a list, not a text",
                "'{\"contents\": [{}]}\n\nx'|3|broken JSON",
                "'{\"contents\": [{}]}\n{}'|2|the file continues after its end",
                "'[\n]'|1|the file must be a JSON object",
                "' \n'|0|the prompt is empty",
                "'{\"contents\": [{}], \"model\": 1}'|1|'model' must be a text, not a number",
                "'{\"contents\": [{}],\n\"model\": \"a/b\"}'|2|model 'a/b' is not the name of a model",
                "'{\"contents\": [{\"a\":\n\"\\ud800 \"}]}'|2|half of a character",
                "'{\"contents\": [{\"\\uDFFF\":\n1}]}'|1|half of a character",
                "'{\"contents\": [{}], \"generationConfig\": {},\n\"generation_config\": {}}'|2|are the same field",
                "'{\"contents\": [{}],\n\"generationConfig\": []}'|2|'generationConfig' must be a mapping",
                "'{\"contents\": [NaN]}'|1|broken JSON"
            })
    void badJsonIsNamedWithItsLine(String file, int line, String message) {
        var failure = failureOf(() -> json(file));

        assertThat(failure).hasMessageContaining(message);
        assertThat(failure.line()).isEqualTo(line);
        assertThat(failure.getMessage()).doesNotContain("\n", "Source").hasSizeLessThan(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"generationConfig\":{\"responseMimeType\":\"application/json\"}",
                "\"generation_config\":{\"response_mime_type\":\"application/json\"}",
                "\"generationConfig\":{\"responseMimeType\":\"application/json\","
                        + "\"responseSchema\":{\"type\":\"OBJECT\"}}",
                "\"generationConfig\":{\"responseFormat\":{\"text\":{\"mimeType\":\"application/json\","
                        + "\"schema\":{\"type\":\"object\"}}}}"
            })
    void jsonAskedForIsCheckedToBeJson(String config) {
        OutputFormat output = json("{" + CONTENTS + "," + config + "}").output();

        assertThat(output.isJson()).isTrue();
        assertThat(output.violations("[1]")).isEmpty();
        assertThat(output.violations("Sure! [1]")).singleElement().asString().contains("not JSON");
    }

    @Test
    void jsonSchemaAskedForIsChecked() {
        OutputFormat output =
                json("{%s,\"generationConfig\":{\"responseJsonSchema\":{\"type\":\"object\"}}}"
                                .formatted(CONTENTS))
                        .output();

        assertThat(output.violations("{}")).isEmpty();
        assertThat(output.violations("[1]")).hasSize(1);
    }

    @Test
    void longInlineDataIsRead() {
        String data = "A".repeat(20_500_000);
        Prompt prompt =
                json("{\"contents\":{\"parts\":[{\"inlineData\":{\"data\":\"" + data + "\"}}]}}");

        assertThat(prompt.request().at("/contents/parts/0/inlineData/data").textValue())
                .hasSize(20_500_000);
    }

    @Test
    void deepJsonIsRefused() {
        assertThat(failureOf(() -> json("{\"contents\":" + "[".repeat(100_000)))).isNotNull();
    }
}
