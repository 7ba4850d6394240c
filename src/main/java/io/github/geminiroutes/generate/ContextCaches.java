package io.github.geminiroutes.generate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.api.CachedContents;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.prompt.InvalidPromptException;
import io.github.geminiroutes.prompt.Prompt;
import io.github.geminiroutes.prompt.RequestEncoder;
import io.github.geminiroutes.prompt.RequestKey;
import io.github.geminiroutes.prompt.SharedPrefix;
import io.github.geminiroutes.support.GeminiJson;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The caches at Google of beginnings that many prompts share: made where that costs less, kept
 * alive while they are used, deleted afterwards. Thread-safe.
 */
final class ContextCaches {

    private static final Logger LOG = LoggerFactory.getLogger(ContextCaches.class);

    /** How long a cache lives unless it is extended: what a crash costs at most. */
    private static final Duration LIFE = Duration.ofMinutes(10);

    private static final Duration SOON = Duration.ofMinutes(5);

    /** Without a call for so long a cache is deleted. */
    private static final Duration IDLE = Duration.ofMinutes(1);

    private static final Duration PAUSE = Duration.ofMinutes(10);

    /** A clock that is wrong is set right by a person. */
    private static final Duration PAUSE_OF_CLOCK = Duration.ofHours(1);

    private static final Duration NEXT_LOOK = Duration.ofSeconds(1);

    /** Below half of the smallest cache that Google makes nothing is worth a closer look. */
    private static final long LEAST_ESTIMATE = 512;

    private static final int MOST = 1_000;

    private final Map<String, ContextCache> known = new ConcurrentHashMap<>();
    private final CachedContents google;
    private final CacheCosts costs;
    private final ContextCacheJournal journal;
    private final ContextCacheCleaner ends;
    private final RequestEncoder encoder;
    private final RequestKey keys;
    private final String server;
    private final Clock clock;
    private final Instant begun;

    /**
     * @param server where calls go
     * @param maxRequestSize the most bytes of a beginning
     */
    ContextCaches(
            CachedContents google,
            CacheCosts costs,
            ContextCacheJournal journal,
            String server,
            long maxRequestSize,
            Clock clock) {
        this.google = google;
        this.costs = costs;
        this.journal = journal;
        this.ends = new ContextCacheCleaner(google, costs, journal, clock);
        this.encoder = new RequestEncoder(GeminiJson.MAPPER, maxRequestSize);
        this.keys = new RequestKey(encoder);
        this.server = server;
        this.clock = clock;
        this.begun = clock.instant();
    }

    /** The beginning of a call; null if it is none that a cache could be made of. */
    ContextCache of(Call call) {
        Prompt shared = call.prompt().prefix().of(call.prompt());
        long estimate = shared == null ? 0 : encoder.estimateInputTokens(shared);
        if (estimate < LEAST_ESTIMATE) {
            return null;
        }
        String key;
        try {
            key = keys.of(shared, "cache", server, call.model());
        } catch (InvalidPromptException e) {
            return null; // Encoding the call says so, too; or it is too large to be sent inline.
        }
        if (known.size() >= MOST) {
            known.values().removeIf(one -> one.cache() == null && one.isIdle(IDLE, now()));
        }
        return known.size() >= MOST
                ? known.get(key)
                : known.computeIfAbsent(
                        key, k -> new ContextCache(k, call.task(), call.model(), estimate));
    }

    private Instant now() {
        return clock.instant();
    }

    /** Makes a cache, if that pays. May take as long as Google does. */
    void decide(ContextCache start, Call call) {
        synchronized (start.making()) {
            if (!start.isUndecided(now())) {
                return;
            }
            if (!journal.hasRoom(start.key())) {
                start.pause(now().plus(NEXT_LOOK));
                return;
            }
            try {
                SharedPrefix shared = call.prompt().prefix();
                byte[] encoded = encoder.encode(shared.of(call.prompt()));
                ObjectNode content = (ObjectNode) GeminiJson.MAPPER.readTree(encoded);
                if (costs.isLess(start, shared, LIFE, () -> google.count(start.model(), content))) {
                    make(start, content);
                } else {
                    start.pause(now().plus(NEXT_LOOK));
                }
            } catch (IOException | RuntimeException e) {
                start.pause(now().plus(PAUSE));
                LOG.warn(
                        "Google makes no cache of what prompts for {} share: for {} minutes they are sent without. Reason: {}",
                        start.model(),
                        PAUSE.toMinutes(),
                        e.getMessage());
            }
        }
    }

