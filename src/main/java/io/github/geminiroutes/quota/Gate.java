package io.github.geminiroutes.quota;

import io.github.geminiroutes.api.ApiKey;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.quota.redis.RedisLink;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/**
 * Lets calls through as the quota of their model allows: requests per minute, input tokens per
 * minute, requests per day, each set or learned from a 429. One gate is for one backend and one
 * project; models do not hold each other up. It never waits itself: {@link #admit} says how long to
 * wait. Thread-safe once it is set up.
 *
 * <pre>{@code
 * Permit ticket = gate.ticket(model, estimatedTokens);
 * Admission admission = gate.admit(ticket); // again after each WaitFor
 * gate.settle(ticket, inputTokens); // or refused, failed, abandon
 * }</pre>
 */
public final class Gate implements AutoCloseable {

    private static final long MOST_TOKENS = 1_000_000_000_000L;

    private final Clock clock;
    private final ModelGates models;
    private final ColdStart coldStart = new ColdStart();
    private Duration fallbackDelay = Duration.ofSeconds(15);
    private Path file;
    private String scope = "";
    private Consumer<String> notices = LoggerFactory.getLogger(Gate.class)::info;
    private volatile QuotaStore memory;
    private ApiKey key;
    private String redisUrl = "";
    private int instances = 1;
    private SharedQuota shared = new Unshared();

    public Gate() {
        this(Clock.systemUTC());
    }

    public Gate(Clock clock) {
        this.clock = Objects.requireNonNull(clock, "clock");
        models = new ModelGates(clock);
        memory = new QuotaStore(null, scope, clock, notices);
    }

    /** Requests of a model in any 60 s; empty to learn it. */
    public void setRequestsPerMinute(String limit) {
        limit(LimitKind.REQUESTS_PER_MINUTE, number(limit));
    }

    /** Input tokens of a model in any 60 s; empty to learn it. */
    public void setInputTokensPerMinute(String limit) {
        limit(LimitKind.INPUT_TOKENS_PER_MINUTE, number(limit));
    }

