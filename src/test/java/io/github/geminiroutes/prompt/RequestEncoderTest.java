package io.github.geminiroutes.prompt;

import static io.github.geminiroutes.prompt.PromptFixtures.ENCODER;
import static io.github.geminiroutes.prompt.PromptFixtures.MAPPER;
import static io.github.geminiroutes.prompt.PromptFixtures.failureOf;
import static io.github.geminiroutes.prompt.PromptFixtures.json;
import static io.github.geminiroutes.prompt.PromptFixtures.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestEncoderTest {

    @Test
    void bytesAreCompactWhateverTheMapperPrefers() {
        var encoder =
                new RequestEncoder(new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT));

        assertThat(new String(encoder.encode(text("a \"b\" \\ \n\u0001 é")), UTF_8))
                .isEqualTo(
                        "{\"contents\":[{\"role\":\"user\",\"parts\":"
                                + "[{\"text\":\"a \\\"b\\\" \\\\ \\n\\u0001 é\"}]}]}");
    }

    @Test
    void textThatGrowsByEscapesIsStillWhole() {
        String quotes = "\"".repeat(100_000);

        assertThat(ENCODER.encode(text(quotes))).hasSizeBetween(200_000, 200_100);
        assertThat(failureOf(() -> new RequestEncoder(MAPPER, 150_000).encode(text(quotes))))
                .hasMessageContaining("150000");
    }

    @Test
    void promptTooLongForARequestIsRefusedAtOnce() {
        var parser = new PromptParser(MAPPER, 1000);

        assertThat(failureOf(() -> parser.parse("a.txt", new byte[1001], PromptFixtures.NOWHERE)))
                .hasMessage(
                        "the prompt is 1001 bytes long, more than the 1000 that"
                                + " gemini.max-request-size allows: shorten it or raise the setting");
    }

    @Test
    void halfACharacterInATextFromAnotherRouteIsRefused() {
        for (String text : new String[] {"x\ud800", "\udc00x", "\ud800\ud800\udc00"}) {
            assertThat(failureOf(() -> Prompt.ofText(text, MAPPER)))
                    .hasMessageContaining("half of a character");
        }
    }

    @ParameterizedTest
    @CsvSource({"a, 1", "abcd, 1", "abcde, 2", "привет, 3", "日本語日, 3", "🙂🙂, 2"})
    void tokensFollowTheBytesOfTheText(String body, long tokens) {
        assertThat(ENCODER.estimateInputTokens(text(body))).isEqualTo(tokens);
    }

    @Test
    void inlineImageOfAJsonPromptIsNotCountedAsText() {
        Prompt prompt =
                json(
                        "{\"contents\":[{\"parts\":[{\"inline_data\":{\"mime_type\":\"image/png\",\"data\":\""
                                + "A".repeat(4000)
                                + "\"}},{\"text\":\"four\"}]}]}");

        assertThat(ENCODER.estimateInputTokens(prompt)).isEqualTo(259);
    }
}
