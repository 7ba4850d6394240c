package io.github.geminiroutes.support;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShortKeyTest {

    @Test
    void aLongNameIsOfSixtyFourCharactersAndNoOther() {
        String name = "a".repeat(64);
        assertThat(ShortKey.of(name)).isSameAs(name);
        assertThat(ShortKey.of(name + "b"))
                .hasSize(64)
                .isEqualTo(ShortKey.of(name + 'b'))
                .isNotEqualTo(ShortKey.of(name + "c"))
                .isNotEqualTo(name);
    }
}
