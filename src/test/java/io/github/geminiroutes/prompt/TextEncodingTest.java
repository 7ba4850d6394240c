package io.github.geminiroutes.prompt;

import static io.github.geminiroutes.prompt.PromptFixtures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextEncodingTest {

    private static final String CHINESE = "\u8bf7\u603b\u7ed3\u8fd9\u6bb5\u6587\u5b57\u3002";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "Grüße 🙂\r\n",
                "{\"contents\": []}",
                "1. " + CHINESE + "\n2. " + CHINESE + "\n"
            })
    void wideTextIsReadWithAndWithoutAMark(String text) {
        for (String name : new String[] {"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"}) {
            Charset charset = Charset.forName(name);

            assertThat(Utf8Text.decode(text.getBytes(charset))).as(name).isEqualTo(text);
            assertThat(Utf8Text.decode(("\uFEFF" + text).getBytes(charset)))
                    .as(name + " with its mark")
                    .isEqualTo(text);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ä", "A single \0 within a text of some length.", CHINESE})
    void utf8StaysUtf8(String text) {
        assertThat(Utf8Text.decode(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FF FE 41|its first bytes are the mark of UTF-16LE",
                "FE FF D8 00|its first bytes are the mark of UTF-16BE",
                "41 00 42 00 43 00 0A|3 of its 7 bytes are zero",
                "00 00 00 00 00 00|6 of its 6 bytes are zero",
                "7F 45 4C 46 02 01 01 00 00 00 00 00 03 00 3E 00|7 of its 16 bytes are zero"
            })
    void bytesThatAreNoTextAreRefused(String bytes, String reason) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (String value : bytes.split(" ")) {
            content.write(Integer.parseInt(value, 16));
        }

        assertThat(failureOf(() -> Utf8Text.decode(content.toByteArray())))
                .hasMessageContaining(reason)
                .hasMessageContaining("encode it as UTF-8");
    }
}
