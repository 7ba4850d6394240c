package io.github.geminiroutes.quota;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.quota.redis.RedisKeys;
import io.github.geminiroutes.quota.redis.RedisLink;
import io.github.geminiroutes.support.PacificDay;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The quota in Redis: the log of the last minute, what was learned, pauses and stops are there, and
 * one atomic script decides. Only Redis's clock counts; those of the instances may differ. Each
 * model's keys expire.
 */
final class RedisQuota implements SharedQuota {

    private static final String NO_PAUSE = "-2";
    private static final String UNTIL_FIRST_LEAVES = "-1";

    /** A call that left so soon left when it was let through, the margin covers it; nanoseconds. */
    private static final long AT_ONCE = 5_000_000;

    /** After a question without an answer, in nanoseconds. */
    private static final long ASK_AGAIN = 100_000_000;

    /** For so long at most a call waits by the word of an instance that decides alone. */
    private static final Duration LOOK_FOR_OTHERS = Duration.ofSeconds(3);

    /** Calls told of in one go after Redis was out of reach. */
    private static final int BATCH = 500;

    private final String instance = UUID.randomUUID().toString().substring(0, 13);
    private final AtomicLong number = new AtomicLong();
    private final Collection<ModelGate> models;
    private final LongSupplier nanos;
    private final RedisKeys keys;
    private final String margin;
    private final Clock clock;
    private final RedisLink link;
    private volatile long ahead;

    /**
     * @param redis where the quota is
     * @param owner whose quota it is, a secret: only a hash of it leaves the process
     * @param margin by how much longer than 60 s a call counts
     * @param models the gates of this process, a live view
     * @param nanos a clock for waits, as {@link System#nanoTime()}
     */
    RedisQuota(
            RedisLink redis,
            Supplier<String> owner,
            Duration margin,
            Collection<ModelGate> models,
            Clock clock,
            LongSupplier nanos) {
        this.link = redis;
        this.keys = new RedisKeys(owner, this::tellAll);
        this.margin = Long.toString(micros(margin));
        this.models = models;
        this.clock = clock;
        this.nanos = nanos;
        redis.start(this::tellAll);
    }

    @Override
    public Decision admit(Permit ticket) {
        ModelGate gate = ticket.gate;
        if (!link.isUp()) {
            gate.turn().handOver(gate, nanos.getAsLong());
            return null;
        }
        ModelGate.Place place = gate.lineUp(ticket);
        Turn turn = gate.turn();
        long wait = turn.ask(place.ahead(), nanos.getAsLong());
        if (wait > 0) {
            return waitFor(ticket, wait);
        }
        LocalDate day = today();
        List<Object> answer = null;
        try {
            answer = link.ask(keys.of(gate.model(), day), question(ticket, place));
        } finally {
            if (answer == null) {
                turn.lost(nanos.getAsLong() + ASK_AGAIN);
            }
        }
        if (answer != null) {
            return admission(ticket, place, day, new RedisAnswer(answer));
        }
        if (link.isUp()) {
            // Slow for once: the same question again.
            return waitFor(ticket, ASK_AGAIN);
        }
        turn.handOver(gate, nanos.getAsLong());
        return null;
    }

    private String[] question(Permit ticket, ModelGate.Place place) {
        return arguments(
                "admit",
                id(ticket),
                Long.toString(place.tokens()),
                set(ticket.gate, LimitKind.REQUESTS_PER_MINUTE),
                set(ticket.gate, LimitKind.INPUT_TOKENS_PER_MINUTE),
                set(ticket.gate, LimitKind.REQUESTS_PER_DAY),
                Integer.toString(place.length()));
    }

