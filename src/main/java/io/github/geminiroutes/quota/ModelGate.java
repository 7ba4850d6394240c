package io.github.geminiroutes.quota;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.QuotaViolation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The gate of one model. Each method takes the model's lock for a short while. */
final class ModelGate {

    private final String model;
    private final MonotonicClock clock;
    private final Window window;
    private final ExternalUsage foreign;
    private final Limits limits = new Limits();
    private final WaitQueue line = new WaitQueue();
    private final RequestsOfDay day = new RequestsOfDay();
    private final Suspension closing = new Suspension();
    private final TokenRatio ratio = new TokenRatio();
    private final AdmissionPlanner timetable;
    private final Turn turn = new Turn();
    private final int instances;
    private boolean retired;

    /**
     * @param instances how many gates share the limits: this one keeps to its part of them
     */
    ModelGate(String model, Clock clock, Duration margin, Map<LimitKind, Long> set, int instances) {
        this.model = model;
        this.clock = new MonotonicClock(clock);
        this.window = new Window(margin);
        this.foreign = new ExternalUsage(window);
        this.timetable = new AdmissionPlanner(window, limits, line, closing, ratio);
        this.instances = instances;
        limits.divide(instances);
        set.forEach(limits::set);
    }

    String model() {
        return model;
    }

    synchronized void set(LimitKind kind, Long limit) {
        limits.set(kind, limit);
    }

    /** A place at the end of the line; null if this gate is retired. */
    synchronized Permit join(long estimate) {
        return join(estimate, false);
    }

    /**
     * A place at the front for a call that was refused; null if this gate is retired. Where one
     * refusal follows the other somebody else is faster, and trying first would be in vain again.
     */
    synchronized Permit rejoin(Permit refused) {
        return join(refused.estimate, closing.repetitions() == 0);
    }

    private Permit join(long estimate, boolean returns) {
        if (retired) {
            return null;
        }
        Permit ticket = new Permit(this, estimate, returns);
        ticket.joinedAt = clock.now();
        line.join(ticket, ticket.joinedAt);
        return ticket;
    }

    synchronized Decision admit(Permit ticket) {
        if (ticket.state == Permit.State.SENT || ticket.state == Permit.State.DONE) {
            throw new IllegalStateException("admitted before: " + ticket);
        }
        long now = tick();
        Decision.ClosedUntil closed = closedAt(now);
        if (closed != null) {
            line.leave(ticket);
            return closed;
        }
        line.join(ticket, now);
        long at = timetable.earliest(ticket, now);
        if (at > now) {
            line.keep(ticket, at);
            return new Decision.WaitFor(Duration.ofMillis((at - now + 999) / 1_000));
        }
        send(ticket, now);
        return Decision.Go.NOW;
    }

    /** When this instance may ask for the shared quota. */
    Turn turn() {
        return turn;
    }

    /** Takes a place in the line for a call that others decide about, or keeps the one it has. */
    synchronized Place lineUp(Permit ticket) {
        if (ticket.state == Permit.State.SENT || ticket.state == Permit.State.DONE) {
            throw new IllegalStateException("admitted before: " + ticket);
        }
        long now = tick();
        line.join(ticket, now);
        line.dropLost(ticket, now);
        return new Place(line.place(ticket), line.length(), ratio.correct(ticket.estimate));
    }

    /** The ticket was told to come back after so many microseconds. */
    synchronized void told(Permit ticket, long wait) {
        line.keep(ticket, tick() + wait);
    }

    /** The call goes, as others decided: it is noted here, too. */
    synchronized void goes(Permit ticket) {
        send(ticket, tick());
    }

    /** Nobody goes for long, as others said. */
    synchronized void sentAway(Permit ticket) {
        line.leave(ticket);
    }

