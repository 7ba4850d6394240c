package io.github.geminiroutes.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.support.Priority;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the beginning of a file says of its priority. */
class HeadOfFileTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'---\npriority: high\n---\nq' | HIGH",
                "'---\r\nmodel: m\r\npriority: Low\r\n---\r\nq' | LOW",
                "'# licence\n\n---\n''priority'': \"high\" # why\n---\nq' | HIGH",
                "'---\npriority: urgent\n---\nq' | NORMAL",
                "'---\nmodel: m\n---\npriority: high' | NORMAL",
                "'priority: high' | NORMAL",
                "'---\nnested:\n  priority: high\n---\n' | NORMAL",
                "'---\nnever closed' | NORMAL",
                "'' | NORMAL"
            })
    void onlyTheKeyOfTheHeadCounts(String text, Priority priority) {
        assertThat(HeadOfFile.priority(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(priority);
    }
}
