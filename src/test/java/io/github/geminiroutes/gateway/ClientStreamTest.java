package io.github.geminiroutes.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientStreamTest {

    /** A client of events would take the rest for a field of its own. */
    @ParameterizedTest
    @ValueSource(strings = {"{\n\"a\": 1}", "{\r\n\"a\": 1}", "{\r\"a\": 1}", "{ \"a\": 1}"})
    void aPieceIsOneLine(String piece) {
        assertThat(ClientStream.line(piece)).isEqualTo("{ \"a\": 1}");
    }
}