    /**
     * From now on this gate decides alone, and others do, too: what they have used of the window is
     * not there, though this instance's part of the limit may say so.
     *
     * @param requests what all together had used when it was last heard of
     * @param age how long ago that was, in microseconds
     */
    synchronized void standAlone(long requests, long tokens, long age) {
        long now = tick();
        long end = now + Math.max(1, Window.LENGTH.toMillis() * 1_000 - age);
        long lackedRequests =
                lacked(
                        limits.requestsPerMinute(),
                        limits.whole(LimitKind.REQUESTS_PER_MINUTE),
                        window.requests(),
                        requests);
        long lackedTokens =
                lacked(
                        limits.tokensPerMinute(),
                        limits.whole(LimitKind.INPUT_TOKENS_PER_MINUTE),
                        window.tokens(),
                        tokens);
        if (lackedRequests > 0 || lackedTokens > 0) {
            window.addUntil(end, lackedRequests, lackedTokens);
        }
    }

    /** By how much the room that all have is less than what this instance thinks it has. */
    private static long lacked(long part, long whole, long own, long all) {
        return whole == Limits.NONE
                ? 0
                : Math.max(0, Math.max(0, part - own) - Math.max(0, whole - all));
    }

    /** Takes over a limit that another instance learned, if it is news. */
    synchronized void learn(LimitKind kind, Limits.Lesson lesson) {
        Limits.Lesson known = limits.learned().get(kind);
        if (known == null || known.at().isBefore(lesson.at()) && known.limit() != lesson.limit()) {
            limits.learn(kind, lesson);
        }
    }

    synchronized Map<LimitKind, Limits.Lesson> learned() {
        return Map.copyOf(limits.learned());
    }

    /** What the settings say of a limit; {@link Limits#NONE} if nothing. */
    synchronized long set(LimitKind kind) {
        return limits.set(kind);
    }

    synchronized void departed(Permit ticket, Duration journey) {
        long arrival = tick() + micros(journey);
        if (ticket.state == Permit.State.SENT && ticket.slice.time() < arrival) {
            window.change(ticket.slice, -1, -ticket.reserved);
            ticket.slice = window.add(arrival, 1, ticket.reserved);
        }
    }

    synchronized void settle(Permit ticket, long actualTokens) {
        tick();
        if (leaves(ticket) && actualTokens > 0) {
            window.change(ticket.slice, 0, actualTokens - ticket.reserved);
            ratio.learn(ticket.estimate, actualTokens);
        }
    }

    synchronized void failed(Permit ticket) {
        leaves(ticket);
    }

    synchronized void abandon(Permit ticket) {
        tick();
        giveBack(ticket);
    }

    synchronized void refused(Permit ticket, Failure failure, Duration fallback) {
        long now = tick();
        if (!giveBack(ticket)) {
            return;
        }
        Instant wall = clock.wall(now);
        RateLimitSignal refusal = new RateLimitSignal(failure);
        Map<LimitKind, Long> named = refusal.limits();
        named.forEach((kind, limit) -> limits.learn(kind, new Limits.Lesson(limit, wall)));
        if (failure.kind() == FailureKind.RATE_LIMIT_PER_DAY) {
            closing.shut(RateLimitSignal.endOfDay(clock.wall(ticket.sentAt), wall), failure);
        }
        Duration untilFirstLeaves = span(window.firstLeaves(now + micros(fallback)) - now);
        Duration pause = refusal.pause(untilFirstLeaves, fallback);
        if (pause == null) {
            return;
        }
        // What the own log lacks was used by the other instances.
        boolean isAlone = instances == 1;
        if (closing.teaches(ticket.sentAt, now) && isAlone && !isLate(named, ticket, pause)) {
            foreign.note(named, ticket.reserved, now, now + micros(pause), closing.repetitions());
        }
        closing.pause(now + micros(pause));
    }

    /** Whether the refusal only says that calls of ours, a minute old, came to the server late. */
    private boolean isLate(Map<LimitKind, Long> named, Permit ticket, Duration pause) {
        Long requests = named.get(LimitKind.REQUESTS_PER_MINUTE);
        Long tokens = named.get(LimitKind.INPUT_TOKENS_PER_MINUTE);
        long lackedRequests = requests == null ? 0 : requests - window.requests();
        long lackedTokens = tokens == null ? 0 : tokens + 1 - ticket.reserved - window.tokens();
        boolean isLate = window.mayLackLatecomers(lackedRequests, lackedTokens, micros(pause));
        if (isLate) {
            window.widen(micros(pause));
        }
        return isLate;
    }

