package io.github.geminiroutes.support;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JsonWeightTest {

    @Test
    void noJsonHasMoreTokens() {
        assertThat(JsonWeight.mostTokens("{\"a\":[{},[],1,\"\"],b:{}}".getBytes(UTF_8)))
                .isGreaterThanOrEqualTo(14);
        assertThat(JsonWeight.mostTokens("7".getBytes(UTF_8))).isEqualTo(1);
        assertThat(JsonWeight.mostTokens("[7,{}]"))
                .isEqualTo(JsonWeight.mostTokens("[7,{}]".getBytes(UTF_8)));
    }

    @Test
    void aSmallTextThatIsALargeTreeWeighsAsTheTree() {
        String json = "{},".repeat(80_000);

        assertThat(JsonWeight.ofRequest(json)).isGreaterThan(80_000 * 85 / 4);
        assertThat(JsonWeight.ofRequest(json.getBytes(UTF_8)))
                .isEqualTo(JsonWeight.ofRequest(json));
    }

    @Test
    void aTextWeighsWhatItHas() {
        String text = "Name a river, or a lake.".repeat(1_000);

        assertThat(JsonWeight.ofRequest(text)).isEqualTo(text.length());
    }

    @Test
    void noTreeWeighsMoreThanTheLargestThatARequestMayHave() {
        String commas = ",".repeat(20_000_000);

        assertThat(JsonWeight.ofRequest(commas)).isLessThan(24_000_000);
    }
}
