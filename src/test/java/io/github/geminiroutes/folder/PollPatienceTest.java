package io.github.geminiroutes.folder;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PollPatienceTest {

    private static final long MILLISECOND = 1_000_000;

    private long now;
    private final PollPatience patience = new PollPatience(() -> now);

    @ParameterizedTest
    @CsvSource({"1, 1000", "60, 3000", "400, 5000", "2000, 20000"})
    @DisplayName("looks at the inbox are a small part of the time, also where each is slow")
    void waitsInProportionToTheLook(long lookMillis, long waitMillis) {
        patience.begin();
        now += lookMillis * MILLISECOND;
        patience.listed();

        now += waitMillis * MILLISECOND;
        assertThat(patience.tryEnd()).isFalse();
        now++;
        assertThat(patience.tryEnd()).isTrue();
    }

    @Test
    void onlyOneThatWaitsForAPlaceSaysThatThereIsNone() {
        patience.begin();
        patience.listed();
        assertThat(patience.tryEndWait()).isFalse();
        now += 2_000 * MILLISECOND;
        assertThat(patience.tryEnd()).isTrue();
        patience.begin();
        assertThat(patience.wasFull()).isFalse();

        patience.listed();
        now += 2_000 * MILLISECOND;
        assertThat(patience.tryEndWait()).isTrue();
        patience.begin();
        assertThat(patience.wasFull()).isTrue();
    }
}
