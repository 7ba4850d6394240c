package io.github.geminiroutes.generate;

import io.github.geminiroutes.api.CachedContents;
import java.time.Duration;
import java.time.Instant;

/**
 * A beginning that calls share, and the cache of it at Google, if there is one. Guarded by its own
 * lock.
 */
final class ContextCache {

    /** A call that leaves later than this before the end might come too late. */
    private static final Duration ENOUGH_LIFE = Duration.ofSeconds(45);

    private static final double WEIGHT_OF_LAST = 0.5;

    private final Object making = new Object();
    private final String key;
    private final String task;
    private final String model;
    private final long estimate;
    private int seen;
    private int waiting;
    private int users;
    private long tokens = -1;
    private double hitShare;
    private CachedContents.Cache cache;
    private Instant nextLook = Instant.MIN;
    private Instant lastUse = Instant.MIN;
    private Instant paidUntil;

    /**
     * @param task that had it first, and pays for it; null for none
     * @param estimate of its tokens
     */
    ContextCache(String key, String task, String model, long estimate) {
        this.key = key;
        this.task = task;
        this.model = model;
        this.estimate = estimate;
    }

    String key() {
        return key;
    }

    String task() {
        return task;
    }

    String model() {
        return model;
    }

    /** Held while a cache is made, which others wait for. */
    Object making() {
        return making;
    }

    /**
     * Counts a call in.
     *
     * @param isFirst whether it was not counted before
     * @return the cache that it uses until it has {@linkplain #release released} it; null for none
     */
    synchronized SentCache acquire(Instant now, boolean isFirst) {
        seen += isFirst ? 1 : 0;
        lastUse = now;
        return use(now);
    }

    private SentCache use(Instant now) {
        if (!isUsable(now)) {
            return null;
        }
        users++;
        return new SentCache(this, cache.name(), cache.expiresAt());
    }

    /** Whether calls wait for a cache that might be made; the first one of all does not. */
    synchronized boolean isToAwait(Instant now) {
        return seen >= 2 && !now.isBefore(nextLook);
    }

    /** Has a call wait for it, until {@link #acquireAfterWait}; returns whether it is to wait. */
    synchronized boolean tryAwait(Instant now) {
        boolean waits = isToAwait(now);
        waiting += waits ? 1 : 0;
        return waits;
    }

    /** Ends the wait of a call, which goes on as by {@link #acquire}. */
    synchronized SentCache acquireAfterWait(Instant now) {
        waiting--;
        return use(now);
    }

    /** Whether it is still to be decided if a cache is made. */
    synchronized boolean isUndecided(Instant now) {
        return !isUsable(now) && !now.isBefore(nextLook);
    }

    /** How many calls would use a cache at once. */
    synchronized int waiting() {
        return waiting;
    }

    /** A call that had the cache has ended. */
    synchronized void release(Instant now) {
        users--;
        lastUse = now;
    }

    private boolean isUsable(Instant now) {
        return cache != null && now.plus(ENOUGH_LIFE).isBefore(cache.expiresAt());
    }

    /** The cache was made, or found. */
    synchronized void set(CachedContents.Cache made, Instant now) {
        cache = made;
        paidUntil = now;
    }

    /** The cache, if it is still this one, lives longer now. */
    synchronized void replace(CachedContents.Cache extended) {
        if (cache != null && cache.name().equals(extended.name())) {
            cache = extended;
        }
    }

    /** Null if there is none. */
    synchronized CachedContents.Cache cache() {
        return cache;
    }

    /** Forgets the cache, if it is still this one; returns whether it was. */
    synchronized boolean tryForget(String name) {
        boolean isIt = cache != null && cache.name().equals(name);
        if (isIt) {
            cache = null;
        }
        return isIt;
    }

    /** Until then no cache is made. */
    synchronized void pause(Instant until) {
        nextLook = until;
    }

    /** For how long the storage is to be paid; from now on it is paid for. */
    synchronized Duration takeUnpaid(Instant now) {
        Duration unpaid = Duration.between(paidUntil, now);
        paidUntil = now;
        return unpaid;
    }

    /** Whether no call has come for so long, and none is under way. */
    synchronized boolean isIdle(Duration since, Instant now) {
        return users == 0 && waiting == 0 && !lastUse.plus(since).isAfter(now);
    }

    /** Whether a call came lately, and the cache ends soon. */
    synchronized boolean isToBeExtended(Duration lately, Duration soon, Instant now) {
        return cache != null
                && lastUse.plus(lately).isAfter(now)
                && cache.expiresAt().isBefore(now.plus(soon));
    }

    /** In a cache of the beginning: what Google says, or counted, or else an estimate. */
    synchronized long tokensOf(CachedContents.Cache one) {
        return one.tokens() >= 0 ? one.tokens() : known();
    }

    private long known() {
        return tokens > 0 ? tokens : estimate;
    }

    /** In the beginning; negative if they were not counted. */
    synchronized long tokens() {
        return tokens;
    }

    synchronized void setTokens(long counted) {
        tokens = counted;
    }

    /** A call without the cache found so many tokens in Google's own. */
    synchronized void observe(long cached) {
        double share = Math.min(1, (double) cached / known());
        hitShare += WEIGHT_OF_LAST * (share - hitShare);
    }

    synchronized double hitShare() {
        return hitShare;
    }
}
