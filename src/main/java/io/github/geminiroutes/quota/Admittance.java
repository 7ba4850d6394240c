package io.github.geminiroutes.quota;

import io.github.geminiroutes.GeminiConstants;
import io.github.geminiroutes.GeminiJson;
import io.github.geminiroutes.answer.Answer;
import io.github.geminiroutes.api.Call;
import io.github.geminiroutes.failure.Disposition;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureClassifier;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.prompt.RequestEncoder;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;

/** Camel's side of the gate: asks it before each call, and tells it what became of the call. */
public final class Admittance {

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
    private volatile boolean isStopped;
    private volatile Refused accountRefused;

    public Admittance() {
        this(Clock.systemUTC());
    }

    Admittance(Clock clock) {
        this.clock = clock;
    }

    public void setGate(Gate gate) {
        this.gate = gate;
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
        Refused refused = accountRefused;
        if (refused != null && System.nanoTime() - refused.at < SAME_REFUSAL) {
            throw new GeminiException(refused.failure);
        }
        Ticket ticket = exchange.getProperty(GeminiConstants.TICKET, Ticket.class);
        if (ticket == null) {
            Call call = exchange.getProperty(GeminiConstants.CALL, Call.class);
            ticket = gate.ticket(call.model(), encoder.estimateInputTokens(call.prompt()));
            exchange.setProperty(GeminiConstants.TICKET, ticket);
        }
        open.incrementAndGet();
        long wait = isStopped ? FOR_EVER : millis(gate.admit(ticket), exchange);
        if (wait > 0) {
            open.decrementAndGet();
        }
        exchange.setProperty(GeminiConstants.WAIT, wait);
    }

    private long millis(Admission admission, Exchange exchange) {
        if (admission instanceof Admission.WaitFor wait) {
            return wait.delay().toMillis();
        }
        if (admission instanceof Admission.ClosedUntil closed) {
            open.decrementAndGet();
            exchange.removeProperty(GeminiConstants.TICKET);
            throw new GeminiException(closed.reason());
        }
        return 0;
    }

    /** The call was answered: what it really used replaces the estimate. */
    public void settle(Exchange exchange) {
        Answer answer = exchange.getProperty(GeminiConstants.ANSWER, Answer.class);
        gate.settle(returned(exchange), answer.usage().inputTokens());
    }

    /**
     * The call failed: the gate hears of it, and so does the caller.
     *
     * @throws Exception the one the call failed with
     */
    public void giveBack(Exchange exchange) throws Exception {
        Exception error = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        Ticket ticket = returned(exchange);
        Failure failure = FailureClassifier.of(error);
        if (failure.kind().disposition() == Disposition.STOP_INTAKE) {
            accountRefused = new Refused(failure, System.nanoTime());
        }
        if (isForAPerson(failure)) {
            Call call = exchange.getProperty(GeminiConstants.CALL, Call.class);
            gate.closeUntil(call.model(), clock.instant().plus(FOR_A_PERSON), failure);
        }
        if (failure.httpCode() == 429 || failure.httpCode() == 402) {
            gate.refused(ticket, failure);
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

    private Ticket returned(Exchange exchange) {
        open.decrementAndGet();
        return (Ticket) exchange.removeProperty(GeminiConstants.TICKET);
    }

    private record Refused(Failure failure, long at) {}
}
