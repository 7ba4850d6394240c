package io.github.geminiroutes.quota;

import io.github.geminiroutes.api.ApiKey;
import io.github.geminiroutes.quota.redis.RedisLink;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/** The settings of a {@link Gate}; all but the limits are made before it starts. */
public abstract class GateSettings {
    /** How long a 429 that names no time closes the gate. */
    static final Duration FALLBACK_DELAY = Duration.ofSeconds(15);

    final Clock clock;
    final ModelGates models;
    private Path file;
    private String scope = "";
    private Consumer<String> notices = LoggerFactory.getLogger(Gate.class)::info;
    private ApiKey key;
    private String redisUrl = "";
    private int instances = 1;

    GateSettings(Clock clock) {
        this.clock = Objects.requireNonNull(clock, "clock");
        models = new ModelGates(clock);
    }

    /** Requests of a model in any 60 s; empty to learn the limit. */
    public void setRequestsPerMinute(String limit) {
        limit(LimitKind.REQUESTS_PER_MINUTE, number(limit));
    }

    /** Input tokens of a model in any 60 s; empty to learn the limit. */
    public void setInputTokensPerMinute(String limit) {
        limit(LimitKind.INPUT_TOKENS_PER_MINUTE, number(limit));
    }

    /** Requests of a model from midnight to midnight in Los Angeles; empty to learn the limit. */
    public void setRequestsPerDay(String limit) {
        limit(LimitKind.REQUESTS_PER_DAY, number(limit));
    }

    private static Long number(String limit) {
        return limit == null || limit.isBlank() ? null : Long.valueOf(limit.strip());
    }

    /**
     * Sets a limit for every model.
     *
     * @param limit 1 or more; null to learn it
     * @throws IllegalArgumentException if it is less than 1
     */
    public void limit(LimitKind kind, Long limit) {
        if (limit != null && limit < 1) {
            throw new IllegalArgumentException(kind.id() + " must be 1 or more, not " + limit);
        }
        models.limit(kind, limit);
    }

    /** By how much longer than 60 s a call counts, as transit times differ; 300 ms by default. */
    public void setMargin(Duration margin) {
        if (margin.isNegative()) {
            throw new IllegalArgumentException("margin must not be negative: " + margin);
        }
        models.setMargin(margin);
    }

    /** The file that outlives a restart; empty to keep nothing. Its directory must exist. */
    public void setFile(String file) {
        this.file = file.isBlank() ? null : Path.of(file.strip());
    }

    /** Whose quota it is, such as the backend's address: a file of another scope is not used. */
    public void setScope(String scope) {
        this.scope = Objects.requireNonNull(scope, "scope");
    }

    /** The key of the project whose quota is shared: a hash of it tells projects apart. */
    public void setKey(ApiKey key) {
        this.key = key;
    }

    /**
     * The Redis in which instances share their quota, as {@code redis://[:password@]host[:port]} or
     * {@code rediss://…}; empty if this is the only instance.
     */
    public void setRedisUrl(String redisUrl) {
        this.redisUrl = redisUrl.strip();
    }

    /** How many instances share the quota. */
    public int instances() {
        return instances;
    }

    /** How many instances share the quota: each keeps to its part while Redis is out of reach. */
    public void setInstances(int instances) {
        if (instances < 1) {
            throw new IllegalArgumentException("instances must be 1 or more: " + instances);
        }
        this.instances = instances;
    }

    /**
     * Receives each notice once: that the file is damaged or cannot be written, that Redis is out
     * of reach or back. The log by default.
     */
    public void setNotices(Consumer<String> notices) {
        this.notices = Objects.requireNonNull(notices, "notices");
    }

    /** Instances that share a quota keep to their parts of it where they decide alone. */
    void divideLimits() {
        models.divideAmong(redisUrl.isEmpty() ? 1 : instances);
    }

    QuotaStore openStore() {
        return new QuotaStore(file, scope, clock, notices);
    }

    /** The quota that is shared with other instances; {@link SharedQuota#NONE} if none is. */
    SharedQuota openSharedQuota() {
        if (redisUrl.isEmpty()) {
            return SharedQuota.NONE;
        }
        String alone = "meanwhile this instance keeps to 1/" + instances + " of each limit";
        try {
            RedisLink link = new RedisLink(redisUrl, RedisLink.script(), alone, notices);
            return guarded(
                    new RedisQuota(
                            link,
                            this::owner,
                            models.margin(),
                            models.all(),
                            clock,
                            System::nanoTime));
        } catch (NoClassDefFoundError e) {
            throw new IllegalStateException(
                    "gemini.quota.redis-url needs the library io.lettuce:lettuce-core", e);
        }
    }

    SharedQuota guarded(SharedQuota quota) {
        return new GuardedQuota(quota, notices);
    }

    private String owner() {
        return scope + "\n" + (key == null ? "" : key.value());
    }
}
