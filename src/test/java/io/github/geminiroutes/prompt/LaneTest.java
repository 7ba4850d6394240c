package io.github.geminiroutes.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.Priority;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code tier} and {@code priority} in each form of a prompt. */
class LaneTest {

    private static Prompt read(String name, String text) {
        return new PromptParser(GeminiJson.MAPPER)
                .parse(name, text.getBytes(StandardCharsets.UTF_8), null);
    }

    private static final String CONTENTS = "\"contents\":[{\"parts\":[{\"text\":\"q\"}]}]";

    @ParameterizedTest
    @ValueSource(strings = {"p.txt", "p.md", "p.prompt"})
    void aHeadNamesTierAndPriority(String name) {
        Prompt prompt = read(name, "---\ntier: flex\npriority: High\n---\nq");

        assertThat(prompt.lane()).isEqualTo(new Lane(Tier.FLEX, Priority.HIGH));
        assertThat(prompt.request()).hasSize(1);
    }

    @Test
    void aJsonPromptNamesThemToo() {
        Prompt prompt =
                read("p.json", "{" + CONTENTS + ",\"tier\":\"priority\",\"priority\":\"low\"}");

        assertThat(prompt.lane()).isEqualTo(new Lane(Tier.PRIORITY, Priority.LOW));
        assertThat(prompt.request()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "serviceTier, FLEX, FLEX, flex",
        "service_tier, priority, PRIORITY, priority",
        "serviceTier, SERVICE_TIER_STANDARD, STANDARD, standard",
        "serviceTier, deferred, , deferred"
    })
    void googlesOwnFieldIsTheTierAndIsSentInLowerCase(
            String field, String written, Tier tier, String sent) {
        Prompt prompt = read("p.json", "{" + CONTENTS + ",\"" + field + "\":\"" + written + "\"}");

        assertThat(prompt.lane().tier()).isEqualTo(tier);
        assertThat(prompt.request().path(field).asText()).isEqualTo(sent);
    }

    @Test
    void whatIsNotSaidIsOpen() {
        assertThat(read("p.txt", "q").lane()).isEqualTo(Lane.UNSAID);
        assertThat(read("p.md", "---\nmodel: gemini-3.8-flash\n---\nq").lane())
                .isEqualTo(Lane.UNSAID);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "p.md|'---\nmodel: gemini-3.8-flash\ntier: cheap\n---\nq'|3|'tier: cheap' must be standard, flex, priority or batch",
                "p.prompt|'---\ntier: fast\n---\nq'|2|'tier: fast' must be standard, flex, priority or batch",
                "p.md|'---\nmodel: gemini-3.8-flash\npriority: urgent\n---\nq'|3|'priority: urgent' must be high, normal or low",
                "p.md|'---\nmodel: gemini-3.8-flash\npriority: 1\n---\nq'|3|'priority' must be a text, not a number",
                "p.json|'{\"tier\": \"cheap\", \"contents\": [{}]}'|1|must be standard, flex, priority or batch",
                "p.json|'{\"tier\": \"flex\",\n\"serviceTier\": \"flex\", \"contents\": [{}]}'|2|'tier' and 'serviceTier' are the same"
            })
    void anotherValueIsRefusedInOneLine(String name, String text, int line, String message) {
        assertThatThrownBy(() -> read(name, text))
                .isInstanceOfSatisfying(
                        InvalidPromptException.class,
                        e -> {
                            assertThat(e.getMessage()).contains(message).doesNotContain("\n");
                            assertThat(e.getMessage()).contains(Integer.toString(line));
                        });
    }
}
