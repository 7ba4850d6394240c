package io.github.geminiroutes.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.prompt.Attachment;
import io.github.geminiroutes.prompt.AttachmentDirectory;
import io.github.geminiroutes.prompt.AttachmentRules;
import io.github.geminiroutes.prompt.InvalidPromptException;
import io.github.geminiroutes.prompt.Lane;
import io.github.geminiroutes.prompt.Prompt;
import io.github.geminiroutes.prompt.PromptParser;
import io.github.geminiroutes.prompt.RequestEncoder;
import io.github.geminiroutes.prompt.Tier;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.Priority;
import io.github.geminiroutes.support.UntrustedFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StandingPromptTest {

    private static final DocumentName BILL = new DocumentName("2026/bill 7.pdf");

    @TempDir Path inbox;
    private UntrustedFiles files;

    @BeforeEach
    void makeFolder() throws IOException {
        Files.createDirectories(inbox.resolve("bills/2026"));
        Files.write(inbox.resolve("bills/2026/bill 7.pdf"), bytes("%PDF-1.7 x %%EOF"));
        files = new UntrustedFiles(inbox, false);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private StandingPrompt parse(String text) {
        return StandingPrompt.parse(
                bytes(text),
                new PromptParser(GeminiJson.MAPPER),
                new AttachmentDirectory(files, AttachmentRules.NONE, "bills/"),
                () -> 0);
    }

    private Attachment pdf() throws IOException {
        String name = "bills/2026/bill 7.pdf";
        return new Attachment(name, files, "application/pdf", files.look(name));
    }

    private static JsonNode sent(Prompt prompt) throws IOException {
        return GeminiJson.MAPPER.readTree(new RequestEncoder(GeminiJson.MAPPER).encode(prompt));
    }

    private static JsonNode parts(JsonNode request) {
        return request.at("/contents/0/parts");
    }

    @Test
    void aTextPrecedesTheQuestion() throws IOException {
        Prompt prompt = parse("Sum it up.").ofText(BILL, "{{not a template}} 7 EUR");

        assertThat(parts(sent(prompt)).findValuesAsText("text"))
                .containsExactly("{{not a template}} 7 EUR", "Sum it up.");
    }

    @Test
    void aTextGoesWhereItsPlaceIs() throws IOException {
        Prompt prompt =
                parse("{{name}}|{{stem}}|{{path}}: <{{document}}> {{json document}}")
                        .ofText(BILL, "a {{name}}\n\"b\"");

        assertThat(parts(sent(prompt)).findValuesAsText("text"))
                .containsExactly(
                        "bill 7.pdf|bill 7|2026/bill 7.pdf: <a {{name}}\n\"b\"> \"a"
                                + " {{name}}\\n\\\"b\\\"\"");
    }

    @Test
    void mediaPrecedeTheQuestionOrGoWhereTheirPlaceIs() throws IOException {
        JsonNode before = parts(sent(parse("---\nsystem: Be brief\n---\n").ofMedia(BILL, pdf())));
        JsonNode marked = parts(sent(parse("A {{document}} B").ofMedia(BILL, pdf())));
        JsonNode asMedia = parts(sent(parse("A {{media url=document}} B").ofMedia(BILL, pdf())));

        assertThat(before).hasSize(1);
        assertThat(before.at("/0/inlineData/mimeType").asText()).isEqualTo("application/pdf");
        for (JsonNode parts : new JsonNode[] {marked, asMedia}) {
            assertThat(parts).hasSize(3);
            assertThat(parts.at("/0/text").asText()).startsWith("A");
            assertThat(parts.at("/1/inlineData/data").asText()).isNotEmpty();
            assertThat(parts.at("/2/text").asText()).endsWith("B");
        }
    }

    @Test
    void aTextAtThePlaceOfMediaIsAPartOfItsOwn() throws IOException {
        Prompt prompt = parse("A {{media url=document}} B").ofText(BILL, "x");

        assertThat(parts(sent(prompt)).findValuesAsText("text")).containsExactly("A ", "x", " B");
    }

    @Test
    void theDocumentGoesIntoTheTurnOfTheUser() throws IOException {
        JsonNode request =
                sent(parse("{{role \"system\"}}Be brief{{role \"user\"}}Ask").ofText(BILL, "x"));

        assertThat(request.at("/systemInstruction/parts/0/text").asText()).isEqualTo("Be brief");
        assertThat(parts(request).findValuesAsText("text")).containsExactly("x", "Ask");
    }

    @Test
    void theHeadHoldsForEachDocument() throws IOException {
        StandingPrompt prompt =
                parse(
                        """
                        ---
                        model: gemini-3.5-flash
                        tier: flex
                        priority: low
                        cache: off
                        budget: 2.50
                        config: {temperature: 0}
                        output: {schema: {total: number}}
                        ---
                        Read it.
                        """);

        assertThat(prompt.model()).isEqualTo("gemini-3.5-flash");
        assertThat(prompt.budget()).isEqualByComparingTo("2.5");
        assertThat(prompt.isOfRows()).isFalse();
        for (String text : new String[] {"one", "two"}) {
            Prompt one = prompt.ofText(BILL, text);
            assertThat(one.model()).isEqualTo("gemini-3.5-flash");
            assertThat(one.output().schema().at("/properties/total/type").asText())
                    .isEqualTo("number");
            assertThat(sent(one).at("/generationConfig/temperature").asInt(9)).isZero();
            assertThat(parts(sent(one)).findValuesAsText("text")).contains(text);
        }
    }

    @Test
    void aRowsColumnsAreTheVariables() throws IOException {
        StandingPrompt prompt =
                parse("---\nrows: true\ninput: {default: {tone: kind}}\n---\n{{tone}} {{product}}");

        Prompt row =
                prompt.ofRow(
                        new DocumentName("products.csv"),
                        JsonNodeFactory.instance.objectNode().put("product", "{{x}} lamp"));

        assertThat(prompt.isOfRows()).isTrue();
        assertThat(parts(sent(row)).findValuesAsText("text")).containsExactly("kind {{x}} lamp");
        assertThatThrownBy(
                        () ->
                                prompt.ofRow(
                                        new DocumentName("products.csv"),
                                        JsonNodeFactory.instance.objectNode()))
                .isInstanceOf(InvalidPromptException.class)
                .hasMessageContaining("product");
    }

    @Test
    void whatIsBrokenIsToldWhenTheTaskIsRead() {
        assertThatThrownBy(() -> parse("---\nmodle: x\n---\nAsk"))
                .hasMessageContaining("line 2")
                .hasMessageContaining("modle");
        assertThatThrownBy(() -> parse("Ask {{customer}}")).hasMessageContaining("customer");
        assertThatThrownBy(() -> parse("Ask {{#if name}}")).hasMessageContaining("line 1");
        assertThatThrownBy(() -> parse(" \n")).hasMessageContaining("empty");
        assertThatThrownBy(() -> parse("{{role \"system\"}}{{document}}"))
                .isInstanceOf(InvalidPromptException.class);
        assertThatThrownBy(() -> parse("---\nrows: maybe\n---\nx")).hasMessageContaining("rows");
        assertThatThrownBy(() -> parse("---\nbudget: lots\n---\nx")).hasMessageContaining("budget");
        assertThatThrownBy(() -> parse("---\nbudget: 1e-999999999\n---\nx"))
                .hasMessageContaining("from 0 up to 1000000000");
        assertThatThrownBy(() -> parse("---\nbudget: 1e999999999\n---\nx"))
                .hasMessageContaining("from 0 up to 1000000000");
        assertThatThrownBy(() -> parse("---\nbudget: -1\n---\nx"))
                .hasMessageContaining("from 0 up");
    }

    @Test
    void aSchemaOfTheInputNeedNotKnowTheDocument() {
        String schema = "---\ninput: {schema: {tone: string%s}, default: {tone: x}}\n---\nAsk";

        assertThat(parse(schema.formatted("")).ofText(BILL, "x")).isNotNull();
        assertThat(parse(schema.formatted(", document: string")).ofText(BILL, "x")).isNotNull();
    }

    @Test
    void filesOfTheTaskAreNoDocuments() throws IOException {
        Files.write(inbox.resolve("bills/style.txt"), bytes("short"));

        assertThat(parse("---\nattachments: style.txt\n---\nAsk").ownFiles())
                .containsExactly("bills/style.txt");
    }

    @Test
    void aMissingValueIsNotLookedForInAFileThatATaskDoesNotRead() {
        StandingPrompt rows = parse("---\nrows: true\n---\n{{product}}");

        for (String broken : List.of("{{product}}", "{{#each products}}x{{/each}}", "{{json a}}")) {
            assertThatThrownBy(() -> parse(broken))
                    .isInstanceOf(InvalidPromptException.class)
                    .hasMessageContaining("has no value: give it one under input.default, or")
                    .hasMessageNotContaining("input.json");
        }
        assertThatThrownBy(
                        () ->
                                rows.ofRow(
                                        new DocumentName("t.csv"),
                                        JsonNodeFactory.instance.objectNode()))
                .hasMessageContaining(
                        "'product' has no value: give it one in a column of the table")
                .hasMessageNotContaining("input.json");
    }

    @Test
    void aBudgetIsAnAmountOfMoney() {
        for (String amount : List.of("0", "2.5", "1000000000", "0.000001")) {
            assertThat(parse("---\nbudget: " + amount + "\n---\nAsk").budget())
                    .isEqualByComparingTo(amount);
        }
        for (String wrong :
                List.of(
                        "-1",
                        ".nan",
                        "NaN",
                        ".inf",
                        "1e10",
                        "1e2147483640",
                        "1e-2147483640",
                        "much",
                        "[1]",
                        "true")) {
            assertThatThrownBy(() -> parse("---\nbudget: " + wrong + "\n---\nAsk"))
                    .as(wrong)
                    .isInstanceOf(InvalidPromptException.class)
                    .hasMessageMatching(".*'budget' must be a number of USD.*|.*broken YAML.*");
        }
    }

    private static final String LONG = "What is allowed. ".repeat(200);

    private static ObjectNode row(String a) {
        return JsonNodeFactory.instance.objectNode().put("a", a).put("b", "second");
    }

    /** What a row shares, as it would lie in a cache, and what is left to be sent. */
    private String shared(String template) throws IOException {
        Prompt prompt = parse("---\nrows: true\n" + template).ofRow(BILL, row("one"), () -> 9);
        if (prompt.prefix() == null) {
            return null;
        }
        assertThat(prompt.prefix().waiting().getAsLong()).isEqualTo(9);
        return sent(prompt.prefix().of(prompt)) + " | " + sent(prompt.prefix().rest(prompt, "c"));
    }

    @Test
    void rowsShareWhatPrecedesTheirFirstValue() throws IOException {
        String text = "{\"text\":\"" + LONG.strip();
        assertThat(shared("---\n" + LONG + "A: {{a}}, B: {{b}}"))
                .contains(text + " A: \"}")
                .contains(
                        "| {\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"one, B: second\"}]}],\"cachedContent\":\"c\"}");
        assertThat(shared("---\n" + LONG + "{{#if a}}yes {{/if}}B: {{b}}"))
                .as("a condition depends on the row, too")
                .contains(text, "{\"text\":\"yes B: second\"}");
        assertThat(shared("---\n" + LONG + "All: {{json this}}"))
                .as("all values at once")
                .contains(text + " All: \"}");
        assertThat(
                        shared(
                                "input:\n  default: {rule: Be fair., list: [1, 2]}\n---\n"
                                        + "{{role \"system\"}}{{rule}} "
                                        + LONG
                                        + "{{role \"user\"}}{{#each list}}({{this}}){{/each}}{{role \"model\"}}Yes.{{role \"user\"}}{{a}}"))
                .contains("Be fair. What is", "(1)(2)", "\"role\":\"model\"")
                .endsWith(
                        "| {\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"one\"}]}],\"cachedContent\":\"c\"}");
    }

    @Test
    void rowsShareNothingWhereTheirValuesComeFirstOrNothingIsLeftToSend() throws IOException {
        for (String template :
                List.of(
                        "---\n{{a}} " + LONG,
                        "---\n" + LONG,
                        "---\nShort: {{a}}",
                        "---\n" + LONG + "{{#unless a}}no{{/unless}}",
                        "---\n" + LONG + "{{a}}{{role \"system\"}}Be brief.",
                        "cache: off\n---\n" + LONG + "{{a}}")) {
            assertThat(shared(template)).as(template).isNull();
        }
    }

    @Test
    void theLaneOfTheHeadIsThatOfEachDocumentAndRow() throws IOException {
        Lane lane = new Lane(Tier.FLEX, Priority.LOW, false);
        String head = "---\ntier: flex\npriority: low\ncache: off\n";
        StandingPrompt documents = parse(head + "---\nAsk");
        StandingPrompt rows = parse(head + "rows: true\n---\nAsk {{a}}");

        assertThat(documents.ofText(BILL, "x").lane()).isEqualTo(lane);
        assertThat(documents.ofMedia(BILL, pdf()).lane()).isEqualTo(lane);
        assertThat(rows.ofRow(BILL, JsonNodeFactory.instance.objectNode().put("a", "x")).lane())
                .isEqualTo(lane);
    }

    @Test
    void aLaneThatThereIsNotStopsTheTaskBeforeItsFirstRow() {
        for (String broken : List.of("tier: fast", "priority: 1", "cache: maybe")) {
            assertThatThrownBy(() -> parse("---\n" + broken + "\nrows: true\n---\nAsk {{a}}"))
                    .isInstanceOf(InvalidPromptException.class);
        }
    }

    @Test
    void itsDocumentsShareWhatPrecedesThem() {
        DocumentName name = new DocumentName("a.txt");
        StandingPrompt prompt = parse("---\ncache: on\n---\nRules for all: {{document}}. Done?");
        Prompt ofText = prompt.ofText(name, "a text");

        assertThat(ofText.prefix().isForced()).isTrue();
        assertThat(ofText.prefix().of(ofText).request().findValuesAsText("text"))
                .containsExactly("Rules for all: ");
        Prompt ofBytes = prompt.ofBytes(name, "image/png", new byte[] {1});
        assertThat(ofBytes.prefix().of(ofBytes).request())
                .isEqualTo(ofText.prefix().of(ofText).request());
        assertThat(parse("Say it: {{document}}").ofText(name, "a").prefix().isForced()).isFalse();
        assertThat(parse("---\ncache: off\n---\nSay: {{document}}").ofText(name, "a").prefix())
                .isNull();
        assertThat(parse("---\ntier: batch\n---\nSay: {{document}}").ofText(name, "a").prefix())
                .isNull();
    }
}
