package io.github.geminiroutes.support;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the tokens share what is scarce. */
class SharesTest {

    private static int takeAll(Shares shares, String token) {
        int taken = 0;
        while (shares.tryTake(token, 1)) {
            taken++;
        }
        return taken;
    }

    @Test
    void aTokenThatTakesAllItGetsLeavesSomeToEachOther() {
        Shares shares = new Shares(1_000);

        assertThat(takeAll(shares, "greedy")).isEqualTo(875);
        assertThat(takeAll(shares, "second")).isEqualTo(110);
        assertThat(shares.tryTake("modest", 1)).isTrue();
        assertThat(shares.tryTake("greedy", 1)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void ofFewPlacesATokenMayHaveAll(int places) {
        assertThat(takeAll(new Shares(places), "alone")).isEqualTo(places);
    }

    @Test
    void whatIsGivenBackIsFree() {
        Shares shares = new Shares(40);
        assertThat(shares.tryTake("one", 20)).isTrue();
        assertThat(shares.tryTake("one", 21)).isFalse();

        shares.giveBack("one", 20);

        assertThat(shares.tryTake("one", 40)).isTrue();
        assertThat(shares.tryTake("two", 1)).isFalse();
    }
}
