package io.github.geminiroutes.prompt;

import static io.github.geminiroutes.prompt.PromptFixtures.NOWHERE;
import static io.github.geminiroutes.prompt.PromptFixtures.PARSER;
import static io.github.geminiroutes.prompt.PromptFixtures.encoded;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.support.BlankText;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PromptPropertyTest {

    @Property(tries = 300)
    void anyBodyArrivesExactly(@ForAll("texts") String body) {
        Assume.that(!BlankText.isBlank(body));
        byte[] file = ("---\nsystem: s\n---\n" + body).getBytes(UTF_8);

        JsonNode parts = encoded(PARSER.parse("a.md", file, NOWHERE)).at("/contents/0/parts");

        assertThat(parts.get(parts.size() - 1).get("text").textValue()).isEqualTo(body);
    }

    @Property(tries = 400)
    void anyBytesAreAPromptOrInvalid(@ForAll byte[] content, @ForAll("names") String name) {
        readsOrRefuses(name, content);
    }

    @Property(tries = 600)
    void anyFrontMatterIsAPromptOrInvalid(@ForAll("yamlLike") String frontMatter) {
        readsOrRefuses("a.md", ("---\n" + frontMatter + "\n---\nbody").getBytes(UTF_8));
    }

    @Property(tries = 400)
    void anyJsonIsAPromptOrInvalid(@ForAll("jsonLike") String json) {
        readsOrRefuses("a.json", json.getBytes(UTF_8));
    }

    private static void readsOrRefuses(String name, byte[] content) {
        try {
            assertThat(PARSER.parse(name, content, NOWHERE).request()).isNotEmpty();
        } catch (InvalidPromptException e) {
            assertThat(e.getMessage()).hasSizeBetween(10, 400).doesNotContain("\n", "\r", "\u0000");
        }
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.of("a.txt", "a.md", "a.prompt", "a.json");
    }

    /** Whole characters only: a lone surrogate has no UTF-8; many zeros are no UTF-8, either. */
    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.integers()
                .between(1, Character.MAX_CODE_POINT)
                .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                .list()
                .ofMaxSize(200)
                .map(
                        codePoints -> {
                            StringBuilder text = new StringBuilder();
                            codePoints.forEach(text::appendCodePoint);
                            return text.toString();
                        });
    }

    @Provide
    Arbitrary<String> yamlLike() {
        return pieces(
                "model: ",
                "config:",
                "output:",
                "attachments:",
                "schema: ",
                "format: json",
                "\n",
                "\n  ",
                "- ",
                "{",
                "}",
                "[",
                "]",
                ": ",
                "&a ",
                "*a",
                "!!",
                "!!float ",
                "|",
                ">",
                "'",
                "\"",
                "\\u",
                "d800",
                "%",
                "@",
                "`",
                "#",
                "?",
                "1e9",
                "0x1g",
                "0b2",
                "1_0",
                "-",
                ".nan",
                "~",
                "type: object",
                "$ref: '#'",
                "<<: ",
                "2020-01-01",
                "\t",
                "\u0000",
                "ü",
                "🙂");
    }

    @Provide
    Arbitrary<String> jsonLike() {
        return pieces(
                "{",
                "}",
                "[",
                "]",
                ",",
                ":",
                "\"contents\":",
                "[{}]",
                "\"",
                "\\u",
                "d83d",
                "1e999999",
                "-",
                "null",
                "true",
                "\"generationConfig\":",
                "\"responseJsonSchema\":",
                "{\"type\":",
                "\"$ref\":\"#/a\"",
                "\n",
                "/*",
                "NaN",
                "\uFEFF",
                "\u0000");
    }

    private static Arbitrary<String> pieces(String... pieces) {
        return Arbitraries.of(pieces).list().ofMaxSize(25).map(list -> String.join("", list));
    }
}
