package io.github.geminiroutes.usage;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The meters of one name, by the values of their tags. Micrometer sorts and hashes all tags with
 * each look-up, and a call counts in a dozen meters. Thread-safe.
 *
 * @param <M> their type
 */
final class KnownMeters<M extends Meter> {

    private final Map<String, M> known = new ConcurrentHashMap<>();
    private final MeterProvider<M> provider;

    /**
     * @param provider makes a meter when its tags first occur
     */
    KnownMeters(MeterProvider<M> provider) {
        this.provider = provider;
    }

    /** The meter with these tags: name, value, name, value. */
    M of(String... tags) {
        return of(String.join("\0", tags), () -> Tags.of(tags));
    }

    /**
     * The meter with these tags.
     *
     * @param key tells these tags from all others of these meters
     */
    M of(String key, Supplier<Tags> tags) {
        M meter = known.get(key);
        if (meter == null) {
            meter = provider.withTags(tags.get());
            known.put(key, meter);
        }
        return meter;
    }
}
