package io.github.geminiroutes.usage;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** How often the answer cache had the answer: {@code gemini.answer.cache}. Thread-safe. */
public final class AnswerCacheMeters {

    private final Counter hits;
    private final Counter misses;
    private final Counter joined;

    public AnswerCacheMeters(MeterRegistry registry) {
        hits = counter(registry, "hit");
        misses = counter(registry, "miss");
        joined = counter(registry, "joined");
    }

    private static Counter counter(MeterRegistry registry, String result) {
        return Counter.builder("gemini.answer.cache")
                .description("Requests by what the answer cache had for them")
                .tag("result", result)
                .register(registry);
    }

    /** An answer was there. */
    public void hit() {
        hits.increment();
    }

    /** There was none: a call is made. */
    public void miss() {
        misses.increment();
    }

    /** The answer of a call for the same request was waited for, and taken. */
    public void joined() {
        joined.increment();
    }
}
