package io.github.geminiroutes.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ToldOnceTest {

    private final ToldOnce told = new ToldOnce();

    @Test
    void eachIsToldOnceUntilItIsOver() {
        assertThat(told.isNew("a")).isTrue();
        assertThat(told.isNew("a")).isFalse();
        told.forget("a");
        assertThat(told.isNew("a")).isTrue();
    }

    @Test
    void anotherReasonIsToldOnceToo() {
        assertThat(told.isNew("a", "full")).isTrue();
        assertThat(told.isNew("a", "full")).isFalse();
        assertThat(told.isNew("a", "closed")).isTrue();
        assertThat(told.isNew("a", "closed")).isFalse();
    }

    @Test
    void aFloodIsNotTold() {
        assertThat(IntStream.range(0, 1_000).filter(told::isNew).count()).isEqualTo(100);
    }
}
