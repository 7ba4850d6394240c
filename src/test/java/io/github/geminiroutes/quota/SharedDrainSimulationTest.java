package io.github.geminiroutes.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.geminiroutes.quota.redis.RedisLink;
import io.github.geminiroutes.testing.RedisServer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Several instances drain their batches in virtual time: the script runs in a real Redis, but by
 * the clock of the simulation.
 */
@Timeout(300)
@Tag("process")
@Order(2)
class SharedDrainSimulationTest {

    private static final String MODEL = "gemini-3.8-flash";
    private static final String[] NO_MODEL = {"a", "b", "c", "d", "e", "f", "g"};

    private final Timeline timeline = new Timeline();
    private final SplittableRandom random = new SplittableRandom(7);
    private final List<String> notices = new CopyOnWriteArrayList<>();
    private RedisServer redis;
    private RedisLink link;
    private long shown = Long.MIN_VALUE;

    @BeforeEach
    void startRedis() throws Exception {
        redis = RedisServer.start();
        String script =
                RedisLink.script()
                        .replace("redis.call('TIME')", "redis.call('HMGET', 'clock', 's', 'us')");
        link = new RedisLink(redis.url(), script, "", notices::add);
        showTime();
    }

    @AfterEach
    void end() {
        if (link != null) {
            link.close();
            redis.close();
            assertThat(notices).as("Redis was always in reach").isEmpty();
        }
    }

