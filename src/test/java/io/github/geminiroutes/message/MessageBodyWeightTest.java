package io.github.geminiroutes.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MessageBodyWeightTest {

    @Test
    void aSmallMessageOfManyEmptyObjectsWeighsAsMuchAsItsTree() {
        String json = "{\"x\":[" + "{},".repeat(80_000) + "{}]}";

        assertThat(MessageBody.weight(json)).isGreaterThan(80_000 * 85 / 4);
        assertThat(MessageBody.weight(json.getBytes(UTF_8))).isEqualTo(MessageBody.weight(json));
    }

    @Test
    void aTextWeighsItsLength() {
        assertThat(MessageBody.weight("Name a river, or a lake.".repeat(1_000))).isEqualTo(24_000);
        assertThat(MessageBody.weight(null)).isZero();
    }
}
