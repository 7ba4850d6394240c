package io.github.geminiroutes.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What counts as an amount of money, and what would only fill the memory. */
class UsdTest {

    @ParameterizedTest
    @ValueSource(strings = {"0", "5", " 0.50 ", "1e3", "1000000000", "0.000000000001"})
    void readsAnAmount(String text) {
        assertThat(Usd.parse(text)).isEqualByComparingTo(text.strip());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1",
                "NaN",
                "Infinity",
                "",
                "five",
                "1000000001",
                "1e2147483647",
                "1e-2147483647"
            })
    void refusesWhatIsNone(String text) {
        assertThatThrownBy(() -> Usd.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be an amount in USD such as 5 or 0.50");
    }
}
