package io.github.geminiroutes.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonEncodingTest {

    private static final String JSON = "{\"text\":\"größer \uD83D\uDE00\"}";

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
    void everyEncodingThatAReaderOfJsonTakesBecomesUtf8(String encoding) {
        Charset charset = Charset.forName(encoding);

        assertThat(new String(JsonEncoding.utf8(JSON.getBytes(charset)), StandardCharsets.UTF_8))
                .isEqualTo(JSON);
        assertThat(
                        new String(
                                JsonEncoding.utf8(("\ufeff" + JSON).getBytes(charset)),
                                StandardCharsets.UTF_8))
                .endsWith(JSON);
    }
}
