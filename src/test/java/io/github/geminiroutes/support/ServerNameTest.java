package io.github.geminiroutes.support;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Behind the gate a name of the server is one line of plain characters. */
class ServerNameTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gemini-3.8-flash-001",
                "models/gemini-3.8-flash",
                "Qk5vaLC_E4-xvdIP",
                "GenerateRequestsPerDayPerProjectPerModel-FreeTier",
                "generativelanguage.googleapis.com/generate_content_free_tier_requests",
                "MAX_TOKENS"
            })
    void aNameStaysTheSameObject(String name) {
        assertThat(ServerName.of(name)).isSameAs(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v-1\n2026-11-26 INFO forged",
                "v-1\r\u001b[31mred",
                "v\u20281\u202etxt",
                "v\u0085\u009b31m",
                "<script>alert(1)</script>",
                "\"},{\"cost\":0}",
                "ünïcode 😀"
            })
    void whatIsNotPlainBecomesAQuestionMark(String name) {
        assertThat(ServerName.of(name)).contains("?").matches("[ -~]+").doesNotContain("<", "\"");
    }

    @Test
    void aLongNameIsCut() {
        assertThat(ServerName.of("x".repeat(128))).hasSize(128).doesNotContain(".");
        assertThat(ServerName.of("x".repeat(5_000_000))).hasSize(128).endsWith("x...");
    }

    @Test
    void aKeyIsMaskedBeforeTheNameIsCut() {
        KeyMask.add("kEy-in-use-by-ServerNameTest");

        assertThat(ServerName.of("x".repeat(120) + "kEy-in-use-by-ServerNameTest"))
                .hasSizeLessThanOrEqualTo(128)
                .doesNotContain("kEy");
        assertThat(ServerName.of("v AIzaSyA-b_c123456")).isEqualTo("v [key]");
    }

    @Test
    void noNameIsNull() {
        assertThat(ServerName.of(null)).isNull();
        assertThat(ServerName.of(" \n")).isNull();
    }
}
