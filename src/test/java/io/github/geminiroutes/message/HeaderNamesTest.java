package io.github.geminiroutes.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderNamesTest {

    @ParameterizedTest
    @ValueSource(strings = {"JM\u017fMessageID", "brea\u212Adcrumb", "name\n", "na me", "größe"})
    void aNameThatIsNotPlainAsciiStaysOutside(String name) {
        assertThat(HeaderNames.mayComeIn(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"traceparent", "order-id", "X.Y_z", "CamelGeminiModel", "Content-Type"})
    void ordinaryNamesComeIn(String name) {
        assertThat(HeaderNames.mayComeIn(name)).isTrue();
    }
}
