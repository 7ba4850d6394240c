package io.github.geminiroutes.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.geminiroutes.support.GeminiJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a head may call its answer. */
class OutputFileTest {

    private static final PromptParser PARSER = new PromptParser(GeminiJson.MAPPER);

    @TempDir Path directory;

    private static String json(String text) {
        return GeminiJson.MAPPER.getNodeFactory().textNode(text).toString();
    }

    private Prompt parse(String fileName, String head) {
        String text = "---\nmodel: gemini-3.5-flash\n" + head + "\n---\nHello";
        return PARSER.parse(fileName, text.getBytes(StandardCharsets.UTF_8), directory);
    }

    private String file(String fileName, String written) {
        return parse(fileName, "output: {file: " + json(written) + "}").outputFile();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.txt",
                "LICENCE",
                "sub/of/a page.html",
                "ünïcödé 日本 😀.md",
                "{{stem}}.json",
                "..a..b",
                "console.txt",
                "com10.txt"
            })
    void aPlainNameIsTakenLiterallyInTextPrompts(String name) {
        if (name.startsWith(".")) {
            assertThatThrownBy(() -> file("q.md", name)).isInstanceOf(InvalidPromptException.class);
        } else {
            assertThat(file("q.md", name)).isEqualTo(name);
        }
    }

    @Test
    void withoutItTheAnswerHasItsUsualName() {
        assertThat(parse("q.md", "output: {format: json}").outputFile()).isNull();
        assertThat(parse("q.prompt", "system: x").outputFile()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/etc/passwd",
                "../x.txt",
                "a/../../x.txt",
                "..",
                ".",
                "a/./b",
                "a//b",
                "a/",
                ".hidden",
                "a/.hidden/b",
                "a\\b",
                "..\\x",
                "C:x",
                "C:/x",
                "a\u0000b",
                "a\nb",
                "a\u202etxt",
                "a\ud800b",
                "nul",
                "CON.txt",
                "sub/Com1.md",
                "lpt\u00b9",
                "aux .txt",
                "x.",
                "x ",
                " x",
                "a?b",
                "a*b",
                "a|b",
                "a<b",
                "x.record.json",
                "X.RECORD.JSON"
            })
    void aNameThatLeadsElsewhereOrIsNoneEverywhereIsRefused(String name) {
        assertThatThrownBy(() -> file("q.md", name))
                .isInstanceOf(InvalidPromptException.class)
                .hasMessageContaining("output.file");
    }

    @Test
    void aNameIsBounded() {
        assertThat(file("q.md", "a".repeat(200))).hasSize(200);
        assertThatThrownBy(() -> file("q.md", "ü".repeat(101)))
                .hasMessageContaining("more than 200 bytes");
        assertThatThrownBy(() -> file("q.md", "a/".repeat(40) + "b"))
                .hasMessageContaining("more than 16 parts");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{{stem}}.json | q.json",
                "{{name}}.html | q.prompt.html",
                "{{city}}/{{stem}}-{{n}}.md | Rome/q-7.md",
                "{{#if n}}with{{else}}without{{/if}}.md | with.md",
            })
    void inATemplateItIsOneOverThePromptsVariables(String written, String name) {
        assertThat(
                        parse(
                                        "q.prompt",
                                        "input: {default: {city: Rome, n: 7}}\noutput: {file: "
                                                + json(written)
                                                + "}")
                                .outputFile())
                .isEqualTo(name);
    }

    @Test
    void thePromptsOwnVariablesPrecedeTheNameOfTheFile() throws Exception {
        Files.writeString(directory.resolve("q.input.json"), "{\"name\": \"Ada\"}");

        assertThat(file("q.prompt", "{{name}}-{{stem}}.md")).isEqualTo("Ada-q.md");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../x", "/x", "a\\b", "", "  ", "CON", "x\ny"})
    void aValueCannotLeadElsewhere(String value) throws Exception {
        Files.writeString(directory.resolve("q.input.json"), "{\"v\": " + json(value) + "}");

        assertThatThrownBy(() -> file("q.prompt", "{{v}}"))
                .isInstanceOf(InvalidPromptException.class)
                .hasMessageContaining("output.file");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{{missing}}.md", "{{", "{{media url=stem}}", "{{> x}}", "{{json @root}}"})
    void whatIsNoNameIsRefusedBeforeTheCall(String written) {
        assertThatThrownBy(() -> file("q.prompt", written))
                .isInstanceOf(InvalidPromptException.class);
    }
}