    /** Requests of a model from midnight to midnight in Los Angeles; empty to learn it. */
    public void setRequestsPerDay(String limit) {
        limit(LimitKind.REQUESTS_PER_DAY, number(limit));
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

    /** By how much longer than 60 s a call counts, as journeys to the server differ; 300 ms. */
    public void setMargin(Duration margin) {
        if (margin.isNegative()) {
            throw new IllegalArgumentException("margin must not be negative: " + margin);
        }
        models.setMargin(margin);
    }

    /** How long a 429 closes the gate that says nothing of time; 15 s. */
    public void setFallbackDelay(Duration fallbackDelay) {
        this.fallbackDelay = fallbackDelay;
    }

    /** The file that outlives a restart; empty to keep nothing. Its directory must exist. */
    public void setFile(String file) {
        this.file = file.isBlank() ? null : Path.of(file.strip());
    }

    /** Whose quota it is, such as the backend's address: what was kept for another is not used. */
    public void setScope(String scope) {
        this.scope = Objects.requireNonNull(scope, "scope");
    }

    /** Whose quota it is, where it is shared: a hash of it tells projects apart. */
    public void setKey(ApiKey key) {
        this.key = key;
    }

    /**
     * The Redis that instances share their quota in, as {@code redis://[:password@]host[:port]} or
     * {@code rediss://…}; empty if this is the only one.
     */
    public void setRedisUrl(String redisUrl) {
        this.redisUrl = redisUrl.strip();
    }

    /** How many instances share the quota: each keeps to its part while Redis is out of reach. */
    public void setInstances(int instances) {
        if (instances < 1) {
            throw new IllegalArgumentException("instances must be 1 or more: " + instances);
        }
        this.instances = instances;
    }

    /**
     * Hears, once each (the log does unless another is set), that the kept file is damaged or
     * cannot be written.
     */
    public void setNotices(Consumer<String> notices) {
        this.notices = Objects.requireNonNull(notices, "notices");
    }

    /** Recalls what was kept. To be called once, after the settings and before the first ticket. */
    public void start() {
        memory = new QuotaStore(file, scope, clock, notices);
        models.divideAmong(redisUrl.isEmpty() ? 1 : instances);
        try {
            models.restore(memory.recall());
        } catch (RuntimeException e) {
            memory.forget(e);
        }
        if (!redisUrl.isEmpty()) {
            shared = redis();
        }
    }

    private SharedQuota redis() {
        String alone = "until then this instance keeps to 1/" + instances + " of each limit";
        try {
            RedisLink link = new RedisLink(redisUrl, RedisLink.script(), alone, notices);
            return new RedisQuota(
                    link, owner(), models.margin(), models.all(), clock, System::nanoTime);
        } catch (NoClassDefFoundError e) {
            throw new IllegalStateException(
                    "gemini.quota.redis-url needs the library io.lettuce:lettuce-core", e);
        }
    }

    /** For a shared quota that is no Redis of its own, as in tests. */
    void share(Function<Collection<ModelGate>, SharedQuota> quota, int among) {
        models.divideAmong(among);
        shared = quota.apply(models.all());
    }

    private Supplier<String> owner() {
        return () -> scope + "\n" + (key == null ? "" : key.value());
    }

    /**
     * A place at the end of the model's line.
     *
     * @param estimatedTokens the input tokens as estimated, 0 or more; corrected by what earlier
     *     calls of the model really took
     */
    public Permit ticket(String model, long estimatedTokens) {
        memory.keepIfDue(models::keep);
        long estimate = Math.max(0, Math.min(MOST_TOKENS, estimatedTokens));
        return models.join(model, estimate);
    }

    /**
     * A place at the front of the line for a call that was let through and met a limit per minute:
     * it was its turn, and whoever waits was told another time. To be asked for at once.
     */
    public Permit ticketAgain(Permit refused) {
        Permit ticket = refused.gate.rejoin(refused);
        return ticket == null ? ticket(refused.model(), refused.estimate) : ticket;
    }

    /**
     * Whether the call goes now. To be asked on the thread that sends, right before it sends. A
     * ticket that waits keeps its place until 5 s after its time, and may then join again at the
     * end.
     *
     * @throws IllegalStateException if the ticket was let through before
     */
    public Decision admit(Permit ticket) {
        Decision admission = decide(ticket);
        if (admission instanceof Decision.ClosedUntil && memory.takeRequest()) {
            reopenAll();
            admission = decide(ticket);
        }
        memory.news();
        return admission;
    }

    private Decision decide(Permit ticket) {
        Decision admission = shared.admit(ticket);
        return admission == null
                ? shared.decidedAlone(ticket, ticket.gate.admit(ticket))
                : admission;
    }

    /**
     * The call leaves now. It counts from here on, as the server sees it from here on; between
     * {@link #admit} and this a new connection, or a process that has just started, takes its time.
     */
    public void departed(Permit ticket) {
        Duration journey = coldStart.journey(clock.millis());
        ticket.gate.departed(ticket, journey);
        // Instances that start together on one machine are colder than one.
        shared.departed(ticket, journey.multipliedBy(2));
    }

    /**
     * The call was answered.
     *
     * @param actualInputTokens as the server counts them; 0 if it did not say, then the estimate
     *     stays
     */
    public void settle(Permit ticket, long actualInputTokens) {
        long actual = Math.min(MOST_TOKENS, actualInputTokens);
        ticket.gate.settle(ticket, actual);
        shared.settle(ticket, actual);
        news();
    }

    /**
     * The call met a 429, which costs no quota. Closes the model's gate until the server's time.
     */
    public void refused(Permit ticket, Failure failure) {
        refused(ticket, failure, fallbackDelay);
    }

    /**
     * The call met a 429.
     *
     * @param fallback how long to close where neither the server nor our own log says
     */
    public void refused(Permit ticket, Failure failure, Duration fallback) {
        ticket.gate.refused(ticket, failure, fallback);
        shared.refused(ticket, failure, fallback);
        news();
    }

    /** The call failed otherwise; it counts, as the server may have counted it. */
    public void failed(Permit ticket) {
        ticket.gate.failed(ticket);
        news();
    }

    /** There is no call: the ticket leaves the line, or gives back what was reserved. */
    public void abandon(Permit ticket) {
        ticket.gate.abandon(ticket);
        shared.giveBack(ticket);
        news();
    }

    /** Closes a model for long; an end already later stays. */
    public void closeUntil(String model, Instant until, Failure reason) {
        models.of(model).closeUntil(until, reason);
        shared.closeUntil(model, until, reason);
        news();
    }

    /** Opens a model that was closed, and forgets a limit per day that was learned. */
    public void reopen(String model) {
        ModelGate gate = models.known(model);
        if (gate != null) {
            reopen(gate);
            news();
        }
    }

    private void reopenAll() {
        models.all().forEach(this::reopen);
        news();
    }

    private void reopen(ModelGate gate) {
        gate.reopen();
        shared.reopen(gate.model());
    }

    /**
     * Asks the gate of another process to open every model and forget learned limits per day: a
     * person wants what was put aside to be tried.
     *
     * @param file the file that gate keeps, see {@link #setFile}
     * @throws IOException if the word cannot be left
     */
    public static void requestReopening(Path file) throws IOException {
        new QuotaFile(file).requestReopening();
    }

    /** Every model known, by name. */
    public List<ModelQuota> view() {
        return models.view();
    }

    /**
     * Writes the file if there is news and the last writing was a second ago, and reopens what a
     * person asked to: for a timer.
     */
    public void keep() {
        if (memory.takeRequest()) {
            reopenAll();
        }
        memory.keepIfDue(models::keep);
        shared.lookAfter();
    }

    /** Writes the file if there is news, and lets go of Redis. */
    @Override
    public void close() {
        memory.keep(models::keep);
        shared.close();
    }

    private void news() {
        memory.news();
        memory.keepIfDue(models::keep);
    }

    private static Long number(String limit) {
        return limit == null || limit.isBlank() ? null : Long.valueOf(limit.strip());
    }
}
