package io.github.geminiroutes.prompt;

import static io.github.geminiroutes.prompt.PromptFixtures.failureOf;
import static io.github.geminiroutes.prompt.PromptFixtures.markdown;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OwnFrontMatterTest {

    private static String bodyOf(Prompt prompt) {
        return prompt.request().at("/contents/0/parts/0/text").textValue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Jekyll, Hugo, Obsidian, R Markdown, Quarto, Docusaurus, Marp
                "---\nlayout: post\ntitle: \"A: b\"\ntags: [a, b]\n---\nSummarise.\n",
                "---\ntitle: x\ndate: 2026-11-26\noutputs: [HTML]\ncascade:\n  cache: true\n---\nb",
                "---\ntags:\n- work\naliases: []\npriority: high\n---\n[[link]]",
                "---\ntitle: x\nauthor: y\noutput:\n  html_document:\n    toc: true\n---\nb",
                "---\ntitle: x\nformat: html\n---\nb",
                "---\nid: intro\nsidebar_position: 2\n---\nb",
                "---\nmarp: true\ntheme: gaia\n---\nb",
                // Agents and rules of coding tools
                "---\nname: reviewer\ndescription: Use when…\ntools: Read, Grep\nmodel: sonnet\n---\nb",
                "---\nmode: agent\nmodel: GPT-4o\ntools: ['codebase']\ndescription: x\n---\nb",
                "---\ndescription: x\nglobs: '*.ts'\nalwaysApply: false\n---\nb",
                // E-mails, closed or not
                "---\nFrom: a@example.org\nTo: b@example.org\nSubject: Re: c\n---\nHello",
                "---\nFrom: a@example.org\nSubject: c\nAttachments: 2\n\nHello",
                "From: a@example.org\nSubject: c\n\nHello",
                // Rules, prose, lists, tables, transcripts
                "---\nA rule, no front matter.\n",
                "---\n\nA thought: first.\n\n---\n\nAnother.\n",
                "---\n# Heading\n---\nb",
                "---\n- one\n- two\n---\nb",
                "---\n| a | b |\n---\nb",
                "---\njust prose\n---\nb",
                "---\nsystem: You are x.\nuser: hello\nassistant: hi\n---\nGo on.",
                "---\nhttp://example.org is no key\n",
                "---\n\"unclosed: quote\n---\nb",
                "---",
                "\n\n---\ntitle: x\n---\nb",
                "----\nmodel: x\n----\n",
                "--- title\nmodel: x\n---\n"
            })
    void headThatIsNotOursIsText(String file) {
        Prompt prompt = markdown(file);

        assertThat(bodyOf(prompt)).isEqualTo(file);
        assertThat(prompt.request()).hasSize(1);
    }

    @Test
    void longTextBetweenTwoRulesIsText() {
        String file = "---\n" + "Prose, and no key.\n".repeat(10_000) + "---\nb";

        assertThat(bodyOf(markdown(file))).isEqualTo(file);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'---\nmodle: x\n---\nb'|2|unknown key 'modle'; allowed: model,",
                "'---\nModel: gemini-3.8-flash\n---\nb'|2|unknown key 'Model'",
                "'---\nmodel: gemini-3.8-flash\ntitle: x\n---\nb'|3|unknown key 'title'",
                "'---\nsytem: s\n---\nb'|2|unknown key 'sytem'",
                "'---\ntemperature: 1\n---\nb'|2|unknown key 'temperature'",
                "'---\nmodel: my-gateway-model\nmax_tokens: 3\n---\nb'|3|unknown key 'max_tokens'",
                "'---\nsystem: s\nextra: x\n---\nb'|3|unknown key 'extra'",
                "'---\ntitle: x\nconfig:\n  temperature: 1\n---\nb'|2|unknown key 'title'",
                "'---\ntitle: x\noutput:\n  schema: {type: object}\n---\nb'|2|unknown key 'title'",
                "'---\nsystem: You are\na bot\n---\nb'|4|broken YAML",
                "'---\nmodel: x\nsystem: a: b\n---\nb'|3|mapping values are not allowed here",
                "'---\nmodel: x\nno end'|1|the front matter has no end",
                "'---\nmodel: gemini-3.8-flash\n\nno end'|1|the front matter has no end",
                "'\n \n---\nmodle: x\n---\nb'|4|unknown key 'modle'",
                "'---\r  model: gemini-3.8-flash\r  modle: x\r---\rb'|3|unknown key 'modle'",
                "'---\noutput: html\n---\nb'|2|'output' must be a mapping"
            })
    void slipInOurOwnHeadIsTold(String file, int line, String message) {
        var failure = failureOf(() -> markdown(file));

        assertThat(failure).hasMessageContaining(message);
        assertThat(failure.line()).isEqualTo(line);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'---\nmodel: gemini-3.8-flash\n---\nb'|b",
                "'\n\n---\nmodel: gemini-3.8-flash\n---\nb'|b",
                "'---\rmodel: gemini-3.8-flash\r---\rb\rc'|'b\rc'",
                "'---\r\nmodel: gemini-3.8-flash\r\n---\r\nb'|b",
                "'---\n# a note\n\"model\": gemini-3.8-flash # why\n---\nb'|b",
                "'---\n---\n---\nmodel: x\n---\n'|'---\nmodel: x\n---\n'",
                "'---\n\n---\nb'|b"
            })
    void ourOwnHeadIsRead(String file, String body) {
        assertThat(bodyOf(markdown(file))).isEqualTo(body);
    }

    @Test
    void headOfADotpromptFileIsAlwaysFrontMatter() {
        assertThat(failureOf(() -> PromptFixtures.text("---\ntitle: x\n---\nb")))
                .hasMessageContaining("unknown key 'title'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "safety: {harassment: off, HARM_CATEGORY_HATE_SPEECH: block-only-high}|"
                        + "/safetySettings|"
                        + "[{\"category\":\"HARM_CATEGORY_HARASSMENT\",\"threshold\":\"OFF\"},"
                        + "{\"category\":\"HARM_CATEGORY_HATE_SPEECH\",\"threshold\":\"BLOCK_ONLY_HIGH\"}]",
                "safety: [{category: HARM_CATEGORY_HARASSMENT, threshold: OFF}]|/safetySettings|"
                        + "[{\"category\":\"HARM_CATEGORY_HARASSMENT\",\"threshold\":\"OFF\"}]",
                "config: {safetySettings: [{category: C, threshold: T}], topK: 1}|/safetySettings|"
                        + "[{\"category\":\"C\",\"threshold\":\"T\"}]",
                "config: {safetySettings: [{category: C}], topK: 1}|/generationConfig|{\"topK\":1}",
                "tools: [{googleSearch: {}}, urlContext: {}]|/tools|"
                        + "[{\"googleSearch\":{}},{\"urlContext\":{}}]",
                "tools: {codeExecution: {}}|/tools|[{\"codeExecution\":{}}]"
            })
    void safetyAndToolsAreFieldsOfTheRequest(String head, String pointer, String value) {
        assertThat(markdown("---\n" + head + "\n---\nb").request().at(pointer)).hasToString(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tools: [search]|tool 'search' is only a name",
                "tools: search|'tools' must be a list of mappings, not a text",
                "safety: high|'safety' must be a list of mappings, not a text",
                "safety: {harassment: 3}|'safety.harassment' must be a text",
                "safety: [x]|'safety.0' must be a mapping, not a text",
                "{safety: [{a: b}], config: {safetySettings: []}}|are the same: remove one"
            })
    void wrongSafetyAndToolsAreNamed(String head, String message) {
        assertThat(failureOf(() -> PromptFixtures.text("---\n" + head + "\n---\nb")))
                .hasMessageContaining(message);
    }
}