    private Decision admission(
            Permit ticket, ModelGate.Place place, LocalDate day, RedisAnswer answer) {
        ModelGate gate = ticket.gate;
        Turn turn = gate.turn();
        long now = nanos.getAsLong();
        hear(gate, answer);
        if (answer.goes() || answer.waits()) {
            answer.teach(turn, now);
        } else {
            turn.lost(now);
        }
        if (answer.goes()) {
            gate.goes(ticket);
            sent(ticket, day, place.tokens());
            return Decision.Go.NOW;
        }
        if (answer.waits()) {
            return waitFor(ticket, turn.waitOfFirst(now));
        }
        gate.sentAway(ticket);
        return answer.isShut()
                ? new Decision.ClosedUntil(
                        clock.instant().plusNanos(answer.shutFor() * 1_000),
                        Failure.of(answer.reason(), answer.message()))
                : new Decision.ClosedUntil(
                        local(PacificDay.at(redisTime()).end()),
                        gate.dayUsedUp(answer.requestsPerDay()));
    }

    private static Decision waitFor(Permit ticket, long nanos) {
        long millis = (nanos + 999_999) / 1_000_000;
        ticket.gate.told(ticket, millis * 1_000);
        return new Decision.WaitFor(Duration.ofMillis(millis));
    }

    /** Takes over what other instances learned, and how far Redis's clock is ahead of ours. */
    private void hear(ModelGate gate, RedisAnswer answer) {
        ahead = answer.time() - MonotonicClock.micros(clock.instant());
        gate.turn().heard(answer.usedRequests(), answer.usedTokens(), nanos.getAsLong());
        answer.learned()
                .forEach(
                        (kind, lesson) -> {
                            Instant when = MonotonicClock.instant(lesson.at() - ahead);
                            gate.learn(kind, new Limits.Lesson(lesson.limit(), when));
                        });
    }

    private static String set(ModelGate gate, LimitKind kind) {
        long set = gate.set(kind);
        return set == Limits.NONE ? "0" : Long.toString(set);
    }

    private void sent(Permit ticket, LocalDate day, long tokens) {
        ticket.shared = new SharedCall(id(ticket), day, nanos.getAsLong(), tokens);
        ticket.gate.turn().sent(ticket.shared);
    }

    /** The same for each question: where an answer is lost on the way, the call counts once. */
    private String id(Permit ticket) {
        if (ticket.sharedId == null) {
            ticket.sharedId = instance + ":" + number.incrementAndGet();
        }
        return ticket.sharedId;
    }

    @Override
    public Decision decidedAlone(Permit ticket, Decision admission) {
        if (admission instanceof Decision.Go) {
            sent(ticket, today(), ticket.reserved);
        } else if (admission instanceof Decision.WaitFor wait
                && wait.delay().compareTo(LOOK_FOR_OTHERS) > 0) {
            // Redis may be back before, and may hold a place for it.
            return new Decision.WaitFor(LOOK_FOR_OTHERS);
        }
        return admission;
    }

    @Override
    public void departed(Permit ticket, Duration journey) {
        SharedCall call = ticket.shared;
        if (call == null) {
            return;
        }
        long late = nanos.getAsLong() - call.at + journey.toNanos();
        if (late > AT_ONCE) {
            ticket.gate.turn().departed(call, late);
            send(ticket.model(), call.day, "departed", call.id, Long.toString(micros(journey)));
        }
    }

    @Override
    public void settle(Permit ticket, long actualTokens) {
        if (ticket.shared != null && actualTokens > 0 && actualTokens != ticket.shared.tokens) {
            ticket.gate.turn().settled(ticket.shared, actualTokens);
            send(
                    ticket.model(),
                    ticket.shared.day,
                    "settle",
                    ticket.shared.id,
                    Long.toString(actualTokens));
        }
    }

    @Override
    public void giveBack(Permit ticket) {
        if (ticket.shared != null && ticket.gate.turn().back(ticket.shared)) {
            send(ticket.model(), ticket.shared.day, "give-back", ticket.shared.id);
        }
    }

