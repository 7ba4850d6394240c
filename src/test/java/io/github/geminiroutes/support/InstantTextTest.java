package io.github.geminiroutes.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstantTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-26T21:36:13Z",
                "2026-11-26T21:36:13.100Z",
                "2026-11-26T21:36:13.001Z",
                "2026-11-26T21:36:13.001002Z",
                "2026-11-26T21:36:13.000000009Z",
                "2026-11-26T21:36:13.999999999Z",
                "2026-11-26T21:37:00Z",
                "1970-01-01T00:00:00.5Z",
                "1969-12-31T23:59:59.25Z",
                "-0001-02-03T04:05:06.007Z",
                "+10000-01-01T00:00:00.000001Z",
            })
    void aMomentHasTheTextThatJavaGivesIt(String text) {
        Instant moment = Instant.parse(text);
        Instant later = moment.plusMillis(1);

        assertThat(InstantText.of(moment)).isEqualTo(moment.toString());
        assertThat(InstantText.of(later)).isEqualTo(later.toString());
    }

    @Test
    void aMomentOfAnEarlierSecondKeepsItsText() {
        Instant moment = Instant.parse("2026-11-26T21:36:13.5Z");
        for (int seconds = 0; seconds <= 130; seconds++) {
            InstantText.of(moment.plusSeconds(seconds));

            assertThat(InstantText.of(moment)).isEqualTo("2026-11-26T21:36:13.500Z");
        }
    }
}
