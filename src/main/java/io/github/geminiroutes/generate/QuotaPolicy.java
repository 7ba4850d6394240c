package io.github.geminiroutes.generate;

import io.github.geminiroutes.answer.Answer;
import io.github.geminiroutes.api.Account;
import io.github.geminiroutes.api.TimedRequestBody;
import io.github.geminiroutes.breaker.CircuitBreakers;
import io.github.geminiroutes.failure.Disposition;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureClassifier;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.prompt.RequestEncoder;
import io.github.geminiroutes.quota.Decision;
import io.github.geminiroutes.quota.Gate;
import io.github.geminiroutes.quota.Permit;
import io.github.geminiroutes.support.GeminiJson;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;

/** Camel's side of the gate: asks it before each call, and tells it what became of the call. */
public final class QuotaPolicy {

    /**
     * After a stop nobody is let through: who waits need not be told, its file lies in the inbox.
     */
    private static final long FOR_EVER = Duration.ofDays(1).toMillis();

    /** For so long after a refused account the calls that stood in line share the refusal. */
    private static final long SAME_REFUSAL = Duration.ofSeconds(1).toNanos();

    /**
     * Long enough to park a large inbox for one refusal, short enough for a requeue after the
     * remedy.
     */
    private static final Duration FOR_A_PERSON = Duration.ofMinutes(5);

    private final RequestEncoder encoder = new RequestEncoder(GeminiJson.MAPPER);
    private final AtomicInteger open = new AtomicInteger();
    private final Clock clock;
    private Gate gate;
    private CircuitBreakers outages;
    private boolean hasFallback;
    private volatile boolean isStopped;

    /** By account, of which there are as many as the application names. */
    private final Map<String, Refused> refusals = new ConcurrentHashMap<>();

    public QuotaPolicy() {
        this(Clock.systemUTC());
    }

    QuotaPolicy(Clock clock) {
        this.clock = clock;
    }

    public void setGate(Gate gate) {
        this.gate = gate;
    }

    public void setOutages(CircuitBreakers outages) {
        this.outages = outages;
    }

    /**
     * The models tried in place of others, if any: a model that does not exist is then asked once
     * and not by each prompt.
     */
    public void setFallbackModels(String models) {
        hasFallback = !models.isBlank();
    }

    /** Lets nobody through any more. */
    public void stop() {
        isStopped = true;
    }

    /** How many calls are out. */
    public int openCalls() {
        return open.get();
    }

    /**
     * Asks whether the call may go out now. The exchange property {@code gemini-wait} is 0 if so,
     * else the milliseconds until it is worth asking again.
     *
     * @throws GeminiException if it would be in vain for long, as on a day whose quota is used up;
     *     no call is made
     */
    public void ask(Exchange exchange) {
        Call call = exchange.getProperty(GeminiConstants.CALL, Call.class);
        Refused refused = refusals.get(account(call));
        if (refused != null && System.nanoTime() - refused.at < SAME_REFUSAL) {
            throw new GeminiException(refused.failure);
        }
        open.incrementAndGet();
        long wait = FOR_EVER;
        try {
            if (!isStopped) {
                wait = millis(exchange, call);
            }
        } finally {
            if (wait > 0) {
                open.decrementAndGet();
            }
        }
        exchange.setProperty(GeminiConstants.WAIT, wait);
    }

    private static String account(Call call) {
        return call.account() == null ? "" : call.account().label();
    }

    private long millis(Exchange exchange, Call call) {
        WaitPolicy patience = exchange.getProperty(GeminiConstants.PATIENCE, WaitPolicy.class);
        if (patience != null && patience.isOver()) {
            leaveLine(exchange);
            throw new CallDeferredException(call.model());
        }
        Duration outage = outages.ask(call.line());
        long wait = outage.isZero() ? atGate(exchange, call) : heldUp(exchange, call, outage);
        // Whoever was asked before waits: what its attempts have cost must not be forgotten.
        if (wait > 0
                && patience != null
                && call.attempts() == 0
                && !patience.waits(call.model(), Duration.ofMillis(wait))) {
            leaveLine(exchange);
            throw new CallDeferredException(call.model());
        }
        return wait;
    }

