package io.github.geminiroutes.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.geminiroutes.support.GeminiJson;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CacheSectionTest {

    private static Prompt parse(String name, String value) {
        String text = "---\ncache: %s\n---\nQ".formatted(value);
        return new PromptParser(GeminiJson.MAPPER)
                .parse(name, text.getBytes(StandardCharsets.UTF_8), null);
    }

    @ParameterizedTest
    @CsvSource({"off,false", "false,false", "\"off\",false", "on,true", "auto,true", "true,true"})
    void everyFormWithAHeadHasIt(String value, boolean mayBeCached) {
        for (String name : new String[] {"q.md", "q.txt", "q.prompt"}) {
            assertThat(parse(name, value).mayBeCached()).as(name).isEqualTo(mayBeCached);
            assertThat(parse(name, value).request().toString()).doesNotContain("cache");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"never", "1", "{}"})
    void anotherValueIsRefusedByName(String value) {
        assertThatThrownBy(() -> parse("q.prompt", value))
                .isInstanceOf(InvalidPromptException.class)
                .hasMessageContaining("'cache'");
    }
}
