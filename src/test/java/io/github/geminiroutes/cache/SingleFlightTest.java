package io.github.geminiroutes.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.cache.SingleFlight.Place;
import org.junit.jupiter.api.Test;

class SingleFlightTest {

    private final SingleFlight<String> flights = new SingleFlight<>(2);

    @Test
    void oneAsksAndTheOthersAreHandedBackInTheirOrder() {
        assertThat(flights.board("k", "a")).isEqualTo(Place.PILOT);
        assertThat(flights.board("k", "b")).isEqualTo(Place.PASSENGER);
        assertThat(flights.board("other", "x")).isEqualTo(Place.PILOT);
        assertThat(flights.board("k", "c")).isEqualTo(Place.PASSENGER);

        assertThat(flights.land("k")).containsExactly("b", "c");
        assertThat(flights.land("k")).isEmpty();
        assertThat(flights.board("k", "d")).isEqualTo(Place.PILOT);
    }

    @Test
    void noMoreWaitThanAllowedOverAllKeys() {
        flights.board("k", "a");
        flights.board("l", "b");
        flights.board("k", "c");
        flights.board("l", "d");

        assertThat(flights.board("k", "e")).isEqualTo(Place.ALONE);
        flights.land("l");
        assertThat(flights.board("k", "e")).isEqualTo(Place.PASSENGER);
    }

    @Test
    void afterACloseNobodyWaitsUntilItIsOpen() {
        flights.board("k", "a");
        flights.board("k", "b");

        assertThat(flights.close()).containsExactly("b");
        assertThat(flights.board("k", "c")).isEqualTo(Place.ALONE);
        assertThat(flights.tryPilot("k")).isFalse();
        assertThat(flights.land("k")).isEmpty();
        flights.open();
        assertThat(flights.tryPilot("k")).isTrue();
        assertThat(flights.tryPilot("k")).isFalse();
    }
}
