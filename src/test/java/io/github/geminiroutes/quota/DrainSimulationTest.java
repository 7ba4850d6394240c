package io.github.geminiroutes.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole batches in virtual time: how long they take, and how many calls are wasted. */
class DrainSimulationTest {

    private static final String MODEL = "gemini-3.8-flash";

    private final Timeline timeline = new Timeline();

    @Test
    void takesTheLeastTimeThatAKnownLimitAllows() {
        SimulatedBatch batch =
                batch(gate(100L), SimulatedServer.sliding().requests(100), 300, 300).start();
        timeline.run();

        assertThat(batch.refused()).isZero();
        assertThat(batch.finished()).isBetween(120.0, 120 + 2 * 0.3 + 3 * 0.6 + 0.1);
        assertThat(batch.asksPerCall()).isLessThan(2.5);
    }

    @Test
    void learnsAnUnknownLimitFromItsFirstRefusals() {
        SimulatedBatch batch =
                batch(gate(null), SimulatedServer.sliding().requests(100), 300, 64).start();
        timeline.run();

        assertThat(batch.refused()).isLessThanOrEqualTo(64);
        assertThat(batch.refusedAfter(1)).isZero();
        assertThat(batch.finished()).isLessThan(120 * 1.1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void keepsWhatItLearnedOverARestart(boolean orderly, @TempDir Path directory) {
        Gate gate = kept(directory);
        SimulatedBatch batch =
                batch(gate, SimulatedServer.sliding().requests(100), 400, 64).start();
        double middle = 61.5; // in the middle of the second minute's calls, or just after them
        timeline.at(
                middle,
                () -> {
                    if (orderly) {
                        gate.close();
                    } else {
                        gate.maintain(); // a timer's work
                    }
                    batch.restart(kept(directory));
                });
        timeline.run();

        assertThat(batch.answered()).isEqualTo(400);
        assertThat(batch.refusedAfter(middle)).isZero();
        assertThat(batch.finished()).isLessThan(180 * 1.1);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 60.5, 60.7, 61.5, 64, 90, 121})
    void wastesFewCallsAfterAKill(double when, @TempDir Path directory) {
        Gate gate = kept(directory);
        SimulatedBatch batch =
                batch(gate, SimulatedServer.sliding().requests(100), 400, 64).start();
        for (int second = 1; second < when; second++) {
            timeline.at(second, gate::maintain);
        }
        timeline.at(when, () -> batch.restart(kept(directory)));
        timeline.run();

        assertThat(batch.answered()).isEqualTo(400);
        assertThat(batch.refusedAfter(when)).isLessThanOrEqualTo(when % 60 < 3 ? 10 : 0);
    }

    @ParameterizedTest
    @ValueSource(doubles = {60.5, 60.8, 75, 90, 119.9, 121})
    void wastesLittleIfTheLimitIsLowered(double when) {
        SimulatedServer server = SimulatedServer.sliding().requests(100);
        SimulatedBatch batch = batch(gate(null), server, 600, 64).start();
        timeline.at(when, () -> server.requests(50));
        timeline.run();

        assertThat(batch.answered()).isEqualTo(600);
        assertThat(batch.refusedAfter(1)).isLessThan(18);
    }

    @ParameterizedTest
    @ValueSource(doubles = {60.5, 75, 90, 110, 119.9})
    void wastesLittleIfAnotherProgramUsesTheQuota(double when) {
        SimulatedServer server = SimulatedServer.sliding().requests(100);
        SimulatedBatch batch = batch(gate(100L), server, 600, 64).start();
        timeline.at(when, () -> server.eat(50, timeline.now()));
        timeline.run();

        assertThat(batch.answered()).isEqualTo(600);
        assertThat(batch.refused()).isLessThan(18);
        assertThat(batch.finished()).isLessThan(370);
    }

    @Test
    void copesWithAProgramThatUsesTheQuotaAllTheTime() {
        SimulatedServer server = SimulatedServer.sliding().requests(100);
        SimulatedBatch batch = batch(gate(100L), server, 600, 64).start();
        for (int i = 0; i < 1200; i++) {
            timeline.at(i * 1.2, () -> server.eat(1, timeline.now()));
        }
        timeline.run();

        assertThat(batch.answered()).isEqualTo(600);
        assertThat(batch.refused()).isLessThan(100);
    }

    /** A call now and then is refused, and the server says how long that lasts: it is right. */
    @ParameterizedTest
    @CsvSource({
        "190, 100000, 1",
        "190, 5000, 1",
        "190, 2000, 1",
        "40, 100000, 0.5",
        "40, 5000, 0.5"
    })
    void anIsolatedRefusalCostsTheServersDelayAndNoMore(int every, long limit, double delay) {
        Duration named = Duration.ofMillis((long) (delay * 1000));
        SimulatedServer server = SimulatedServer.sliding().requests(limit).refuseEach(every, named);
        SimulatedBatch batch =
                batch(gate(null), server, 1_500, 64).latency(() -> Duration.ofMillis(430)).start();
        timeline.run();

        double unhindered = 1_500 / (64 / 0.43);
        double pauses = batch.refused() * (delay + 0.43);
        assertThat(batch.answered()).isEqualTo(1_500);
        assertThat(batch.finished()).isLessThan((unhindered + pauses) * 1.3 + 1);
    }

    /** The least wait doubles, whatever the server names. */
    @Test
    void aServerThatNamesATinyDelayForEverIsAskedEverMoreSeldom() {
        SimulatedServer server = SimulatedServer.sliding().refuseEach(1, Duration.ofNanos(1));
        SimulatedBatch batch = batch(gate(null), server, 10, 10).start();
        timeline.at(60, () -> server.refuseEach(0, Duration.ZERO));
        timeline.run();

        assertThat(batch.answered()).isEqualTo(10);
        assertThat(batch.refused()).isLessThan(12 * 10);
        assertThat(batch.finished()).isLessThan(130);
    }

    @Test
    void isNotRefusedByAServerThatCountsMinutesOfTheClock() {
        SimulatedServer server = new SimulatedServer(true).requests(100);
        SimulatedBatch known = batch(gate(100L), server, 600, 64).start();
        timeline.run();

        assertThat(known.refused()).isZero();
    }

    @Test
    void learnsFromAServerThatCountsMinutesOfTheClock() {
        SimulatedServer server = new SimulatedServer(true).requests(100);
        SimulatedBatch batch = batch(gate(null), server, 2_500, 64).start();
        timeline.run();

        assertThat(batch.refused()).isLessThanOrEqualTo(64);
        assertThat(batch.refusedAfter(1)).isZero();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1, 2})
    void keepsToATokenLimitWithVeryDifferentLengths(double estimatedPerActual) {
        long limit = 100_000;
        SplittableRandom random = new SplittableRandom(5);
        long[] lengths = random.longs(1_000, 10, 8_000).map(n -> n % 5 == 0 ? n : n / 20).toArray();
        long total = java.util.Arrays.stream(lengths).sum();
        Gate gate = gate(null);
        gate.limit(LimitKind.INPUT_TOKENS_PER_MINUTE, limit);
        SimulatedBatch batch =
                batch(gate, SimulatedServer.sliding().tokens(limit), 1_000, 64)
                        .tokens(prompt -> lengths[(int) prompt], estimatedPerActual)
                        .start();
        timeline.run();

        assertThat(batch.refused()).isLessThan(30);
        assertThat(batch.finished()).isLessThan(60.0 * total / limit * 1.03);
    }

