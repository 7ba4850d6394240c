package io.github.geminiroutes.quota;

import io.github.geminiroutes.api.ApiKey;
import io.github.geminiroutes.failure.Failure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
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
 * Ticket ticket = gate.ticket(model, estimatedTokens);
 * Admission admission = gate.admit(ticket); // again after each WaitFor
 * gate.settle(ticket, inputTokens); // or refused, failed, abandon
 * }</pre>
 */
public final class Gate implements AutoCloseable {

    private static final long MOST_TOKENS = 1_000_000_000_000L;

    /** Prompts name models as they like: beyond this many, those that are idle are forgotten. */
    private static final int MOST_MODELS = 100;

    /**
     * For so long after its first call a process is still loading classes and opening connections.
     */
    private static final Duration WARM_UP = Duration.ofSeconds(3);

    /** What a call's journey may take longer meanwhile. */
    private static final Duration COLD_JOURNEY = Duration.ofMillis(700);

    /** For so long at most a call waits by the word of a gate that decides alone for a while. */
    private static final Duration LOOK_FOR_OTHERS = Duration.ofSeconds(3);

    /** Journeys of several processes, some of them young or on a busy machine, differ by more. */
    private static final Duration OF_SEVERAL = Duration.ofMillis(200);

    private final Clock clock;
    private final Map<String, ModelGate> models = new ConcurrentHashMap<>();
    private final Map<LimitKind, Long> set = new EnumMap<>(LimitKind.class);
    private Duration margin = Duration.ofMillis(300);
    private Duration fallbackDelay = Duration.ofSeconds(15);
    private Path file;
    private String scope = "";
    private Consumer<String> notices = LoggerFactory.getLogger(Gate.class)::info;
    private volatile Memory memory;
    private ApiKey key;
    private String redisUrl = "";
    private int instances = 1;
    private boolean isShared;
    private SharedQuota shared;
    private volatile Long firstDeparture;

    public Gate() {
        this(Clock.systemUTC());
    }

    public Gate(Clock clock) {
        this.clock = Objects.requireNonNull(clock, "clock");
        memory = new Memory(null, scope, clock, notices);
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
        synchronized (set) {
            set.remove(kind);
            if (limit != null) {
                set.put(kind, limit);
            }
        }
        models.values().forEach(model -> model.set(kind, limit));
    }

    /** By how much longer than 60 s a call counts, as journeys to the server differ; 300 ms. */
    public void setMargin(Duration margin) {
        if (margin.isNegative()) {
            throw new IllegalArgumentException("margin must not be negative: " + margin);
        }
        this.margin = margin;
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
        memory = new Memory(file, scope, clock, notices);
        Map<String, ModelGate> recalled = new TreeMap<>();
        try {
            memory.recall()
                    .forEach(
                            (model, kept) -> {
                                ModelGate gate = modelGate(model);
                                gate.restore(kept);
                                recalled.put(model, gate);
                            });
            models.putAll(recalled);
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
            return new RedisQuota(link, owner(), margin, models.values(), clock, System::nanoTime);
        } catch (NoClassDefFoundError e) {
            throw new IllegalStateException(
                    "gemini.quota.redis-url needs the library io.lettuce:lettuce-core", e);
        }
    }