    /** The script's clock follows once all that was sent before is done. */
    private void showTime() {
        long now = MonotonicClock.micros(timeline.now());
        if (now != shown) {
            if (shown != Long.MIN_VALUE) {
                // On a busy machine an answer may come later than a caller waits for it.
                await().pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(10))
                        .until(() -> link.ask(NO_MODEL, "", "0", "") != null);
            }
            shown = now;
            redis.commands()
                    .hset(
                            "clock",
                            Map.of(
                                    "s",
                                    Long.toString(now / 1_000_000),
                                    "us",
                                    Long.toString(now % 1_000_000)));
        }
    }

    private long nanos() {
        showTime();
        return shown * 1_000;
    }

    /** A gate whose own clock is wrong by up to an hour. */
    private Gate gate(Long requests, Long tokens, int instances) {
        Clock clock =
                Clock.offset(timeline.clock(), Duration.ofSeconds(random.nextInt(-3_600, 3_600)));
        Gate gate = new Gate(clock);
        // Before the link's own thread looks at it.
        showTime();
        gate.limit(LimitKind.REQUESTS_PER_MINUTE, requests);
        gate.limit(LimitKind.INPUT_TOKENS_PER_MINUTE, tokens);
        gate.share(
                models ->
                        new RedisQuota(
                                link, () -> "", Duration.ofMillis(300), models, clock, this::nanos),
                instances);
        return gate;
    }

    private List<SimulatedBatch> batches(
            int instances, int prompts, SimulatedServer server, Long requests, Long tokens) {
        List<SimulatedBatch> batches = new ArrayList<>();
        for (int i = 0; i < instances; i++) {
            batches.add(
                    new SimulatedBatch(
                                    timeline,
                                    gate(requests, tokens, instances),
                                    server,
                                    MODEL,
                                    prompts,
                                    24)
                            .latency(() -> Duration.ofMillis(random.nextInt(20, 200)))
                            .lateness(() -> Duration.ofMillis(random.nextInt(0, 3))));
        }
        return batches;
    }

    private static double finished(List<SimulatedBatch> batches) {
        return batches.stream().mapToDouble(SimulatedBatch::finished).max().orElseThrow();
    }

    /** When each call went, for a failure's message. */
    private static String times(List<SimulatedBatch> batches) {
        return batches.stream()
                .flatMap(batch -> batch.sent().stream())
                .map(sent -> "%.2f".formatted(sent.seconds()))
                .sorted(Comparator.comparingDouble(Double::parseDouble))
                .toList()
                .toString();
    }

    private static long refused(List<SimulatedBatch> batches) {
        return batches.stream().mapToLong(SimulatedBatch::refused).sum();
    }

    @ParameterizedTest
    @CsvSource({"8, 100, 50", "8, 7, 7"})
    void allTogetherTakeTheLeastTimeAndWasteNothing(int instances, long limit, int prompts) {
        assertLeastTime(instances, limit, prompts);
    }

    @Tag("nightly")
    @ParameterizedTest
    @CsvSource({"2, 100, 150", "3, 1000, 700"})
    void fewTogetherTakeTheLeastTimeAndWasteNothing(int instances, long limit, int prompts) {
        assertLeastTime(instances, limit, prompts);
    }

    private void assertLeastTime(int instances, long limit, int prompts) {
        SimulatedServer server = SimulatedServer.sliding().requests(limit);
        List<SimulatedBatch> batches = batches(instances, prompts, server, limit, null);
        batches.forEach(SimulatedBatch::start);
        timeline.run();

        int all = instances * prompts;
        double least = 60.0 * ((all - 1) / limit);
        assertThat(batches).allMatch(batch -> batch.answered() == prompts);
        assertThat(refused(batches)).isZero();
        assertThat(finished(batches)).as(times(batches)).isBetween(least, least * 1.05);
        assertThat(batches).allMatch(batch -> batch.asksPerCall() < 30);
    }

    /**
     * On a busy machine the first calls reach the server seconds late: they count that much longer.
     */
    @ParameterizedTest
    @CsvSource({"2, 150, 1000", "2, 150, 2500", "2, 150, 4000", "8, 50, 2500", "8, 50, 4000"})
    void callsThatArriveLateAreNotTakenForTheUseOfOthers(int instances, int prompts, int late) {
        SimulatedServer server = SimulatedServer.sliding().requests(100);
        List<SimulatedBatch> batches = batches(instances, prompts, server, 100L, null);
        batches.forEach(
                batch ->
                        batch.latency(
                                        () ->
                                                Duration.ofMillis(
                                                        timeline.seconds() < 5
                                                                ? 2 * random.nextInt(20, late)
                                                                : random.nextInt(20, 600)))
                                .start());
        timeline.run();

        double least = 60.0 * ((instances * prompts - 1) / 100);
        assertThat(batches).allMatch(batch -> batch.answered() == prompts);
        assertThat(finished(batches)).as(times(batches)).isLessThan(least + 20);
    }

    @Test
    void noInstanceStarves() {
        SimulatedServer server = SimulatedServer.sliding().requests(60);
        List<SimulatedBatch> batches = batches(4, 45, server, 60L, null);
        batches.forEach(SimulatedBatch::start);
        timeline.run();

        List<Double> ends = batches.stream().map(SimulatedBatch::finished).toList();
        assertThat(ends).allMatch(end -> end > 119 && end < 126);
    }

    @Test
    void oneLearnedLimitIsEnoughForAll() {
        SimulatedServer server = SimulatedServer.sliding().requests(100);
        List<SimulatedBatch> batches = batches(8, 40, server, null, null);
        batches.forEach(SimulatedBatch::start);
        timeline.run();

        assertThat(batches).allMatch(batch -> batch.answered() == 40);
        assertThat(batches.stream().mapToLong(batch -> batch.refusedAfter(1)).sum()).isZero();
        assertThat(finished(batches)).isLessThan(180 * 1.05);
    }

    /**
     * As two gateways: half a second a call, each new process tells of calls that come later, and
     * those that met the lesson stand in front. On a busy machine callers come late, and wait for
     * none of those in front that come later still.
     *
     * @param late up to how many milliseconds
     */
    @ParameterizedTest
    @CsvSource({"3, 122.5", "500, 124"})
    void twoThatLearnTheLimitLoseLittleTime(int late, double most) {
        SimulatedServer server = SimulatedServer.sliding().requests(100);
        List<SimulatedBatch> batches = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            batches.add(
                    new SimulatedBatch(timeline, gate(null, null, 2), server, MODEL, 150, 32)
                            .latency(() -> Duration.ofMillis(500 + random.nextInt(late)))
                            .lateness(() -> Duration.ofMillis(random.nextInt(late)))
                            .departing());
        }
        batches.forEach(SimulatedBatch::start);
        timeline.run();

        assertThat(batches).allMatch(batch -> batch.answered() == 150);
        assertThat(batches.stream().mapToLong(batch -> batch.refusedAfter(5)).sum()).isZero();
        assertThat(finished(batches)).as(times(batches)).isLessThan(most);
    }

    @Test
    void inputTokensAreKeptTo() {
        SimulatedServer server = SimulatedServer.sliding().tokens(10_000);
        List<SimulatedBatch> batches = batches(3, 60, server, null, 10_000L);
        batches.forEach(batch -> batch.tokens(prompt -> 50 + prompt * 37 % 200, 1.6).start());
        timeline.run();

        assertThat(batches).allMatch(batch -> batch.answered() == 60);
        assertThat(refused(batches)).isLessThanOrEqualTo(2);
        assertThat(finished(batches)).isLessThan(130);
    }

    @Test
    void useByOtherProgramsIsNoticedOnce() {
        SimulatedServer server = SimulatedServer.sliding().requests(100);
        List<SimulatedBatch> batches = batches(4, 100, server, 100L, null);
        timeline.at(75, () -> server.eat(50, timeline.now()));
        batches.forEach(SimulatedBatch::start);
        timeline.run();

        assertThat(batches).allMatch(batch -> batch.answered() == 100);
        // Those that were under way when the first was refused.
        assertThat(refused(batches)).isLessThan(30);
        assertThat(finished(batches)).isLessThan(310);
    }

    /** Its calls are no late ones of ours: those that left a moment ago were answered in time. */
    @Test
    void aProgramThatUsesTheQuotaAllTheTimeIsNotTakenForCallsThatArriveLate() {
        assertFewRefused(3, 60);
    }

    @Tag("nightly")
    @Test
    void aProgramThatUsesHalfOfTheQuotaAllTheTimeIsNotTakenForCallsThatArriveLate() {
        assertFewRefused(1.2, 105);
    }

    private void assertFewRefused(double every, int most) {
        SimulatedServer server = SimulatedServer.sliding().requests(100);
        List<SimulatedBatch> batches = batches(2, 300, server, 100L, null);
        for (double at = 0; at < 1_200; at += every) {
            timeline.at(at, () -> server.eat(1, timeline.now()));
        }
        // The server's count differs from the estimate, and is reported.
        batches.forEach(batch -> batch.tokens(prompt -> 10, 1.3).start());
        timeline.run();

        assertThat(batches).allMatch(batch -> batch.answered() == 300);
        assertThat(refused(batches)).isLessThan(most);
    }

    @Test
    void aKilledInstanceDelaysNoOther() {
        SimulatedServer server = SimulatedServer.sliding().requests(60);
        List<SimulatedBatch> batches = batches(3, 60, server, 60L, null);
        batches.forEach(SimulatedBatch::start);
        // Nobody asks the old gate any more: its place in the line must not last.
        timeline.at(30, () -> batches.get(0).restart(gate(60L, null, 3)));
        timeline.run();

        assertThat(batches).allMatch(batch -> batch.answered() == 60);
        assertThat(refused(batches)).isZero();
        assertThat(finished(batches)).isBetween(120.0, 126.0);
    }
}