    @Test
    void oneModelDoesNotDelayAnother() {
        Gate gate = gate(50L);
        SimulatedBatch slow = batch(gate, SimulatedServer.sliding().requests(50), 200, 64).start();
        SimulatedBatch other =
                new SimulatedBatch(
                                timeline,
                                gate,
                                SimulatedServer.sliding().requests(50),
                                "gemini-3.7-flash",
                                100,
                                64)
                        .start();
        timeline.run();

        assertThat(slow.finished()).isBetween(180.0, 184.0);
        assertThat(other.finished()).isBetween(60.0, 62.0);
    }

    @Test
    void isNotRefusedIfTransitTimesDiffer() {
        SplittableRandom random = new SplittableRandom(11);
        SimulatedBatch batch =
                batch(gate(100L), SimulatedServer.sliding().requests(100), 1_000, 64)
                        .latency(() -> Duration.ofMillis(random.nextInt(20, 600)))
                        .start();
        timeline.run();

        assertThat(batch.refused()).isZero();
        assertThat(batch.finished()).isLessThan(540 * 1.03);
    }

    @Test
    void callersThatComeLateCostLittle() {
        SplittableRandom random = new SplittableRandom(3);
        SimulatedBatch batch =
                batch(gate(100L), SimulatedServer.sliding().requests(100), 600, 64)
                        .lateness(() -> Duration.ofMillis(random.nextInt(40)))
                        .start();
        timeline.run();

        assertThat(batch.refused()).isZero();
        assertThat(batch.finished()).isLessThan(300 * 1.015);
        assertThat(batch.asksPerCall()).isLessThan(2.1);
    }

    /** A busy machine: the place of a call that comes seconds late is not lost for the minute. */
    @Test
    void aCallerThatComesSecondsLateCostsThoseSeconds() {
        SplittableRandom random = new SplittableRandom(5);
        SimulatedBatch batch =
                batch(gate(100L), SimulatedServer.sliding().requests(100), 300, 64)
                        .lateness(() -> Duration.ofSeconds(random.nextInt(40) == 0 ? 8 : 0))
                        .start();
        timeline.run();

        assertThat(batch.refused()).isZero();
        assertThat(batch.finished()).isLessThan(145);
    }

    /**
     * On a busy machine the first calls reach the server seconds late: they count that much longer.
     */
    @ParameterizedTest
    @CsvSource({"1000, 1", "2500, 2", "2500, 3", "4000, 4", "4000, 5", "4000, 6"})
    void callsThatArriveLateAreNotTakenForTheUseOfOthers(int late, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SimulatedBatch batch =
                batch(gate(100L), SimulatedServer.sliding().requests(100), 300, 64)
                        .latency(
                                () ->
                                        Duration.ofMillis(
                                                timeline.seconds() < 5
                                                        ? 2 * random.nextInt(20, late)
                                                        : random.nextInt(20, 600)))
                        .start();
        timeline.run();

        assertThat(batch.answered()).isEqualTo(300);
        assertThat(batch.finished()).isLessThan(140);
    }

    @Test
    void isFastWithoutLimits() {
        SimulatedBatch batch = batch(gate(null), SimulatedServer.sliding(), 5_000, 64).start();
        timeline.run();

        assertThat(batch.finished()).isLessThan(5_000 / 64.0 * 0.05 + 0.06);
        assertThat(batch.asksPerCall()).isEqualTo(1);
    }

    private Gate gate(Long requestsPerMinute) {
        Gate gate = new Gate(timeline.clock());
        gate.limit(LimitKind.REQUESTS_PER_MINUTE, requestsPerMinute);
        return gate;
    }

    private Gate kept(Path directory) {
        Gate gate = new Gate(timeline.clock());
        gate.setFile(directory.resolve("quota.json").toString());
        gate.start();
        return gate;
    }

    private SimulatedBatch batch(Gate gate, SimulatedServer server, int prompts, int inFlight) {
        return new SimulatedBatch(timeline, gate, server, MODEL, prompts, inFlight);
    }
}
