package io.github.geminiroutes.quota;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** Whatever the callers and the server do, the gate lets through what the quota allows. */
class GatePropertyTest {

    private static final String MODEL = "gemini-3.8-flash";

    /** A call that went out, as a careful server would count it. */
    private static final class Counted {
        final Permit permit;
        final Instant at;
        long tokens;

        Counted(Permit permit, Instant at) {
            this.permit = permit;
            this.at = at;
            this.tokens = permit.reserved;
        }
    }

    private SettableClock clock;
    private final List<Permit> waiting = new ArrayList<>();
    private final List<Counted> counted = new ArrayList<>();
    private final List<Counted> inFlight = new ArrayList<>();

    @Property(tries = 300)
    void neverExceedsAWindow(
            @ForAll @IntRange(min = 1, max = 20) int requests,
            @ForAll @IntRange(min = 20, max = 500) int tokens,
            @ForAll @IntRange(max = 500) int marginMillis,
            @ForAll long seed) {
        Duration span = Duration.ofMillis(60_000 + marginMillis);
        SplittableRandom random = new SplittableRandom(seed);
        clock = new SettableClock(Timeline.START);
        waiting.clear();
        counted.clear();
        inFlight.clear();
        Gate gate = new Gate(clock);
        gate.setMargin(Duration.ofMillis(marginMillis));
        gate.limit(LimitKind.REQUESTS_PER_MINUTE, (long) requests);
        gate.limit(LimitKind.INPUT_TOKENS_PER_MINUTE, (long) tokens);
        for (int step = 0; step < 400; step++) {
            clock.advance(Duration.ofMillis(random.nextInt(random.nextBoolean() ? 1 : 4_000)));
            switch (random.nextInt(3)) {
                case 0 -> waiting.add(gate.enqueue(MODEL, random.nextLong(tokens + 20)));
                case 1 -> ask(gate, random, requests, tokens, span);
                default -> end(gate, random, requests);
            }
        }
    }

    private void ask(Gate gate, SplittableRandom random, int requests, int limit, Duration span) {
        if (waiting.isEmpty()) {
            return;
        }
        Permit permit = waiting.get(random.nextInt(waiting.size()));
        Decision decision = gate.admit(permit);
        if (decision instanceof Decision.Delayed wait) {
            assertThat(wait.delay()).isPositive();
            return;
        }
        waiting.remove(permit);
        counted.removeIf(call -> !call.at.plus(span).isAfter(clock.instant()));
        long before = counted.stream().mapToLong(call -> call.tokens).sum();
        counted.add(new Counted(permit, clock.instant()));
        inFlight.add(counted.get(counted.size() - 1));

        assertThat(counted).hasSizeLessThanOrEqualTo(requests);
        if (before > 0) {
            assertThat(before + permit.reserved).isLessThanOrEqualTo(limit);
        }
    }

    private void end(Gate gate, SplittableRandom random, int requests) {
        if (inFlight.isEmpty()) {
            return;
        }
        Counted call = inFlight.remove(random.nextInt(inFlight.size()));
        switch (random.nextInt(5)) {
            case 0 -> {
                gate.departed(call.permit);
                gate.abandon(call.permit);
            }
            case 1 -> {
                Duration delay =
                        random.nextBoolean() ? null : Duration.ofMillis(random.nextInt(1, 9_000));
                gate.refused(
                        call.permit,
                        Violations.perMinute(delay, Violations.requestsPerMinute(requests)));
                counted.remove(call);
            }
            case 2 -> {
                gate.abandon(call.permit);
                counted.remove(call);
            }
            default -> {
                call.tokens = random.nextLong(1, 2 * call.permit.reserved + 10);
                gate.settle(call.permit, call.tokens);
            }
        }
    }

    @Property(tries = 100)
    void noCallWaitsLongerThanTheQuotaRequiresOrLosesItsPlace(
            @ForAll @IntRange(min = 1, max = 60) int limit,
            @ForAll @IntRange(min = 1, max = 250) int calls,
            @ForAll @LongRange(max = 300) long spreadSeconds,
            @ForAll long seed) {
        Timeline timeline = new Timeline();
        Gate gate = new Gate(timeline.clock());
        gate.limit(LimitKind.REQUESTS_PER_MINUTE, (long) limit);
        SplittableRandom random = new SplittableRandom(seed);
        long[] arrivals = random.longs(calls, 0, spreadSeconds * 1_000 + 1).sorted().toArray();
        double[] sent = new double[calls];
        Arrays.fill(sent, Double.NaN);
        for (int i = 0; i < calls; i++) {
            int call = i;
            timeline.at(
                    arrivals[i] / 1e3,
                    () -> come(timeline, gate, gate.enqueue(MODEL, 1), call, sent));
        }
        timeline.run();

        double[] least = new double[calls];
        for (int i = 0; i < calls; i++) {
            // Two whose time comes within the same millisecond ask in any order, and both go.
            assertThat(sent[i]).isGreaterThan(i == 0 ? -1 : sent[i - 1] - 0.0011);
            least[i] = Math.max(arrivals[i] / 1e3, i < limit ? 0 : least[i - limit] + 60.3);
            // A burst takes at most 0.6 s longer, once for each window before.
            assertThat(sent[i]).isLessThanOrEqualTo(least[i] + (i / limit + 1) * 0.62);
        }
    }

    /** One has to wait for a call that went late, until the time of the next one. */
    @Example
    void twoWhoseTimeComesTogetherGoTogether() {
        noCallWaitsLongerThanTheQuotaRequiresOrLosesItsPlace(52, 236, 2, 13);
    }

    private static void come(Timeline timeline, Gate gate, Permit permit, int call, double[] sent) {
        if (gate.admit(permit) instanceof Decision.Delayed wait) {
            timeline.in(wait.delay(), () -> come(timeline, gate, permit, call, sent));
        } else {
            sent[call] = timeline.seconds();
        }
    }
}
