package io.github.geminiroutes.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.geminiroutes.prompt.InvalidPromptException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client may send as JSON. */
class GatewayRequestTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":[\"b\\nc\",],}",
                "{/* why */\"a\":[\"b\\nc\"]} // end",
                "{\"a\":[\"b\nc\"]}",
                "{a:['b\\nc']}"
            })
    void aBodyIsReadAsGoogleReadsIt(String body) {
        assertThat(Gateway.read(body.getBytes(UTF_8))).hasToString("{\"a\":[\"b\\nc\"]}");
    }

    @Test
    void numbersMayBeginOrEndWithTheirPoint() {
        assertThat(Gateway.read("{\"a\":.5,\"b\":2.}".getBytes(UTF_8)).path("a").asDouble())
                .isEqualTo(0.5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{\"a\":1", "{\"a\":1} {}", "{\"a\":,}", "{,}"})
    void whatIsNoObjectIsRefused(String body) {
        assertThatThrownBy(() -> Gateway.read(body.getBytes(UTF_8)))
                .isInstanceOf(InvalidPromptException.class)
                .hasMessageStartingWith("Invalid JSON payload received");
    }
}