    /** For a shared quota that is no Redis of its own, as in tests. */
    void share(Function<Collection<ModelGate>, SharedQuota> quota, int among) {
        instances = among;
        isShared = true;
        shared = quota.apply(models.values());
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
    public Ticket ticket(String model, long estimatedTokens) {
        memory.keepIfDue(this::state);
        long estimate = Math.max(0, Math.min(MOST_TOKENS, estimatedTokens));
        Ticket ticket = null;
        while (ticket == null) {
            ticket = models.computeIfAbsent(model, this::modelGate).join(estimate);
        }
        return ticket;
    }

    /**
     * A place at the front of the line for a call that was let through and met a limit per minute:
     * it was its turn, and whoever waits was told another time. To be asked for at once.
     */
    public Ticket ticketAgain(Ticket refused) {
        Ticket ticket = refused.gate.rejoin(refused);
        return ticket == null ? ticket(refused.model(), refused.estimate) : ticket;
    }

    /**
     * Whether the call goes now. To be asked on the thread that sends, right before it sends. A
     * ticket that waits keeps its place until 5 s after its time, and may then join again at the
     * end.
     *
     * @throws IllegalStateException if the ticket was let through before
     */
    public Admission admit(Ticket ticket) {
        Admission admission = decide(ticket);
        if (admission instanceof Admission.ClosedUntil && memory.takeRequest()) {
            reopenAll();
            admission = decide(ticket);
        }
        memory.news();
        return admission;
    }

    private Admission decide(Ticket ticket) {
        if (shared == null) {
            return ticket.gate.admit(ticket);
        }
        Admission admission = shared.admit(ticket);
        if (admission == null) {
            admission = ticket.gate.admit(ticket);
            if (admission instanceof Admission.Go) {
                shared.sentAlone(ticket);
            } else if (admission instanceof Admission.WaitFor wait
                    && wait.delay().compareTo(LOOK_FOR_OTHERS) > 0) {
                // The others may be there before, and may hold a place for it.
                return new Admission.WaitFor(LOOK_FOR_OTHERS);
            }
        }
        return admission;
    }

    /**
     * The call leaves now. It counts from here on, as the server sees it from here on; between
     * {@link #admit} and this a new connection, or a process that has just started, takes its time.
     */
    public void departed(Ticket ticket) {
        long now = clock.millis();
        if (firstDeparture == null) {
            firstDeparture = now;
        }
        boolean isWarm = now - firstDeparture >= WARM_UP.toMillis();
        Duration journey = isWarm ? Duration.ZERO : COLD_JOURNEY;
        ticket.gate.departed(ticket, journey);
        if (shared != null) {
            // Instances that start together on one machine are colder than one.
            shared.departed(ticket, journey.multipliedBy(2));
        }
    }

    /**
     * The call was answered.
     *
     * @param actualInputTokens as the server counts them; 0 if it did not say, then the estimate
     *     stays
     */
    public void settle(Ticket ticket, long actualInputTokens) {
        long actual = Math.min(MOST_TOKENS, actualInputTokens);
        ticket.gate.settle(ticket, actual);
        if (shared != null) {
            shared.settle(ticket, actual);
        }
        news();
    }

    /**
     * The call met a 429, which costs no quota. Closes the model's gate until the server's time.
     */
    public void refused(Ticket ticket, Failure failure) {
        refused(ticket, failure, fallbackDelay);
    }

    /**
     * The call met a 429.
     *
     * @param fallback how long to close where neither the server nor our own log says
     */
    public void refused(Ticket ticket, Failure failure, Duration fallback) {
        ticket.gate.refused(ticket, failure, fallback);
        if (shared != null) {
            shared.refused(ticket, failure, fallback);
        }
        news();
    }

    /** The call failed otherwise; it counts, as the server may have counted it. */
    public void failed(Ticket ticket) {
        ticket.gate.failed(ticket);
        news();
    }

    /** There is no call: the ticket leaves the line, or gives back what was reserved. */
    public void abandon(Ticket ticket) {
        ticket.gate.abandon(ticket);
        if (shared != null) {
            shared.giveBack(ticket);
        }
        news();
    }

    /** Closes a model for long; an end already later stays. */
    public void closeUntil(String model, Instant until, Failure reason) {
        models.computeIfAbsent(model, this::modelGate).closeUntil(until, reason);
        if (shared != null) {
            shared.closeUntil(model, until, reason);
        }
        news();
    }

    /** Opens a model that was closed, and forgets a limit per day that was learned. */
    public void reopen(String model) {
        ModelGate gate = models.get(model);
        if (gate != null) {
            reopen(gate);
            news();
        }
    }

    private void reopenAll() {
        models.values().forEach(this::reopen);
        news();
    }

    private void reopen(ModelGate gate) {
        gate.reopen();
        if (shared != null) {
            shared.reopen(gate.model());
        }
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
        return new TreeMap<>(models).values().stream().map(ModelGate::view).toList();
    }

    /**
     * Writes the file if there is news and the last writing was a second ago, and reopens what a
     * person asked to: for a timer.
     */
    public void keep() {
        if (memory.takeRequest()) {
            reopenAll();
        }
        memory.keepIfDue(this::state);
        if (shared != null) {
            shared.lookAfter();
        }
    }

    /** Writes the file if there is news, and lets go of Redis. */
    @Override
    public void close() {
        memory.keep(this::state);
        if (shared != null) {
            shared.close();
        }
    }

    private void news() {
        memory.news();
        memory.keepIfDue(this::state);
    }

    private Map<String, KeptModel> state() {
        if (models.size() > MOST_MODELS) {
            models.values().removeIf(ModelGate::retire);
        }
        Map<String, KeptModel> state = new TreeMap<>();
        models.forEach((name, model) -> state.put(name, model.keep()));
        return state;
    }

    private ModelGate modelGate(String model) {
        synchronized (set) {
            return new ModelGate(model, clock, margin, set, instances());
        }
    }

    private int instances() {
        return isShared || !redisUrl.isEmpty() ? instances : 1;
    }

    private static Long number(String limit) {
        return limit == null || limit.isBlank() ? null : Long.valueOf(limit.strip());
    }
}
