package io.github.geminiroutes.quota;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/**
 * The limits of one model: set, learned, or both, of which the lower holds. What was learned holds
 * for a week: a project moved to a higher tier is never refused at the old limit, so nothing else
 * would tell. Not thread-safe.
 */
final class Limits {

    static final long NONE = Long.MAX_VALUE;

    static final Duration LESSON_HOLDS = Duration.ofDays(7);

    /** One hundredth of a minute, in microseconds. */
    private static final long HUNDREDTH = Window.LENGTH.toMillis() * 10;

    /**
     * A limit the server named.
     *
     * @param limit 1 or more
     * @param at when
     */
    record Lesson(long limit, Instant at) {}

    private final Map<LimitKind, Long> set = new EnumMap<>(LimitKind.class);
    private final Map<LimitKind, Lesson> learned = new EnumMap<>(LimitKind.class);
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

    /** Keeps to an equal part of each limit, as so many instances share them. */
    void divide(int among) {
        instances = among;
        apply();
    }

    /** What was set; {@link #NONE} if nothing was. */
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

    /** The server named a limit: it goes before one learned earlier. */
    void learn(LimitKind kind, Lesson lesson) {
        learned.put(kind, lesson);
        apply();
    }

    void forget(LimitKind kind) {
        learned.remove(kind);
        apply();
    }

    /** Forgets what was learned longer ago than it holds. */
    void forgetOld(Instant now) {
        if (learned.values().removeIf(lesson -> lesson.at().plus(LESSON_HOLDS).isBefore(now))) {
            apply();
        }
    }

    Map<LimitKind, Lesson> learned() {
        return learned;
    }

    /**
     * How far apart two calls are, in microseconds: 1 % of an even pace. So a first refusal is
     * noticed before a whole burst is wasted, and a burst of a whole minute's quota takes 0.6 s.
     */
    long spacing(long callTokens) {
        long spacing = requests == NONE ? 0 : HUNDREDTH / requests;
        if (tokens != NONE) {
            spacing = Math.max(spacing, HUNDREDTH * Math.min(callTokens, tokens) / tokens);
        }
        return spacing;
    }

    LimitUse use(LimitKind kind, long used) {
        long limit = effective(kind);
        if (limit == NONE) {
            return new LimitUse(null, LimitUse.Source.UNKNOWN, used);
        }
        boolean isSet = set.getOrDefault(kind, NONE) == limit;
        return new LimitUse(limit, isSet ? LimitUse.Source.SET : LimitUse.Source.LEARNED, used);
    }

    private void apply() {
        requests = part(LimitKind.REQUESTS_PER_MINUTE);
        tokens = part(LimitKind.INPUT_TOKENS_PER_MINUTE);
        daily = part(LimitKind.REQUESTS_PER_DAY);
    }

    private long part(LimitKind kind) {
        long whole = effective(kind);
        return whole == NONE ? NONE : Math.max(1, whole / instances);
    }

    /** The lower of what is set and what was learned, for all instances together. */
    long whole(LimitKind kind) {
        return effective(kind);
    }

    private long effective(LimitKind kind) {
        Lesson lesson = learned.get(kind);
        return Math.min(set.getOrDefault(kind, NONE), lesson == null ? NONE : lesson.limit());
    }
}
