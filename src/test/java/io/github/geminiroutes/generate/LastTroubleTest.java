package io.github.geminiroutes.generate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LastTroubleTest {

    private final LastTrouble trouble = new LastTrouble();

    @Test
    void aTroubleIsToldOnceUntilItIsAnotherOneOrOver() {
        assertThat(trouble.tryNote("a")).isTrue();
        assertThat(trouble.tryNote("a")).isFalse();
        assertThat(trouble.tryNote("b")).isTrue();
        assertThat(trouble.tryNote("a")).isTrue();

        trouble.end();

        assertThat(trouble.tryNote("a")).isTrue();
    }
}
