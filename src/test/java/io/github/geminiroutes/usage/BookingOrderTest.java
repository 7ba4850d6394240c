package io.github.geminiroutes.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.testing.SettableClock;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The order of the lines of the usage log, and of the sums that go with it. */
class BookingOrderTest {

    private static final CallRecord MADE =
            CallRecords.answered(CallRecords.MODEL, null, BigDecimal.ONE);

    @Test
    void ofCallsThatEndTogetherEachIsAddedBeforeTheNextHasALine() throws Exception {
        BookingOrder order = new BookingOrder(Clock.systemUTC());
        List<Instant> lines = new ArrayList<>();
        List<Instant> added = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> calls = new ArrayList<>();
            for (int i = 0; i < 800; i++) {
                calls.add(
                        threads.submit(
                                () ->
                                        order.book(
                                                MADE,
                                                call -> {
                                                    assertThat(added).hasSameSizeAs(lines);
                                                    lines.add(call.time());
                                                    added.add(call.time());
                                                })));
            }
            for (Future<?> call : calls) {
                call.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(added).hasSize(800).isEqualTo(lines).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void theTimeOfACallIsThatOfItsBooking() {
        SettableClock clock = new SettableClock(CallRecords.NOW.plusSeconds(7));
        BookingOrder order = new BookingOrder(clock);

        CallRecord one = order.book(MADE, call -> {});
        CallRecord two = order.book(MADE, call -> {});

        assertThat(one).isEqualTo(MADE.at(clock.instant()));
        assertThat(two.time()).isEqualTo(clock.instant().plusNanos(1));
    }

    @Test
    void aClockThatIsSetBackHoldsForTheNextCall() {
        SettableClock clock = new SettableClock(CallRecords.NOW);
        BookingOrder order = new BookingOrder(clock);
        order.book(MADE, call -> {});
        clock.advance(Duration.ofDays(-3));

        assertThat(order.book(MADE, call -> {}).time()).isEqualTo(clock.instant());
    }
}
