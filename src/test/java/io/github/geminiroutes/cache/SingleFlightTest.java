package io.github.geminiroutes.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.cache.SingleFlight.Place;
import org.junit.jupiter.api.Test;

class SingleFlightTest {

    private final SingleFlight<String> flights = new SingleFlight<>(2);

    @Test
    void oneAsksAndTheOthersAreHandedBackInTheirOrder() {
        assertThat(flights.join("k", "a", () -> true)).isEqualTo(Place.LEADER);
        assertThat(flights.join("k", "b", () -> true)).isEqualTo(Place.FOLLOWER);
        assertThat(flights.join("k", "r", () -> false)).isEqualTo(Place.REFUSED);
        assertThat(flights.join("other", "x", () -> true)).isEqualTo(Place.LEADER);
        assertThat(flights.join("k", "c", () -> true)).isEqualTo(Place.FOLLOWER);

        assertThat(flights.complete("k")).containsExactly("b", "c");
        assertThat(flights.complete("k")).isEmpty();
        assertThat(flights.join("k", "d", () -> true)).isEqualTo(Place.LEADER);
    }

    @Test
    void noMoreWaitThanAllowedOverAllKeys() {
        flights.join("k", "a", () -> true);
        flights.join("l", "b", () -> true);
        flights.join("k", "c", () -> true);
        flights.join("l", "d", () -> true);

        assertThat(flights.join("k", "e", () -> true)).isEqualTo(Place.ALONE);
        flights.complete("l");
        assertThat(flights.join("k", "e", () -> true)).isEqualTo(Place.FOLLOWER);
    }

    @Test
    void afterACloseNobodyWaitsUntilItIsOpen() {
        flights.join("k", "a", () -> true);
        flights.join("k", "b", () -> true);

        assertThat(flights.close()).containsExactly("b");
        assertThat(flights.join("k", "c", () -> true)).isEqualTo(Place.ALONE);
        assertThat(flights.tryLead("k")).isFalse();
        assertThat(flights.complete("k")).isEmpty();
        flights.open();
        assertThat(flights.tryLead("k")).isTrue();
        assertThat(flights.tryLead("k")).isFalse();
    }
}
