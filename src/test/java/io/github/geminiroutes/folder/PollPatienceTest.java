package io.github.geminiroutes.folder;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PollPatienceTest {
    private static final long MILLISECOND = 1_000_000;

    @ParameterizedTest
    @CsvSource({"1, 1000", "60, 3000", "400, 5000", "2000, 20000"})
    @DisplayName("looks at the inbox are a small part of the time, also where each is slow")
    void waitsInProportionToTheLook(long lookMillis, long waitMillis) {
        PollPatience patience = new PollPatience();
        patience.begin(0);
        long listedAt = lookMillis * MILLISECOND;
        patience.listed(listedAt);

        assertThat(patience.tryEnd(listedAt + waitMillis * MILLISECOND)).isFalse();
        assertThat(patience.tryEnd(listedAt + waitMillis * MILLISECOND + 1)).isTrue();
    }
}
