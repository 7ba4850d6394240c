package io.github.geminiroutes.quota;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.support.Priority;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** The gate of one model. Each method takes the model's lock for a short while. */
final class ModelGate {

    private final String model;
    private final MonotonicClock clock;
    private final Window window;
    private final Limits limits = new Limits();
    private final WaitQueue queue = new WaitQueue();
    private final RequestsOfDay day = new RequestsOfDay();
    private final Suspension suspension = new Suspension();
    private final TokenRatio ratio = new TokenRatio();
    private final AdmissionPlanner planner;
    private final LimitLearner learner;
    private final Reservations reservations;
    private final SharedState shared = new SharedState();
    private boolean isRetired;

    /** Keeps to its part of the limits, which so many instances share. */
    ModelGate(String model, Clock clock, Duration margin, Map<LimitKind, Long> set, int instances) {
        this.model = model;
        this.clock = new MonotonicClock(clock);
        this.window = new Window(margin);
        this.planner = new AdmissionPlanner(window, limits, queue, suspension, ratio);
        this.reservations = new Reservations(queue, window, day, ratio);
        this.learner = new LimitLearner(window, limits, suspension, instances == 1);
        limits.divide(instances);
        set.forEach(limits::set);
    }

    String model() {
        return model;
    }

    synchronized void set(LimitKind kind, Long limit) {
        limits.set(kind, limit);
    }

    /** A place at the end of its priority; null if this gate is retired. */
    synchronized Permit enqueue(long estimate, Priority priority, String caller) {
        return enqueue(new Permit(this, estimate, priority, caller));
    }

    /**
     * A place at the front for a call that was refused; null if this gate is retired. At the end if
     * one refusal follows the other: another program is faster, the front would fail again.
     */
    synchronized Permit enqueueAgain(Permit refused) {
        return enqueue(new Permit(this, refused, !suspension.areOthersFaster()));
    }

    private Permit enqueue(Permit permit) {
        if (isRetired) {
            return null;
        }
        permit.enqueuedAt = clock.now();
        queue.join(permit, permit.enqueuedAt);
        return permit;
    }

    synchronized Decision admit(Permit permit) {
        permit.requireNotAdmitted();
        long now = tick();
        Decision.Rejected stop = stopAt(now);
        if (stop != null) {
            queue.leave(permit);
            return stop;
        }
        queue.join(permit, now);
        long at = planner.earliest(permit, now);
        if (at > now) {
            queue.keep(permit, at);
            return new Decision.Delayed(Duration.ofMillis((at - now + 999) / 1_000));
        }
        admit(permit, now);
        return Decision.Permitted.NOW;
    }

    SharedState shared() {
        return shared;
    }

    /** Takes a place in the queue for a call that a shared quota decides about, or keeps it. */
    synchronized QueuePlace place(Permit permit) {
        permit.requireNotAdmitted();
        long now = tick();
        queue.join(permit, now);
        queue.dropLost(permit, now);
        return queue.place(permit, ratio.correct(permit.estimate));
    }

    /** The shared quota delays a call by so many microseconds. */
    synchronized void delayed(Permit permit, long wait) {
        queue.keep(permit, tick() + wait);
    }

    /** The shared quota permits a call: this gate records it, too. */
    synchronized void permitted(Permit permit) {
        admit(permit, tick());
    }

    /** The shared quota rejects a call. */
    synchronized void rejected(Permit permit) {
        queue.leave(permit);
    }

    /**
     * This gate decides alone from now on, and so do those of the other instances.
     *
     * @param requests what all instances together had used at the last answer of the shared quota
     * @param tokens likewise
     * @param age how long ago that was, in microseconds
     */
    synchronized void decideAlone(long requests, long tokens, long age) {
        learner.fillForOthers(requests, tokens, age, tick());
    }

    /** Takes over a limit that another instance learned, if it is new. */
    synchronized void learn(LimitKind kind, LearnedLimit limit) {
        limits.adopt(kind, limit);
    }

    synchronized Map<LimitKind, LearnedLimit> learned() {
        return Map.copyOf(limits.learned());
    }

    /** The limit in the settings; {@link Limits#NONE} if there is none. */
    synchronized long set(LimitKind kind) {
        return limits.set(kind);
    }

    synchronized void departed(Permit permit, Duration transit) {
        long arrival = tick() + MonotonicClock.micros(transit);
        if (permit.state == Permit.State.ADMITTED) {
            permit.hasDeparted = true;
            reservations.postpone(permit, arrival);
        }
    }

    synchronized void settle(Permit permit, long actualTokens) {
        long now = tick();
        if (reservations.end(permit)) {
            permit.slice.answered(now);
            suspension.recordAnswer(permit.admittedAt);
            if (actualTokens > 0) {
                reservations.correct(permit, actualTokens);
            }
        }
    }

    /** Gives back what the call reserved, unless it has departed: then the server may count it. */
    synchronized void abandon(Permit permit) {
        tick();
        if (permit.hasDeparted) {
            reservations.end(permit);
        } else {
            reservations.giveBack(permit);
        }
    }

    /** Returns whether the call alone is larger than the limit that refused it. */
    synchronized boolean refused(Permit permit, Failure failure, Duration fallback) {
        long now = tick();
        return reservations.giveBack(permit)
                && learner.learn(permit, new RateLimitSignal(failure), fallback, clock, now);
    }

    synchronized void closeUntil(Instant until, Failure reason) {
        suspension.stop(until, reason);
    }

    /** Also forgets a learned limit per day: it may be the reason why the gate is closed. */
    synchronized void reopen() {
        suspension.end();
        limits.forget(LimitKind.REQUESTS_PER_DAY);
    }

    /**
     * Retires the gate if it has no state worth keeping: a retired gate gives out no permits.
     *
     * @param isUrgent whether that of a model that has never answered is worth nothing
     */
    synchronized boolean tryRetire(boolean isUrgent) {
        long now = tick();
        queue.dropLost(null, now);
        boolean isIdle = window.isEmpty() && suspension.pausedUntil() <= now && stopAt(now) == null;
        isRetired =
                queue.length() == 0
                        && limits.learned().isEmpty()
                        && (isIdle || isUrgent && !ratio.isLearned());
        return isRetired;
    }

    synchronized ModelQuota view() {
        long now = tick();
        queue.dropLost(null, now);
        Decision.Rejected stop = stopAt(now);
        long pausedUntil = suspension.pausedUntil();
        Instant pauseEnd = pausedUntil > now ? clock.wall(pausedUntil) : null;
        return new ModelQuota(
                model,
                limits.use(window, day),
                stop == null ? pauseEnd : stop.until(),
                stop == null ? null : stop.reason(),
                stop == null ? clock.wall(planner.next(now)) : stop.until(),
                queue.length(),
                ratio.value());
    }

    synchronized ModelState state() {
        tick();
        return ModelState.of(clock, window, limits, day, suspension, ratio);
    }

    synchronized void restore(ModelState kept) {
        tick();
        kept.restoreInto(clock, window, limits, day, suspension, ratio);
    }

    private long tick() {
        long now = clock.now();
        window.roll(now);
        Instant wall = clock.wall(now);
        if (day.roll(wall)) {
            limits.forgetOld(wall);
        }
        return now;
    }

    private Decision.Rejected stopAt(long now) {
        return day.requests() < limits.requestsPerDay()
                ? suspension.stopAt(clock.wall(now))
                : new Decision.Rejected(
                        day.end(), RateLimitSignal.dayUsedUp(model, limits.requestsPerDay()));
    }

    private void admit(Permit permit, long now) {
        reservations.reserve(permit, now);
        planner.admitted(permit, now);
    }
}
