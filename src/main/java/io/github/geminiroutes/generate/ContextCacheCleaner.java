package io.github.geminiroutes.generate;

import io.github.geminiroutes.api.CachedContents;
import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** Deletes caches at Google, and pays for their storage until then. Thread-safe. */
final class ContextCacheCleaner {

    private final CachedContents google;
    private final CacheCosts costs;
    private final ContextCacheJournal journal;
    private final Clock clock;

    ContextCacheCleaner(
            CachedContents google, CacheCosts costs, ContextCacheJournal journal, Clock clock) {
        this.google = google;
        this.costs = costs;
        this.journal = journal;
        this.clock = clock;
    }

    /** A part of the work at the end of the program. */
    @FunctionalInterface
    interface Part {

        void run() throws IOException;
    }

    void payStorage(ContextCache start, CachedContents.Cache cache) {
        costs.payStorage(
                start.task(),
                start.model(),
                start.tokensOf(cache),
                start.takeUnpaid(clock.instant()));
    }

    /** Deletes the cache of a beginning, if it is still this one. */
    void delete(ContextCache start, CachedContents.Cache cache) throws IOException {
        if (start.tryForget(cache.name())) {
            payStorage(start, cache);
            delete(start.key(), cache);
        }
    }

    /**
     * Deletes a cache.
     *
     * @param key what is in it
     */
    void delete(String key, CachedContents.Cache cache) throws IOException {
        google.delete(cache.name());
        journal.remove(key);
    }

    /**
     * Deletes what an earlier run left, and what came of an attempt to make one whose end is not
     * known.
     *
     * @param isNeeded whether that of a key is to stay
     */
    void deleteLeft(Predicate<String> isNeeded) throws IOException {
        Map<String, String> left = new HashMap<>(journal.names());
        left.keySet().removeIf(isNeeded);
        if (left.isEmpty()) {
            return;
        }
        Map<String, CachedContents.Cache> found = google.find(left.values());
        for (var one : left.entrySet()) {
            CachedContents.Cache cache = found.get(one.getValue());
            if (cache == null) {
                journal.remove(one.getKey());
            } else {
                delete(one.getKey(), cache);
            }
        }
    }
}
