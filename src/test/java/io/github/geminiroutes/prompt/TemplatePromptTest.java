package io.github.geminiroutes.prompt;

import static io.github.geminiroutes.prompt.PromptFixtures.PARSER;
import static io.github.geminiroutes.prompt.PromptFixtures.bytes;
import static io.github.geminiroutes.prompt.PromptFixtures.encoded;
import static io.github.geminiroutes.prompt.PromptFixtures.failureOf;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A {@code .prompt} file, its values and the files that it names, as a request. */
class TemplatePromptTest {

    @TempDir Path inbox;

    @Test
    void headValuesTurnsAndMediaMakeOneRequest() throws IOException {
        write("_tone.prompt", "{{!-- licence --}}\nBe {{tone}}.\n");
        write("ask.input.json", "{\"items\": [\"tea\", \"milk <2%>\"], \"photo\": \"shop.png\"}");
        Files.write(inbox.resolve("shop.png"), bytes("\u0089PNG\r\n\u001a\n"));
        JsonNode sent =
                encoded(
                        parse(
                                """
                                # Copyright

                                ---
                                name: ask
                                description: Asks
                                version: 2
                                variant: short
                                metadata: {a: b}
                                genkit.x: 1
                                model: vertexai/gemini-3.8-flash
                                system: You sell.
                                config: {temperature: 0.10}
                                input:
                                  default: {tone: brief, items: []}
                                  schema:
                                    tone: string
                                    items(array): string
                                    photo?: string
                                    note?: string
                                output:
                                  schema:
                                    price?: number, in euros
                                ---
                                {{role "system"}}
                                {{> tone}}
                                {{role "user"}}
                                What is {{media url=photo}} this?
                                {{role "model"}}
                                A shop.
                                {{role "user"}}
                                {{#each items}}
                                - {{this}}
                                {{/each}}
                                {{note}}
                                """));

        assertThat(parse("---\nmodel: vertexai/gemini-3.8-flash\n---\nx").model())
                .isEqualTo("gemini-3.8-flash");
        assertThat(sent.at("/systemInstruction/parts/0/text").asText()).isEqualTo("You sell.");
        assertThat(sent.at("/systemInstruction/parts/1/text").asText().strip())
                .isEqualTo("Be brief.");
        assertThat(sent.at("/contents")).hasSize(3);
        assertThat(sent.at("/contents/0/role").asText()).isEqualTo("user");
        assertThat(sent.at("/contents/0/parts")).hasSize(3);
        assertThat(sent.at("/contents/0/parts/1/inlineData/mimeType").asText())
                .isEqualTo("image/png");
        assertThat(sent.at("/contents/1/role").asText()).isEqualTo("model");
        assertThat(sent.at("/contents/2/parts/0/text").asText().strip())
                .isEqualTo("- tea\n- milk <2%>");
        assertThat(sent.at("/generationConfig/responseJsonSchema/properties/price/type/1").asText())
                .isEqualTo("null");
    }

