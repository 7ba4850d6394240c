package io.github.geminiroutes.prompt;

import static io.github.geminiroutes.prompt.PromptFixtures.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MediaEndTest {

    @ParameterizedTest
    @CsvSource({
        "'%PDF-1.7 … %%EOF\n', WHOLE",
        "'%PDF-1.7 …', CUT",
        "'\u0089PNG\r\n\u001a\n… IEND\u00ae', WHOLE",
        "'\u0089PNG\r\n\u001a\n…', CUT",
        "'\u00ff\u00d8\u00ff … \u00ff\u00d9', WHOLE",
        "'\u00ff\u00d8\u00ff …', CUT",
        "'RIFF\u0004\0\0\0WAVE', WHOLE",
        "'RIFF\u0005\0\0\0WAVE', CUT",
        "'RIFF\u00ff\u00ff\u00ff\u00ffWAVE', CUT",
        "'RIFF', UNKNOWN",
        "'a,b\n1,2', UNKNOWN",
        "'', UNKNOWN"
    })
    void aFormatWithAnEndTellsWhetherItIsThere(String content, MediaEnd end) {
        byte[] file = bytes(content);

        assertThat(MediaEnd.of(file, file, file.length)).isEqualTo(end);
    }
}