    private long atGate(Exchange exchange, Call call) {
        boolean goes = false;
        try {
            Decision admission = gate.admit(ticket(exchange, call));
            goes = admission instanceof Decision.Permitted;
            return millis(admission, exchange);
        } finally {
            if (!goes) {
                outages.abandoned(call.line());
            }
        }
    }

    private void leaveLine(Exchange exchange) {
        Permit ticket = (Permit) exchange.removeProperty(GeminiConstants.TICKET);
        if (ticket != null) {
            gate.abandon(ticket);
        }
    }

    private long heldUp(Exchange exchange, Call call, Duration outage) {
        Instant now = clock.instant();
        if (Duration.between(call.heldUp(now), now).compareTo(outages.patience()) > 0) {
            leaveLine(exchange);
            throw new GeminiException(outages.outlasted(call.model()));
        }
        return outage.toMillis();
    }

    private Permit ticket(Exchange exchange, Call call) {
        Permit known = exchange.getProperty(GeminiConstants.TICKET, Permit.class);
        if (known != null) {
            return known;
        }
        Permit ticket = gate.enqueue(call.line(), encoder.estimateInputTokens(call.prompt()));
        exchange.setProperty(GeminiConstants.TICKET, ticket);
        return ticket;
    }

    private static long millis(Decision admission, Exchange exchange) {
        if (admission instanceof Decision.Delayed wait) {
            return wait.delay().toMillis();
        }
        if (admission instanceof Decision.Rejected closed) {
            exchange.removeProperty(GeminiConstants.TICKET);
            throw new GeminiException(closed.reason());
        }
        return 0;
    }

    /** Has the gate told when the request really leaves. */
    public void watchDeparture(Exchange exchange) {
        Permit ticket = exchange.getProperty(GeminiConstants.TICKET, Permit.class);
        byte[] body = exchange.getMessage().getBody(byte[].class);
        Account account = exchange.getProperty(GeminiConstants.CALL, Call.class).account();
        exchange.getMessage()
                .setBody(
                        new TimedRequestBody(
                                body,
                                account == null ? null : account.key(),
                                () -> gate.departed(ticket)));
    }

    /** The call was answered: what it really used replaces the estimate. */
    public void settle(Exchange exchange) {
        Answer answer = exchange.getProperty(GeminiConstants.ANSWER, Answer.class);
        Permit ticket = returned(exchange);
        gate.settle(ticket, answer.usage().inputTokens());
        outages.answered(ticket.model());
    }

    /**
     * The call failed: the gate hears of it, and so does the caller.
     *
     * @throws Exception the one the call failed with
     */
    public void giveBack(Exchange exchange) throws Exception {
        Exception error = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        Permit ticket = returned(exchange);
        Failure failure = FailureClassifier.of(error);
        outages.failed(ticket.model(), failure);
        if (failure.kind().disposition() == Disposition.STOP_INTAKE) {
            Call call = exchange.getProperty(GeminiConstants.CALL, Call.class);
            refusals.put(account(call), new Refused(failure, System.nanoTime()));
        }
        if (isForAPerson(failure) || hasFallback && failure.isOfMissingModel()) {
            gate.closeUntil(ticket.model(), clock.instant().plus(FOR_A_PERSON), failure);
        }
        if (failure.httpCode() == 429 || failure.httpCode() == 402) {
            gate.refused(ticket, failure);
            if (failure.kind() == FailureKind.RATE_LIMIT_PER_MINUTE) {
                exchange.setProperty(GeminiConstants.TICKET, gate.enqueueAgain(ticket));
            }
        } else {
            gate.failed(ticket);
        }
        throw error;
    }

    /** No quota, a spending cap, no credit left: the next call of the model would end alike. */
    private static boolean isForAPerson(Failure failure) {
        return failure.kind().disposition() == Disposition.PARK
                && failure.kind() != FailureKind.RATE_LIMIT_PER_DAY
                && (failure.httpCode() == 429 || failure.httpCode() == 402);
    }

    private Permit returned(Exchange exchange) {
        open.decrementAndGet();
        return (Permit) exchange.removeProperty(GeminiConstants.TICKET);
    }

    private record Refused(Failure failure, long at) {}
}
