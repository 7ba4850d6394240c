package io.github.geminiroutes.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.cache.SingleFlight.Place;
import org.junit.jupiter.api.Test;

class SingleFlightTest {

    private final SingleFlight<String> flights = new SingleFlight<>(2);

    @Test
    void oneAsksAndTheOthersAreHandedBackInTheirOrder() {
        assertThat(flights.join("k", "a")).isEqualTo(Place.LEADER);
        assertThat(flights.join("k", "b")).isEqualTo(Place.FOLLOWER);
        assertThat(flights.join("other", "x")).isEqualTo(Place.LEADER);
        assertThat(flights.join("k", "c")).isEqualTo(Place.FOLLOWER);

        assertThat(flights.complete("k")).containsExactly("b", "c");
        assertThat(flights.complete("k")).isEmpty();
        assertThat(flights.join("k", "d")).isEqualTo(Place.LEADER);
    }

    @Test
    void noMoreWaitThanAllowedOverAllKeys() {
        flights.join("k", "a");
        flights.join("l", "b");
        flights.join("k", "c");
        flights.join("l", "d");

        assertThat(flights.join("k", "e")).isEqualTo(Place.ALONE);
        flights.complete("l");
        assertThat(flights.join("k", "e")).isEqualTo(Place.FOLLOWER);
    }

    @Test
    void afterACloseNobodyWaitsUntilItIsOpen() {
        flights.join("k", "a");
        flights.join("k", "b");

        assertThat(flights.close()).containsExactly("b");
        assertThat(flights.join("k", "c")).isEqualTo(Place.ALONE);
        assertThat(flights.tryLead("k")).isFalse();
        assertThat(flights.complete("k")).isEmpty();
        flights.open();
        assertThat(flights.tryLead("k")).isTrue();
        assertThat(flights.tryLead("k")).isFalse();
    }
}
