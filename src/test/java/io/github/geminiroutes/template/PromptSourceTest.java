package io.github.geminiroutes.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the head of a prompt file is. */
class PromptSourceTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "---\nmodel: m\n---\nHi",
                "---  \nmodel: m\n--- \n\n  Hi\n\n",
                "\n\n---\nmodel: m\n---\nHi\n",
                "# Licence\n#\n# of ours\n\n---\nmodel: m\n---\nHi",
                "{{! Licence }}\n---\nmodel: m\n---\nHi",
                "{{!-- Licence\n{{of}} ours\n--}}\n# more\n---\nmodel: m\n---\nHi",
            })
    void commentsAndBlankLinesMayPrecedeTheHead(String text) {
        PromptSource source = PromptSource.split(text);

        assertThat(source.head()).isEqualTo("model: m\n");
        assertThat(source.body()).isEqualTo("Hi");
        assertThat(text.lines().toList().get(source.linesBeforeHead())).isEqualTo("model: m");
        assertThat(text.lines().toList().get(source.linesBeforeBody()).strip()).isEqualTo("Hi");
    }

    @Test
    void lineEndsOfWindowsAreLineEnds() {
        PromptSource source = PromptSource.split("# a\r\n---\r\nmodel: m\r\n---\r\nHi\r\nyou\r\n");

        assertThat(source.head()).isEqualTo("model: m\r\n");
        assertThat(source.body()).isEqualTo("Hi\r\nyou");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Hi\n---\nmodel: m\n---\n",
                "# A title\n\nText\n---\na: b\n---\n",
                "{{! remark }} Hi\n---\na: b\n---\n",
                "---\n\nA rule, and no head",
                "----\na: b\n----\n",
                "{{!-- open\n---\na: b\n---\n",
                "  Hi  \n",
                "",
            })
    void allElseIsTheBodyAsItIs(String text) {
        assertThat(PromptSource.split(text)).isEqualTo(new PromptSource(null, 0, text, 0));
    }

    @Test
    void aHeadMayBeEmptyAndABodyToo() {
        assertThat(PromptSource.split("---\n---\nHi").head()).isEmpty();
        assertThat(PromptSource.split("---\na: b\n---").body()).isEmpty();
    }

    @Test
    void aHeadWithoutEndIsRefused() {
        assertThatThrownBy(() -> PromptSource.split("# a\n---\nmodel: m\nHi\n"))
                .isInstanceOfSatisfying(
                        TemplateException.class, e -> assertThat(e.line()).isEqualTo(2))
                .hasMessageContaining("---");
    }
}