    @Override
    public void refused(Permit ticket, Failure failure, Duration fallback) {
        if (ticket.shared == null || !ticket.gate.turn().back(ticket.shared)) {
            return;
        }
        RateLimitSignal refusal = new RateLimitSignal(failure);
        Map<LimitKind, Long> named = refusal.limits();
        Instant now = redisTime();
        boolean isForTheDay = failure.kind() == FailureKind.RATE_LIMIT_PER_DAY;
        // By Redis's time, as a minute before midnight by ours may be a minute after it.
        Instant sentAt = now.minusNanos(nanos.getAsLong() - ticket.shared.at);
        Duration shutFor =
                isForTheDay
                        ? Duration.between(now, RateLimitSignal.endOfDay(sentAt, now))
                        : Duration.ZERO;
        send(
                ticket.model(),
                ticket.shared.day,
                "refused",
                ticket.shared.id,
                Long.toString(named.getOrDefault(LimitKind.REQUESTS_PER_MINUTE, 0L)),
                Long.toString(named.getOrDefault(LimitKind.INPUT_TOKENS_PER_MINUTE, 0L)),
                Long.toString(named.getOrDefault(LimitKind.REQUESTS_PER_DAY, 0L)),
                pause(refusal, fallback),
                Long.toString(micros(fallback)),
                Long.toString(micros(shutFor)),
                failure.kind().id(),
                failure.message());
    }

    private static String pause(RateLimitSignal refusal, Duration fallback) {
        // Longer than any pause: it stands for what only the shared log knows.
        Duration ofLog = Duration.ofDays(365);
        Duration pause = refusal.pause(ofLog, fallback);
        if (pause == null) {
            return NO_PAUSE;
        }
        return pause.equals(ofLog) ? UNTIL_FIRST_LEAVES : Long.toString(micros(pause));
    }

    @Override
    public void closeUntil(String model, Instant until, Failure reason) {
        Duration length = Duration.between(clock.instant(), until);
        send(
                model,
                today(),
                "shut",
                Long.toString(micros(length)),
                reason.kind().id(),
                reason.message());
    }

    @Override
    public void reopen(String model) {
        send(model, today(), "reopen");
    }

    private void send(String model, LocalDate day, String verb, String... more) {
        link.send(keys.of(model, day), arguments(verb, more));
    }

    private String[] arguments(String verb, String... more) {
        List<String> arguments = new ArrayList<>(List.of(verb, margin, instance));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    /** What Redis may not know: it was out of reach, or has lost its memory. */
    private void tellAll() {
        long now = nanos.getAsLong();
        for (ModelGate gate : models) {
            tellLimits(gate.model(), gate);
            tellCalls(gate.model(), gate.turn(), now);
        }
    }

    private void tellLimits(String model, ModelGate gate) {
        List<String> limits = new ArrayList<>();
        Map<LimitKind, Limits.Lesson> learned = gate.learned();
        for (LimitKind kind : LimitKind.values()) {
            Limits.Lesson lesson = learned.get(kind);
            limits.add(lesson == null ? "0" : Long.toString(lesson.limit()));
            limits.add(
                    lesson == null
                            ? "0"
                            : Long.toString(MonotonicClock.micros(lesson.at()) + ahead));
        }
        link.sendOnReturn(
                keys.of(model, today()), arguments("learn", limits.toArray(String[]::new)));
    }

    private void tellCalls(String model, Turn turn, long now) {
        List<SharedCall> calls = turn.calls(now);
        for (int from = 0; from == 0 || from < calls.size(); from += BATCH) {
            List<String> told = new ArrayList<>(List.of(Long.toString(turn.callsOf(today()))));
            for (SharedCall call : calls.subList(from, Math.min(calls.size(), from + BATCH))) {
                told.add(call.id);
                told.add(Long.toString((now - call.at - call.late) / 1_000));
                told.add(Long.toString(call.tokens));
            }
            link.sendOnReturn(
                    keys.of(model, today()), arguments("restore", told.toArray(String[]::new)));
        }
    }

    @Override
    public void lookAfter() {
        link.isUp();
    }

    private Instant redisTime() {
        return clock.instant().plusNanos(ahead * 1_000);
    }

    private Instant local(Instant ofRedis) {
        return ofRedis.minusNanos(ahead * 1_000);
    }

    private LocalDate today() {
        return PacificDay.at(redisTime()).date();
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }

    @Override
    public void close() {
        link.close();
    }
}