    private void make(ContextCache start, ObjectNode content) throws IOException {
        CachedContents.Cache before = start.cache();
        if (before != null) {
            // It ended, as it was not extended in time.
            ends.payStorage(start, before);
        }
        String left = journal.name(start.key());
        Optional<CachedContents.Cache> found =
                left == null ? Optional.empty() : google.find(left).filter(this::livesOn);
        if (found.isPresent()) {
            start.set(found.get(), now());
            return;
        }
        String name = journal.begin(start.key());
        CachedContents.Cache made = google.create(start.model(), content, name, LIFE);
        long tokens = start.tokensOf(made);
        costs.payMade(start.task(), start.model(), tokens);
        start.setTokens(tokens);
        if (!livesOn(made)) {
            // No call would use it, and the next one would make, and pay for, another.
            start.pause(now().plus(PAUSE_OF_CLOCK));
            LOG.warn(
                    "A cache for {} ended at {}, when it was made: the clock of this machine is wrong, or Google's. For {} minutes prompts are sent without",
                    start.model(),
                    made.expiresAt(),
                    PAUSE_OF_CLOCK.toMinutes());
            ends.delete(start.key(), made);
            return;
        }
        start.set(made, now());
        // Whatever becomes of it, while calls come no other one is made and paid for so soon.
        start.pause(now().plus(PAUSE));
        LOG.info("Google made a cache of {} tokens for {}: {}", tokens, start.model(), name);
    }

    private boolean livesOn(CachedContents.Cache cache) {
        return cache.expiresAt().isAfter(now().plus(IDLE));
    }

    /** Google refused a call because of its cache: calls go on without one for a while. */
    void refused(SentCache sent, String reason) {
        ContextCache start = sent.of();
        CachedContents.Cache cache = start.cache();
        if (cache != null && start.tryForget(sent.name())) {
            start.pause(now().plus(PAUSE));
            ends.payStorage(start, cache);
            LOG.warn(
                    "Google refused a cache for {}: for {} minutes prompts are sent without. Reason: {}",
                    start.model(),
                    PAUSE.toMinutes(),
                    reason);
        }
    }

    /** Extends what is used, and deletes what no call needs any more. */
    void tidy() throws IOException {
        for (ContextCache start : known.values()) {
            CachedContents.Cache cache = start.cache();
            if (cache != null && start.isIdle(IDLE, now())) {
                ends.delete(start, cache);
                start.pause(now());
            } else if (start.isToBeExtended(LIFE, SOON, now())) {
                extend(start, cache);
            }
        }
        if (begun.plus(IDLE).isBefore(now())) {
            ends.deleteLeft(this::isNeeded);
        }
    }

    private void extend(ContextCache start, CachedContents.Cache cache) throws IOException {
        try {
            start.replace(google.extend(cache, LIFE));
            ends.payStorage(start, cache);
        } catch (GeminiException e) {
            // Calls with it would be refused as well; a fault of the server ends before the cache.
            if (e.failure().httpCode() / 100 == 4 && e.failure().httpCode() != 429) {
                refused(new SentCache(start, cache.name(), cache.expiresAt()), e.getMessage());
            }
        }
    }

    /** Whether a call needs, or may come to need, what there is of a key. */
    private boolean isNeeded(String key) {
        ContextCache start = known.get(key);
        return start != null && (start.cache() != null || !start.isIdle(IDLE, now()));
    }

    /** How many may be at Google. */
    int atGoogle() {
        return journal.names().size();
    }

    /** What deletes them all: the program ends. The parts may run side by side. */
    List<ContextCacheCleaner.Part> endAll() {
        List<ContextCacheCleaner.Part> parts = new ArrayList<>();
        Set<String> alive = new HashSet<>();
        for (ContextCache start : known.values()) {
            CachedContents.Cache cache = start.cache();
            if (cache != null) {
                alive.add(start.key());
                parts.add(() -> ends.delete(start, cache));
            }
        }
        parts.add(() -> ends.deleteLeft(alive::contains));
        return parts;
    }
}
