package io.github.geminiroutes.quota;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.support.Priority;
import io.github.geminiroutes.usage.SharedBudget;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/**
 * Permits calls as the quota of their model allows: requests per minute, input tokens per minute,
 * requests per day, each set or learned from a 429. One gate is for one backend and one project;
 * models do not delay each other. The gate never waits itself: {@link #admit} returns how long to
 * wait. Thread-safe once it is set up.
 *
 * <pre>{@code
 * Permit permit = gate.enqueue(model, estimatedTokens);
 * Decision decision = gate.admit(permit); // again after each Delayed
 * gate.departed(permit);
 * gate.settle(permit, inputTokens); // or refused, abandon
 * }</pre>
 */
public final class Gate extends GateSettings implements AutoCloseable {

    private static final long MOST_TOKENS = 1_000_000_000_000L;

    private final ColdStart coldStart = new ColdStart();
    private volatile QuotaStore store;
    private SharedQuota shared = SharedQuota.NONE;

    public Gate() {
        this(Clock.systemUTC());
    }

    public Gate(Clock clock) {
        super(clock);
        store = openStore();
    }

    /** Loads the kept state. Call this once, after the settings and before the first permit. */
    public void start() {
        store = openStore();
        divideLimits();
        try {
            models.restore(store.load());
        } catch (RuntimeException e) {
            store.reportUnusable(e);
        }
        shared = openSharedQuota();
    }

    /** For tests: a shared quota that connects to no Redis of its own. */
    void share(Function<Collection<ModelGate>, SharedQuota> quota, int among) {
        models.divideAmong(among);
        shared = guarded(quota.apply(models.all()));
    }

    /**
     * Takes a place at the end of the model's queue.
     *
     * @param estimatedTokens the input tokens as estimated, 0 or more; corrected by what earlier
     *     calls of the model really took
     */
    public Permit enqueue(String model, long estimatedTokens) {
        return enqueue(model, estimatedTokens, Priority.NORMAL);
    }

    /** As {@link #enqueue(String, long)}, at the end of those of a priority. */
    public Permit enqueue(String model, long estimatedTokens, Priority priority) {
        return enqueue(model, estimatedTokens, priority, "");
    }

    /** As above, of one of several callers, which have turns. */
    public Permit enqueue(String model, long estimatedTokens, Priority priority, String caller) {
        store.saveIfDue(models::state);
        long estimate = Math.max(0, Math.min(MOST_TOKENS, estimatedTokens));
        return models.enqueue(model, estimate, priority, caller);
    }

    /**
     * Takes a place at the front of the queue for a call that was permitted and met a limit per
     * minute: the waiting calls have later times. Call {@link #admit} at once.
     */
    public Permit enqueueAgain(Permit refused) {
        return models.enqueueAgain(refused);
    }

    /**
     * Decides whether the call goes now. Call this on the sending thread, immediately before it
     * sends. A permit that waits keeps its place until 30 s after its time, and may then join again
     * at the end.
     *
     * @throws IllegalStateException if the permit was admitted before
     */
    public Decision admit(Permit permit) {
        Decision decision = decide(permit);
        if (decision instanceof Decision.Rejected && store.takeReopenRequest()) {
            reopenAll();
            decision = decide(permit);
        }
        store.markChanged();
        return decision;
    }

    private Decision decide(Permit permit) {
        Decision decision = shared.admit(permit);
        return decision == null ? shared.decidedAlone(permit, permit.gate.admit(permit)) : decision;
    }

    /**
     * The call leaves now. It counts from here on, as it does for the server; a new connection, or
     * a process that has just started, delays it after {@link #admit}.
     */
    public void departed(Permit permit) {
        long now = clock.millis();
        permit.gate.departed(permit, coldStart.transit(now));
        shared.departed(permit, coldStart.transitOfSeveral(now));
    }

    /**
     * The call was answered.
     *
     * @param actualInputTokens as the server counts them; 0 if it did not say, then the estimate
     *     stays
     */
    public void settle(Permit permit, long actualInputTokens) {
        long actual = Math.min(MOST_TOKENS, actualInputTokens);
        permit.gate.settle(permit, actual);
        shared.settle(permit, actual);
        saveChange();
    }

    /**
     * The call met a 429, which costs no quota. Closes the model's gate until the server's time.
     *
     * @return whether the call alone is larger than the limit that refused it
     */
    public boolean refused(Permit permit, Failure failure) {
        return refused(permit, failure, FALLBACK_DELAY);
    }

    /**
     * The call met a 429.
     *
     * @param fallback how long to close if neither the server nor our own log names a time
     * @return whether the call alone is larger than the limit that refused it
     */
    public boolean refused(Permit permit, Failure failure, Duration fallback) {
        boolean isLarger = permit.gate.refused(permit, failure, fallback);
        shared.refused(permit, failure, fallback);
        saveChange();
        return isLarger;
    }

    /**
     * The call is not made, or failed otherwise. A permit that waits leaves the queue. One that was
     * admitted and never left, as a call whose connection was refused, gives back its request of
     * the minute, its tokens and its request of the day. A call that has {@link #departed} counts
     * all the same: users report that Google counts 503s towards the limits of the minute and of
     * the day (<a href="https://discuss.ai.google.dev/t/144053">144053</a>, <a
     * href="https://discuss.ai.google.dev/t/109581">109581</a>).
     */
    public void abandon(Permit permit) {
        permit.gate.abandon(permit);
        if (!permit.hasDeparted) {
            shared.giveBack(permit);
        }
        saveChange();
    }

    /** Closes a model for long; an end that is already later stays. */
    public void closeUntil(String model, Instant until, Failure reason) {
        models.of(model).closeUntil(until, reason);
        shared.closeUntil(model, until, reason);
        saveChange();
    }

    /** Opens a model that was closed, and forgets a learned limit per day. */
    public void reopen(String model) {
        ModelGate gate = models.known(model);
        if (gate != null) {
            reopen(gate);
            saveChange();
        }
    }

    private void reopenAll() {
        models.all().forEach(this::reopen);
        saveChange();
    }

    private void reopen(ModelGate gate) {
        gate.reopen();
        shared.reopen(gate.model());
    }

    /**
     * Asks the gate of another process to open every model and to forget learned limits per day, so
     * that parked prompts are tried.
     *
     * @param file the file of that gate, see {@link #setFile}
     * @throws IOException if the request cannot be written
     */
    public static void requestReopening(Path file) throws IOException {
        new QuotaFile(file).requestReopening();
    }

    /** The day's money of all instances: that of a task, or of all calls where it is null. */
    public SharedBudget sharedBudget(String task) {
        return shared == SharedQuota.NONE ? SharedBudget.NONE : shared.budget(task);
    }

    /** Every known model, by name. */
    public List<ModelQuota> view() {
        return models.view();
    }

    /**
     * For a timer, once a second: writes the file if the state has changed, opens all models if
     * another process has requested it, and tries a Redis that is out of reach.
     */
    public void maintain() {
        if (store.takeReopenRequest()) {
            reopenAll();
        }
        store.saveIfDue(models::state);
        shared.reconnect();
    }

    /** Writes the file if the state has changed, and closes the connection to Redis. */
    @Override
    public void close() {
        store.save(models::state);
        shared.close();
    }

    private void saveChange() {
        store.markChanged();
        store.saveIfDue(models::state);
    }
}