    @Test
    void attachmentsOfTheHeadStayBeforeTheTextAndMediaStayAtTheirPlace() throws IOException {
        Files.write(inbox.resolve("one.png"), bytes("\u0089PNG\r\n\u001a\n1"));
        Files.write(inbox.resolve("two.png"), bytes("\u0089PNG\r\n\u001a\n22"));
        Prompt prompt =
                parse(
                        "---\nattachments: one.png\n---\n"
                                + "{{role \"model\"}}a{{role \"user\"}}b{{media url=\"two.png\"}}c"
                                + "{{media url=\"two.png\"}}");

        JsonNode sent = encoded(prompt);

        assertThat(prompt.attachments())
                .extracting(Attachment::name)
                .containsExactly("one.png", "two.png", "two.png");
        assertThat(sent.at("/contents/0/parts/0/inlineData/data").asText())
                .isEqualTo("iVBORw0KGgox");
        assertThat(sent.at("/contents/0/parts/1/text").asText()).isEqualTo("a");
        assertThat(sent.at("/contents/1/parts")).hasSize(4);
        assertThat(sent.at("/contents/1/parts/1/inlineData/data").asText())
                .isEqualTo("iVBORw0KGgoyMg==");
        assertThat(sent.at("/contents/1/parts/3/inlineData/data").asText())
                .isEqualTo("iVBORw0KGgoyMg==");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '→',
            quoteCharacter = '`',
            value = {
                "{{media url=\"data:image/png;base64,aGk=\"}} → {\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"aGk=\"}}",
                "{{media url=\"data:image/jpg;base64,aGk=\" contentType=\"image/webp\"}} → {\"inlineData\":{\"mimeType\":\"image/webp\",\"data\":\"aGk=\"}}",
                "{{media url=\"data:text/plain,a%20b+c\"}} → {\"inlineData\":{\"mimeType\":\"text/plain\",\"data\":\"YSBiK2M=\"}}",
                "{{media url=\"gs://bucket/a.pdf\"}} → {\"fileData\":{\"mimeType\":\"application/pdf\",\"fileUri\":\"gs://bucket/a.pdf\"}}",
                "{{media url=\"https://host/a?b=c.png\" contentType=\"image/jpeg\"}} → {\"fileData\":{\"mimeType\":\"image/jpeg\",\"fileUri\":\"https://host/a?b=c.png\"}}",
                "{{media url=\"https://www.youtube.com/watch?v=x\"}} → {\"fileData\":{\"fileUri\":\"https://www.youtube.com/watch?v=x\"}}",
            })
    void addressesAreSentInlineOrForGeminiToFetch(String tag, String part) {
        assertThat(encoded(parse(tag)).at("/contents/0/parts/0")).hasToString(part);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://host/a.png",
                "file:///etc/passwd",
                "ftp://host/a.png",
                "../a.png",
                "/etc/passwd",
                "missing.png",
                "data:image/png;base64",
                "data:image/png;base64,",
                "data:application/zip;base64,aGk=",
            })
    void mediaOfAnotherKindAreRefusedByName(String url) {
        assertThat(failureOf(() -> parse("Look: {{media url=\"" + url + "\"}}")))
                .hasMessageContaining(url.length() > 20 ? url.substring(0, 20) : url);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '→',
            quoteCharacter = '`',
            value = {
                "---|x: 1|---|Hi → unknown key 'x'",
                "---|tools: [search]|---|Hi → search",
                "---|model: openai/gpt-4o|---|Hi → openai/gpt-4o",
                "---|input: {schema: Invoice}|---|Hi → Invoice",
                "---|output: {schema: Invoice}|---|Hi → Invoice",
                "---|input: {schema: {a: string}}|---|Hi → 'a'",
                "---|input: {schema: {a: string}, default: {a: 1}}|---|Hi → input.schema",
                "---|input: {schema: {a: string}, default: {a: x, b: y}}|---|Hi → 'b'",
                "---|input: {defaults: {a: 1}}|---|Hi → unknown key 'defaults'",
                "# licence|---|model: m|---||{{name}} → line 6: the variable 'name'",
                "{{name}} → line 1: the variable 'name' has no value: give it one in the .input.json",
                "{{history}} → {{history}}",
                "{{> nobody}} → _nobody.prompt",
                "{{role \"system\"}}Be brief. → {{role \"user\"}}",
                "{{role \"system\"}}{{media url=\"a.png\"}}{{role \"user\"}}x → 'a.png'",
                "{{#if x}}y{{/if}} → the prompt is empty",
                "\u200B{{#if x}}y{{/if}}\u2060 → the prompt is empty",
            })
    void whatDotpromptHasAndThisDoesNotIsRefusedByName(String file, String reason) {
        assertThat(failureOf(() -> parse(file.replace('|', '\n')))).hasMessageContaining(reason);
    }

    @Test
    void valuesAreCheckedAndNamedWhereTheyAreBroken() throws IOException {
        write("ask.input.json", "{\"a\": }");
        assertThat(failureOf(() -> parse("{{a}}"))).hasMessageContaining("ask.input.json");

        write("ask.input.json", "{\"a\": {\"b\": 1}}");
        assertThat(failureOf(() -> parse("---\ninput:\n  schema:\n    a: string\n---\n{{a}}")))
                .hasMessageContaining("input.schema")
                .hasMessageContaining("string");

        write("ask.input.json", "{\"a\": \"\\ud800\"}");
        assertThat(failureOf(() -> parse("{{a}}"))).hasMessageContaining("half of a character");
    }

    @Test
    void valuesAndPartialsAreFilesOfThePromptsOwnFolder() throws IOException {
        Path outside = Files.createTempDirectory("outside");
        Files.writeString(outside.resolve("secret"), "{\"a\": \"secret\"}");
        Files.createSymbolicLink(inbox.resolve("ask.input.json"), outside.resolve("secret"));
        Files.createSymbolicLink(inbox.resolve("_p.prompt"), outside.resolve("secret"));

        assertThat(failureOf(() -> parse("{{a}}"))).hasMessageContaining("ask.input.json");
        Files.delete(inbox.resolve("ask.input.json"));
        assertThat(failureOf(() -> parse("{{> p}}"))).hasMessageContaining("_p.prompt");
    }

    @Test
    void otherFormsStayLiteral() {
        byte[] text = "{{name}} {{role \"system\"}}".getBytes(UTF_8);

        for (String name : new String[] {"a.txt", "a.md"}) {
            assertThat(
                            encoded(PARSER.parse(name, text, inbox))
                                    .at("/contents/0/parts/0/text")
                                    .asText())
                    .isEqualTo("{{name}} {{role \"system\"}}");
        }
    }

    private Prompt parse(String text) {
        return PARSER.parse("ask.prompt", text.getBytes(UTF_8), inbox);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(inbox.resolve(name), text);
    }

    /** The name of its values would be longer than a name can be. */
    @Test
    void aTemplateOfTheLongestNameHasNoValues() {
        String name = "n".repeat(248) + ".prompt";

        assertThat(encoded(PARSER.parse(name, bytes("Hello"), inbox)).toString()).contains("Hello");
    }

    @Test
    void aPartialThatIsTooLongIsToldByItsOwnLimit() throws IOException {
        write("_big.prompt", "y".repeat(1_100_000));

        assertThat(failureOf(() -> parse("{{> big}}")))
                .hasMessage(
                        "the partial 'big' is 1100000 bytes long, and the limit is 1048576: shorten"
                                + " or split it");
    }
}
