package io.github.geminiroutes.prompt;

import static io.github.geminiroutes.prompt.PromptFixtures.NOWHERE;
import static io.github.geminiroutes.prompt.PromptFixtures.PARSER;
import static io.github.geminiroutes.prompt.PromptFixtures.bytes;
import static io.github.geminiroutes.prompt.PromptFixtures.encoded;
import static io.github.geminiroutes.prompt.PromptFixtures.failureOf;
import static io.github.geminiroutes.prompt.PromptFixtures.markdown;
import static io.github.geminiroutes.prompt.PromptFixtures.resource;
import static io.github.geminiroutes.prompt.PromptFixtures.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextPromptTest {

    private static String bodyOf(Prompt prompt) {
        return prompt.request().at("/contents/0/parts/0/text").textValue();
    }

    @Test
    void textAloneIsTheWholeRequest() {
        Prompt prompt = resource("haiku.txt");

        assertThat(prompt.request())
                .hasToString(
                        "{\"contents\":[{\"role\":\"user\",\"parts\":"
                                + "[{\"text\":\"Write a haiku about the sea.\\n\"}]}]}");
        assertThat(prompt.model()).isNull();
        assertThat(prompt.attachments()).isEmpty();
        assertThat(prompt.output()).isSameAs(OutputFormat.TEXT);
    }

    @Test
    void frontMatterFillsTheRequest() {
        Prompt prompt = resource("invoice.prompt");

        assertThat(prompt.model()).isEqualTo("gemini-3.5-flash-lite");
        assertThat(bodyOf(prompt))
                .isEqualTo(
                        "Invoice 4711, due ${today}: 2 × chairs at 49.25 — \"total\" 98,50 €"
                                + " 🪑");
        assertThat(prompt.request().at("/systemInstruction/parts/0/text").textValue())
                .isEqualTo("You read invoices and answer in JSON only.");
        assertThat(new String(PromptFixtures.ENCODER.encode(prompt), UTF_8))
                .contains(
                        "\"generationConfig\":{\"maxOutputTokens\":2048,\"temperature\":0.10,"
                                + "\"stopSequences\":[\"END\"],"
                                + "\"responseMimeType\":\"application/json\","
                                + "\"responseJsonSchema\":{\"type\":\"object\"");
        assertThat(prompt.output().violations("{\"number\":\"1\",\"total\":1.5}")).isEmpty();
        assertThat(prompt.output().violations("{\"number\":\"1\",\"total\":-1}")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Plain\r\ntext, CRLF kept\r\n",
                "---\nA Markdown rule, no front matter.\n",
                "---\nhttp://example.org is no key\n",
                "---",
                "----\nmodel: x\n----\nfour dashes\n",
                "--- title\nmodel: x\n---\n",
                "${header.x} {{gemini.api-key}} @file \\u0041 $(id) `id` <%= 1 %>",
                "\u202Eשלום مرحبا 👩‍👩‍👧\u0000\u0007\u2028\uFFFF",
                "a\n---\nmodel: x\n---\n"
            })
    void bodyIsTakenAsTyped(String typed) {
        assertThat(encoded(markdown(typed)).at("/contents/0/parts/0/text").textValue())
                .isEqualTo(typed);
    }

    @ParameterizedTest
    @CsvSource({
        "'---\n---\nbody', body",
        "'---\n---\n\nbody\n', 'body'",
        "'---  \r\nmodel: gemini-3.8-flash\r\n--- \t\r\nbody\r\nend\r\n', 'body\r\nend'",
        "'---\n# only a comment\n---\n---\nmodel: y\n---\n', '---\nmodel: y\n---'"
    })
    void frontMatterEndsAtItsClosingLine(String file, String body) {
        assertThat(bodyOf(text(file))).isEqualTo(body);
    }

    @Test
    void byteOrderMarkIsDropped() {
        assertThat(bodyOf(text("\uFEFF---\nsystem: s\n---\nbody"))).isEqualTo("body");
    }

    @ParameterizedTest
    @CsvSource({
        "gemini-3.8-flash, gemini-3.8-flash",
        "googleai/gemini-2.5-pro, gemini-2.5-pro",
        "models/gemini-flash-latest, gemini-flash-latest",
        "googleai/models/gemma_3, gemma_3"
    })
    void modelLosesItsPrefix(String written, String name) {
        assertThat(text("---\nmodel: " + written + "\n---\nx").model()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tunedModels/mine",
                "../v1/files",
                "a b",
                "-x",
                "a?key=1",
                "models/",
                "ä",
                "a%2Fb"
            })
    void otherModelNamesAreRefused(String written) {
        var failure = failureOf(() -> text("---\nsystem: s\nmodel: '" + written + "'\n---\nx"));

        assertThat(failure.line()).isEqualTo(3);
        assertThat(failure).hasMessageStartingWith("line 3: model '" + written + "' is not");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'---\nmodel: x\nno end'|1|the front matter has no end",
                "'---\nmodle: x\n---\nb'|2|unknown key 'modle'; allowed: model, config, system,",
                "'---\nmodel: x\n\nmodel: y\n---\nb'|4|Duplicate field 'model'",
                "'---\nconfig:\n  a: 1\n  a: 2\n---\nb'|4|Duplicate field 'a'",
                "'---\nmodel: x\nsystem: a: b\n---\nb'|3|mapping values are not allowed here",
                "'---\nmodel: [x\n---\nb'|3|broken YAML",
                "'---\njust prose\n---\nb'|2|the front matter must be a mapping",
                "'---\nmodel: 3\n---\nb'|2|'model' must be a text, not a number",
                "'---\nmodel:\n---\nb'|2|'model' must be a text, not an empty text",
                "'---\nsystem: \" \"\n---\nb'|2|'system' must be a text, not an empty text",
                "'---\nconfig: fast\n---\nb'|2|'config' must be a mapping, not a text",
                "'---\nconfig: &a {b: 1}\noutput: *a\n---\nb'|3|aliases (*name) are not supported",
                "'---\nconfig: {a: .inf}\n---\nb'|2|Malformed numeric value",
                "'---\nconfig: {a: !!binary AAAA}\n---\nb'|2|binary values are not supported",
                "'---\nsystem: \"\\uD83D\"\n---\nb'|2|half of a character",
                "'---\nmodel: x\n...\nmore: y\n---\nb'|4|broken YAML in column 1: expected",
                "'---\nattachments:\n  - 1\n---\nb'|3|'attachments.0' must be a file's name",
                "'---\noutput: json\n---\nb'|2|'output' must be a mapping, not a text",
                "'---\noutput:\n  kind: json\n---\nb'|3|unknown key 'kind'; allowed: format, schema",
                "'---\noutput:\n  format: xml\n---\nb'|3|'output.format' is 'xml'; allowed: json,",
                "'---\noutput:\n  format: text\n  schema: {type: object}\n---\nb'|4|'output.schema'",
                "'---\noutput: {format: json}\nconfig:\n  responseMimeType: x\n---\nb'|4|'config.responseMimeType' and 'output' both",
                "'---\nmodel: x\n---\n \n\t'|0|the prompt is empty"
            })
    void badFrontMatterIsNamedWithItsLine(String file, int line, String message) {
        var failure = failureOf(() -> text(file));

        assertThat(failure).hasMessageContaining(message);
        assertThat(failure.line()).isEqualTo(line);
        assertThat(failure.getMessage()).doesNotContain("\n").hasSizeLessThan(300);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \r\n\t", "\uFEFF", "\u200B\n\u3164", "\u2800 \uFE0F"})
    void emptyPromptIsRefused(String content) {
        assertThat(failureOf(() -> text(content))).hasMessageStartingWith("the prompt is empty");
    }

    @Test
    void wrongByteIsNamedWithOffsetAndLine() {
        var failure =
                failureOf(() -> PARSER.parse("a.txt", bytes("one\ntwo \u00e4 three"), NOWHERE));

        assertThat(failure)
                .hasMessage("line 2: byte 8 (0xE4) is not UTF-8: encode the prompt as UTF-8");
        assertThat(failure.line()).isEqualTo(2);
    }

    @Test
    void utf8CutOffAtTheEndIsRefused() {
        byte[] cut = bytes("x".repeat(20_000) + "\u00f0\u009f");

        assertThat(failureOf(() -> PARSER.parse("a.txt", cut, NOWHERE)))
                .hasMessageContaining("byte 20000 (0xF0)");
    }

    @Test
    void strangeKeyIsCutAndCleanedInTheMessage() {
        var failure = failureOf(() -> text("---\n\"a\\e[31m" + "z".repeat(500) + "\": 1\n---\nb"));

        assertThat(failure.getMessage())
                .startsWith("line 2: unknown key 'a?[31mzzz")
                .contains("z…'; allowed")
                .hasSizeLessThan(240);
    }

    @Test
    void hugeFrontMatterIsRefused() {
        assertThat(failureOf(() -> text("---\n" + "# x\n".repeat(20_000) + "---\nb")))
                .hasMessageContaining("the front matter is 80000 characters long");
    }

    @Test
    void deepFrontMatterIsRefused() {
        assertThat(failureOf(() -> text("---\nconfig: " + "[".repeat(3000) + "\n---\nb")).line())
                .isEqualTo(2);
    }

    @Test
    void otherEndingsAreRefused() {
        assertThat(failureOf(() -> PARSER.parse("a.docx", bytes("x"), NOWHERE)))
                .hasMessageContaining("'a.docx' is not a prompt file");
        for (String name : List.of("A.TXT", "b.Md", "c.PROMPT")) {
            assertThat(PARSER.parse(name, bytes("x"), NOWHERE).request()).isNotEmpty();
        }
    }

    @Test
    void tenMegabytesArriveWhole() {
        String body = "Zehn Megabyte 🙂 ".repeat(600_000);

        assertThat(bodyOf(text(body))).isEqualTo(body);
        assertThat(PromptFixtures.ENCODER.encode(text(body))).hasSizeGreaterThan(10_000_000);
    }

    @Test
    void attachmentsAreAQuestionWithoutAText(@TempDir Path directory) throws IOException {
        Files.write(directory.resolve("dot.png"), bytes("\u0089PNG\r\n\u001a\n"));
        byte[] file = bytes("---\nsystem: Describe it.\nattachments: dot.png\n---\n \n");

        JsonNode sent = encoded(PARSER.parse("a.md", file, directory));

        assertThat(sent.at("/contents/0/parts")).hasSize(1);
        assertThat(sent.at("/contents/0/parts/0/inlineData/mimeType").asText())
                .isEqualTo("image/png");
        assertThat(failureOf(() -> text("---\nsystem: Describe it.\n---\n \n")))
                .hasMessageStartingWith("the prompt is empty");
    }
}
