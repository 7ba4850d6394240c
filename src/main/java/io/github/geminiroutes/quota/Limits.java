package io.github.geminiroutes.quota;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/**
 * The limits of one model: set, learned, or both, of which the lower holds. A learned limit holds
 * for a week: a project that moved to a higher tier is never refused at the old limit, so no answer
 * would correct it. Not thread-safe.
 */
final class Limits {

    static final long NONE = Long.MAX_VALUE;

    static final Duration LEARNED_HOLDS = Duration.ofDays(7);

    /** One hundredth of a minute, in microseconds. */
    private static final long HUNDREDTH = Window.LENGTH.toMillis() * 10;

    private final Map<LimitKind, Long> set = new EnumMap<>(LimitKind.class);
    private final Map<LimitKind, LearnedLimit> learned = new EnumMap<>(LimitKind.class);
    private long requests = NONE;
    private long tokens = NONE;
    private long daily = NONE;
    private int instances = 1;

    long requestsPerMinute() {
        return requests;
    }

    long tokensPerMinute() {
        return tokens;
    }

    long requestsPerDay() {
        return daily;
    }

    boolean perMinuteUnknown() {
        return requests == NONE && tokens == NONE;
    }

    /** Keeps to an equal part of each limit, as several instances share them. */
    void divide(int among) {
        instances = among;
        apply();
    }

    /** The limit that was set; {@link #NONE} if none was. */
    long set(LimitKind kind) {
        return set.getOrDefault(kind, NONE);
    }

    /** Sets a limit; null takes it back. */
    void set(LimitKind kind, Long limit) {
        if (limit == null) {
            set.remove(kind);
        } else {
            set.put(kind, limit);
        }
        apply();
    }

    /** Learns a limit that the server named; it replaces one learned earlier. */
    void learn(LimitKind kind, LearnedLimit limit) {
        learned.put(kind, limit);
        apply();
    }

    /** Takes over a limit that another instance learned, if it is new here. */
    void adopt(LimitKind kind, LearnedLimit limit) {
        LearnedLimit known = learned.get(kind);
        if (known == null || known.at().isBefore(limit.at()) && known.limit() != limit.limit()) {
            learn(kind, limit);
        }
    }

    void forget(LimitKind kind) {
        learned.remove(kind);
        apply();
    }

    /** Forgets learned limits that are older than a week. */
    void forgetOld(Instant now) {
        if (learned.values().removeIf(limit -> limit.at().plus(LEARNED_HOLDS).isBefore(now))) {
            apply();
        }
    }

    Map<LimitKind, LearnedLimit> learned() {
        return learned;
    }

    /**
     * How far apart two calls are, in microseconds: 1 % of an even pace. A first refusal is then
     * noticed before a whole burst is wasted, and a burst of a whole minute's quota takes 0.6 s.
     */
    long spacing(long callTokens) {
        long spacing = requests == NONE ? 0 : HUNDREDTH / requests;
        if (tokens != NONE) {
            spacing = Math.max(spacing, HUNDREDTH * Math.min(callTokens, tokens) / tokens);
        }
        return spacing;
    }

    /** Each limit, and what is used of it. */
    Map<LimitKind, ModelQuota.LimitUse> use(Window window, RequestsOfDay day) {
        return Map.of(
                LimitKind.REQUESTS_PER_MINUTE,
                use(LimitKind.REQUESTS_PER_MINUTE, window.requests()),
                LimitKind.INPUT_TOKENS_PER_MINUTE,
                use(LimitKind.INPUT_TOKENS_PER_MINUTE, window.tokens()),
                LimitKind.REQUESTS_PER_DAY,
                use(LimitKind.REQUESTS_PER_DAY, day.requests()));
    }

    private ModelQuota.LimitUse use(LimitKind kind, long used) {
        long limit = whole(kind);
        if (limit == NONE) {
            return new ModelQuota.LimitUse(null, ModelQuota.Source.UNKNOWN, used);
        }
        boolean isSet = set(kind) == limit;
        return new ModelQuota.LimitUse(
                limit, isSet ? ModelQuota.Source.SET : ModelQuota.Source.LEARNED, used);
    }

    private void apply() {
        requests = part(LimitKind.REQUESTS_PER_MINUTE);
        tokens = part(LimitKind.INPUT_TOKENS_PER_MINUTE);
        daily = part(LimitKind.REQUESTS_PER_DAY);
    }

    private long part(LimitKind kind) {
        long whole = whole(kind);
        return whole == NONE ? NONE : Math.max(1, whole / instances);
    }

    /** The lower of what is set and what was learned, for all instances together. */
    long whole(LimitKind kind) {
        LearnedLimit limit = learned.get(kind);
        return Math.min(set(kind), limit == null ? NONE : limit.limit());
    }
}
