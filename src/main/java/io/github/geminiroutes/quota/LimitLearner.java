package io.github.geminiroutes.quota;

import io.github.geminiroutes.failure.FailureKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Learns from a model's refusals: limits, pauses, a stop for the day, and what others have used of
 * the same quota. Times in microseconds. Not thread-safe.
 */
final class LimitLearner {

    /** After so long a delay it costs nothing to expect that others use the same quota. */
    private static final long LONG_DELAY = 10_000_000;

    private final Window window;
    private final Limits limits;
    private final Suspension suspension;
    private final ExternalUsage external;

    /**
     * Whether no other instance shares the quota: then the difference to our own log is external
     * use.
     */
    private final boolean isAlone;

    LimitLearner(Window window, Limits limits, Suspension suspension, boolean isAlone) {
        this.window = window;
        this.limits = limits;
        this.suspension = suspension;
        this.external = new ExternalUsage(window);
        this.isAlone = isAlone;
    }

    /**
     * Learns from a 429. The server's own delay counts at first; only where it proved too short do
     * others use the same quota.
     *
     * @param refused the permit, which has been given back
     * @param fallback how long to pause if neither the server nor the window names a time
     * @return whether the call alone is larger than the limit that refused it
     */
    boolean learn(
            Permit refused,
            RateLimitSignal signal,
            Duration fallback,
            MonotonicClock clock,
            long now) {
        Instant wall = clock.wall(now);
        Map<LimitKind, Long> named = signal.limits();
        boolean isLarger =
                refused.countRefusal(
                        named.get(LimitKind.INPUT_TOKENS_PER_MINUTE), window.ownTokens() == 0);
        named.forEach((kind, limit) -> limits.learn(kind, new LearnedLimit(limit, wall)));
        if (signal.failure().kind() == FailureKind.RATE_LIMIT_PER_DAY) {
            Instant admittedAt = clock.wall(refused.admittedAt);
            suspension.stop(RateLimitSignal.endOfDay(admittedAt, wall), signal.failure());
        }
        long firstLeaves = window.firstLeaves(now + MonotonicClock.micros(fallback));
        Duration pause = signal.pause(MonotonicClock.duration(firstLeaves - now), fallback);
        if (pause == null) {
            return isLarger;
        }
        boolean isNew = suspension.recordRefusal(refused.admittedAt, now);
        long length = suspension.atLeast(MonotonicClock.micros(pause));
        if (isNew
                && isAlone
                && !widensForLatecomers(named, refused, MonotonicClock.micros(pause), now)) {
            suspension.seeOthers(now);
            if (length >= LONG_DELAY || suspension.areOthersSeen(now)) {
                external.note(named, refused.reserved, now, now + length, suspension.repetitions());
            }
        }
        suspension.pause(now + length);
        return isLarger;
    }

    /**
     * Widens the window if the refusal may only mean that calls of ours, a minute old, reached the
     * server late.
     */
    private boolean widensForLatecomers(
            Map<LimitKind, Long> named, Permit refused, long pause, long now) {
        Long requests = named.get(LimitKind.REQUESTS_PER_MINUTE);
        Long tokens = named.get(LimitKind.INPUT_TOKENS_PER_MINUTE);
        long lackedRequests = requests == null ? 0 : requests - window.requests();
        long lackedTokens = tokens == null ? 0 : tokens + 1 - refused.reserved - window.tokens();
        boolean isLate =
                window.mayIncludeLateCalls(lackedRequests, lackedTokens, pause, refused.admittedAt);
        if (isLate) {
            window.widen(pause, refused.admittedAt, now);
        }
        return isLate;
    }

    /**
     * Fills the window with what the other instances have used beyond their parts, before this
     * instance decides alone.
     *
     * @param requests what all instances together had used at the last answer
     * @param tokens likewise
     * @param age how long ago that answer was
     */
    void fillForOthers(long requests, long tokens, long age, long now) {
        long lackedRequests =
                lacked(
                        limits.requestsPerMinute(),
                        limits.whole(LimitKind.REQUESTS_PER_MINUTE),
                        window.requests(),
                        requests);
        long lackedTokens =
                lacked(
                        limits.tokensPerMinute(),
                        limits.whole(LimitKind.INPUT_TOKENS_PER_MINUTE),
                        window.tokens(),
                        tokens);
        if (lackedRequests > 0 || lackedTokens > 0) {
            long end = now + Math.max(1, MonotonicClock.micros(Window.LENGTH) - age);
            window.addUntil(end, lackedRequests, lackedTokens);
        }
    }

    /** By how much the room of all instances is less than the room of this instance's part. */
    private static long lacked(long part, long whole, long own, long all) {
        return whole == Limits.NONE
                ? 0
                : Math.max(0, Math.max(0, part - own) - Math.max(0, whole - all));
    }
}
