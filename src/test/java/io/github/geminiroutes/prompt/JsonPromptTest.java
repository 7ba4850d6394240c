package io.github.geminiroutes.prompt;

import static io.github.geminiroutes.prompt.PromptFixtures.failureOf;
import static io.github.geminiroutes.prompt.PromptFixtures.json;
import static io.github.geminiroutes.prompt.PromptFixtures.resource;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

    /** Jackson keeps names in a table, and took 151 of one hash for an attack. */
    @Test
    void namesOfOneHashAreNamesLikeOthers() {
        String names =
                IntStream.range(0, 1_000)
                        .mapToObj(
                                i ->
                                        Integer.toBinaryString(1_024 + i)
                                                .replace("0", "AB")
                                                .replace("1", "B!"))
                        .map(name -> "\"" + name + "\":1")
                        .collect(Collectors.joining(","));

        Prompt prompt = json("{" + CONTENTS + ",\"labels\":{" + names + "}}");

        assertThat(new String(PromptFixtures.ENCODER.encode(prompt), UTF_8)).contains(names);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'{\n\"contents\": [{}],,\n}'|2|broken JSON in column 18",
                "'{\"contents\": [1'|1|(start marker at line: 1, column: 14)",
                "'{\"contents\": [{}],\n\"temperature\": 1}'|2|unknown key 'temperature'; allowed: model,",
                "'{\"contents\": [{}],\n\"contents\": [{}]}'|2|Duplicate field 'contents'",
                "'{\"contents\": [{\"a\":1,\n\"a\":1}]}'|2|Duplicate field 'a'",
                "'{\"model\": \"m\"}'|0|'contents' is missing or empty",
                "'{\n\"contents\": []}'|2|'contents' is missing or empty",
                "'{\"contents\": null}'|1|'contents' is missing or empty",
                "'{\"contents\": [{}],\n\"systemInstructions\": {}}'|2|unknown key 'systemInstructions'; allowed: model,",
                "'{\"contents\": [010]}'|1|broken JSON",
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
                "'{\"contents\": [NaN]}'|1|broken JSON",
                "'{\"contents\": [1e2147483648]}'|0|exponent beyond 2147483647",
                "'{\"contents\": [-0.1E+99999999999]}'|0|exponent beyond 2147483647",
                "'{\"contents\": [1e-2147483648]}'|0|exponent beyond 2147483647"
            })
    void badJsonIsNamedWithItsLine(String file, int line, String message) {
        var failure = failureOf(() -> json(file));

        assertThat(failure).hasMessageContaining(message);
        assertThat(failure.line()).isEqualTo(line);
        assertThat(failure.getMessage()).doesNotContain("\n", "Source").hasSizeLessThan(400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '§',
            value = {
                "{CONTENTS,}|{CONTENTS}",
                "{\"contents\":[{\"parts\":[{\"text\":\"x\"},],},],}|{CONTENTS}",
                "§// a note\n{/* one\nmore */CONTENTS // the end\n}\n// bye§|{CONTENTS}",
                "{'contents':[{'parts':[{'text':'x'}]}]}|{CONTENTS}",
                "{contents:[{parts:[{text:\"x\"}]}]}|{CONTENTS}",
                "§{CONTENTS,\"store\":\n\t false}§|{CONTENTS,\"store\":false}",
                "§{\"contents\":[{\"parts\":[{\"text\":\"a\nb\tc\u0001\"}]}]}§|"
                        + "{\"contents\":[{\"parts\":[{\"text\":\"a\\nb\\tc\\u0001\"}]}]}",
                "{\"contents\":[{\"parts\":[{\"text\":\"it\\'s \\d \\v \\\\v\"}]}]}|"
                        + "{\"contents\":[{\"parts\":[{\"text\":\"it's d \\u000B \\\\v\"}]}]}",
                "{CONTENTS,\"generationConfig\":{\"temperature\":1.}}|"
                        + "{CONTENTS,\"generationConfig\":{\"temperature\":1}}",
                "{CONTENTS,\"generationConfig\":{\"temperature\":\"0.5\",\"topK\":\"3\"}}|"
                        + "{CONTENTS,\"generationConfig\":{\"temperature\":\"0.5\",\"topK\":\"3\"}}",
                "{CONTENTS,\"generationConfig\":null,\"model\":null,\"tools\":null}|{CONTENTS}",
                "{CONTENTS,\"generationConfig\":{},\"generation_config\":null}|"
                        + "{CONTENTS,\"generationConfig\":{}}",
                "{CONTENTS,\"aFieldOfNextYear\":{\"x\":1}}|{CONTENTS,\"aFieldOfNextYear\":{\"x\":1}}"
            })
    void whatTheServerReadsIsSentAsCleanJson(String file, String sent) {
        Prompt prompt = json(file.replace("CONTENTS", CONTENTS));

        assertThat(new String(PromptFixtures.ENCODER.encode(prompt), UTF_8))
                .isEqualTo(sent.replace("CONTENTS", CONTENTS));
    }

    @Test
    void valuesAreCountedWhileTheyAreRead() {
        String values = "[],".repeat(6_000_000);

        assertThat(failureOf(() -> json("{\"contents\":[" + values + "1]}")))
                .hasMessage(
                        "line 1: the document has more than 100000 values: divide it, or send the"
                                + " data as one text");
    }

    @Test
    void longNamesAreNotKeptForEachOfTheirValues() {
        String name = "n".repeat(40_000);
        String file = "{\"%s\":[%s1],%s}".formatted(name, "1,".repeat(90_000), CONTENTS);

        assertThat(json(file).request()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"generationConfig\":{\"responseMimeType\":\"application/json\"}",
                "\"generation_config\":{\"response_mime_type\":\"application/json\"}",
                "\"generationConfig\":{\"responseMimeType\":\"application/json\","
                        + "\"responseSchema\":{\"type\":\"OBJECT\",\"properties\":[]}}"
            })
    void jsonAskedForIsCheckedToBeJson(String config) {
        OutputFormat output = json("{" + CONTENTS + "," + config + "}").output();

        assertThat(output.isJson()).isTrue();
        assertThat(output.violations("[1]")).isEmpty();
        assertThat(output.violations("Sure! [1")).singleElement().asString().contains("not JSON");
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"responseMimeType\":\"application/json\",\"responseSchema\":SCHEMA",
                "\"response_mime_type\":\"application/json\",\"response_schema\":SCHEMA",
                "\"responseFormat\":{\"text\":{\"mimeType\":\"application/json\",\"schema\":SCHEMA}}"
            })
    void aSchemaInGooglesFormIsChecked(String config) {
        String schema =
                "{\"type\":\"OBJECT\",\"required\":[\"a\"],\"propertyOrdering\":[\"a\"],\"properties\":"
                        + "{\"a\":{\"type\":\"STRING\",\"format\":\"enum\",\"enum\":[\"x\"],\"nullable\":true}}}";
        OutputFormat output =
                json("{%s,\"generationConfig\":{%s}}"
                                .formatted(CONTENTS, config.replace("SCHEMA", schema)))
                        .output();

        assertThat(output.violations("{\"a\":\"x\"}")).isEmpty();
        assertThat(output.violations("{\"a\":null}")).isEmpty();
        assertThat(output.violations("{\"a\":\"y\"}")).hasSize(1);
        assertThat(output.violations("{}")).hasSize(1);
    }

    @Test
    void anEnumAskedForIsText() {
        OutputFormat output =
                json(("{%s,\"generationConfig\":{\"responseMimeType\":\"text/x.enum\","
                                        + "\"responseSchema\":{\"type\":\"STRING\",\"enum\":[\"x\"]}}}")
                                .formatted(CONTENTS))
                        .output();

        assertThat(output.isJson()).isFalse();
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"contents\":[{\"parts\":[{\"text\":\" \\u200b\"},{\"text\":\"\"}]}]}",
                "{\"contents\":{\"parts\":{\"text\":\"\\u3164\"}}}"
            })
    void contentsWithoutAVisibleTextAreRefused(String json) {
        assertThat(failureOf(() -> json(json)))
                .hasMessageContaining("the prompt is empty: write the question into 'contents'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"contents\":[{\"parts\":[{\"text\":\" \"},{\"inlineData\":{\"data\":\"AA==\"}}]}]}",
                "{\"contents\":[{\"parts\":[{\"text\":\"Q\"}]},{\"parts\":[{\"text\":\"\"}]}]}",
                "{\"contents\":[{\"role\":\"user\"}]}"
            })
    void contentsWithAnythingElseAreSent(String json) {
        assertThat(json(json).request().has("contents")).isTrue();
    }
}
