package io.github.geminiroutes.quota;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.breaker.CircuitBreakers;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole batches in virtual time with an outage of a minute in their midst. */
class OutageSimulationTest {

    private static final String MODEL = "gemini-3.8-flash";

    private final Timeline timeline = new Timeline();

    /**
     * 300 calls at 100 a minute, which only the server knows, take 120 s at least, and with a
     * minute less 180 s. What fails counts in the window, as Google may count it.
     *
     * @param from when the outage begins: in the second minute's calls, or after them
     */
    @ParameterizedTest
    @ValueSource(doubles = {61.6, 61.7, 61.9, 75})
    void anOutageOfAMinuteCostsAMinuteAndAFewSeconds(double from) {
        Instant begin = Timeline.START.plusMillis((long) (from * 1000));
        SimulatedServer server =
                SimulatedServer.sliding().requests(100).down(begin, begin.plusSeconds(60));
        CircuitBreakers breakers = new CircuitBreakers(timeline.clock());
        SimulatedBatch batch =
                new SimulatedBatch(timeline, new Gate(timeline.clock()), server, MODEL, 300, 64)
                        .latency(() -> Duration.ofMillis(500))
                        .breakers(breakers)
                        .start();
        timeline.run();

        long failed = batch.sent().stream().filter(call -> !call.answered()).count();
        assertThat(batch.answered()).isEqualTo(300);
        assertThat(failed).as("the lesson, those in flight, the probes").isLessThan(64 + 64 + 13);
        assertThat(batch.finished()).isLessThan(180 * 1.05);
    }
}