    synchronized void closeUntil(Instant until, Failure reason) {
        closing.shut(until, reason);
    }

    /** Also forgets a learned limit per day: it may be what closed the gate. */
    synchronized void reopen() {
        closing.open();
        limits.forget(LimitKind.REQUESTS_PER_DAY);
    }

    /** Whether nothing is worth keeping; then no ticket is given out any more. */
    synchronized boolean retire() {
        long now = tick();
        line.dropLost(null, now);
        retired =
                window.isEmpty()
                        && line.length() == 0
                        && limits.learned().isEmpty()
                        && closing.pausedUntil() <= now
                        && closedAt(now) == null;
        return retired;
    }

    synchronized ModelQuota view() {
        long now = tick();
        line.dropLost(null, now);
        Decision.ClosedUntil closed = closedAt(now);
        Instant until =
                closed != null
                        ? closed.until()
                        : closing.pausedUntil() > now ? clock.wall(closing.pausedUntil()) : null;
        return new ModelQuota(
                model,
                Map.of(
                        LimitKind.REQUESTS_PER_MINUTE,
                        limits.use(LimitKind.REQUESTS_PER_MINUTE, window.requests()),
                        LimitKind.INPUT_TOKENS_PER_MINUTE,
                        limits.use(LimitKind.INPUT_TOKENS_PER_MINUTE, window.tokens()),
                        LimitKind.REQUESTS_PER_DAY,
                        limits.use(LimitKind.REQUESTS_PER_DAY, day.requests())),
                until,
                closed == null ? null : closed.reason(),
                closed == null ? clock.wall(timetable.next(now)) : closed.until(),
                line.length(),
                ratio.value());
    }

    synchronized ModelState keep() {
        tick();
        return ModelState.of(clock, window, limits, day, closing, ratio);
    }

    synchronized void restore(ModelState kept) {
        tick();
        kept.into(clock, window, limits, day, closing, ratio);
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

    private Decision.ClosedUntil closedAt(long now) {
        if (day.requests() < limits.requestsPerDay()) {
            return closing.shutAt(clock.wall(now));
        }
        return new Decision.ClosedUntil(day.end(), dayUsedUp(limits.requestsPerDay()));
    }

    /** What a call would meet once so many requests of the day are used up. */
    Failure dayUsedUp(long limit) {
        String words = "The " + limit + " requests per day are used up.";
        return Failure.of(FailureKind.RATE_LIMIT_PER_DAY, words)
                .withViolations(
                        List.of(
                                new QuotaViolation(
                                        null, LimitKind.REQUESTS_PER_DAY.id(), model, limit)));
    }

    private void send(Permit ticket, long now) {
        line.leave(ticket);
        ticket.state = Permit.State.SENT;
        ticket.sentAt = now;
        ticket.reserved = ratio.correct(ticket.estimate);
        ticket.slice = window.add(now, 1, ticket.reserved);
        day.add();
        ticket.day = day.date();
        timetable.taken(ticket, now);
    }

    /** Ends the ticket; whether it had been sent. */
    private boolean leaves(Permit ticket) {
        boolean sent = ticket.state == Permit.State.SENT;
        line.leave(ticket);
        ticket.state = Permit.State.DONE;
        return sent;
    }

    private boolean giveBack(Permit ticket) {
        if (!leaves(ticket)) {
            return false;
        }
        window.change(ticket.slice, -1, -ticket.reserved);
        day.giveBack(ticket.day);
        return true;
    }

    /**
     * A ticket's place in the line.
     *
     * @param ahead how many stand in front of it
     * @param length how many stand in the line, it included
     * @param tokens what it would reserve
     */
    record Place(int ahead, int length, long tokens) {}

    private static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }

    private static Duration span(long micros) {
        return Duration.ofNanos(micros * 1_000);
    }
}
