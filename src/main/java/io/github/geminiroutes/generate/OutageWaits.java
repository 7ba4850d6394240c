package io.github.geminiroutes.generate;

import io.github.geminiroutes.breaker.CircuitBreakers;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.policy.RefusalRules;
import java.time.Duration;
import java.time.Instant;

/**
 * One call's waits while its model is down: for its turn to probe, and after an attempt in vain. An
 * answer to any call of the model ends both. Touched by one thread at a time.
 */
final class OutageWaits {

    /** A recovery may come while a call lies down: it looks again after this time. */
    private static final Duration LONGEST_SLEEP = Duration.ofSeconds(5);

    private final GeminiClient client;
    private final Call call;
    private final String caller;
    private boolean isHeldUp;
    private boolean isAdmitted;
    private long departure;

    /**
     * @param caller who asks, see {@link CallOptions#caller()}
     */
    OutageWaits(GeminiClient client, Call call, String caller) {
        this.client = client;
        this.call = call;
        this.caller = caller;
    }

    private CircuitBreakers breakers() {
        return client.circuitBreakers();
    }

    /** How long to wait after an attempt that met the outage, before the next question. */
    Duration backoff() {
        Duration rest =
                call.attempt()
                        .backoff()
                        .remaining(
                                client.clock().instant(),
                                breakers().recoveredAt(call.breakerKey()));
        return rest.compareTo(LONGEST_SLEEP) < 0 ? rest : LONGEST_SLEEP;
    }

    /**
     * Asks whether the call may leave beside those that wait; {@link #tryCall} must follow. One of
     * a model that fails counts as those that an outage holds up.
     */
    boolean tryShare(WaitPolicy policy) {
        isAdmitted =
                call.attempts() == 0
                        && !isHeldUp
                        && breakers().tryNewCall(call.breakerKey(), caller);
        return isAdmitted || OwnWait.tryShare(client, call, caller, policy);
    }

    /**
     * Asks the circuit breaker.
     *
     * @param heldFor why all calls of the account are held, for a caller that comes back when they
     *     are no more; else null
     * @return how long to wait before the next question; zero: go
     * @throws GeminiException if the model has been down for longer than calls wait
     */
    Duration tryCall(Failure heldFor) {
        Duration outage =
                isAdmitted ? Duration.ZERO : breakers().tryCall(call.breakerKey(), caller);
        isAdmitted = false;
        if (!outage.isZero()) {
            isHeldUp = true;
            Instant now = client.clock().instant();
            Duration held = Duration.between(call.attempt().backoff().holdUp(now), now);
            if (held.compareTo(breakers().patience()) > 0) {
                if (heldFor != null) {
                    call.patience().leaveToEdge();
                    throw new GeminiException(heldFor);
                }
                throw new GeminiException(breakers().outlasted(call.breakerKey(), call.model()));
            }
        }
        return outage;
    }

    /** The call goes out if there is nothing to wait for; returns that wait. */
    Duration leaveAfter(Duration wait) {
        if (wait.isZero()) {
            departure = breakers().leave(call.breakerKey());
        }
        return wait;
    }

    /** The call was answered: those that wait for the end of an outage go on. */
    void answered() {
        if (breakers().succeed(call.breakerKey())) {
            client.waiterSignal().signal(call.quotaKey());
        }
    }

    /**
     * The call failed.
     *
     * @param judged the failure by what others meet: what something on the way refuses is no outage
     *     of the model as long as it is not everybody's
     */
    void failed(Failure failure, Failure judged) {
        if (RefusalRules.isOfTheWay(judged)) {
            abandon();
        } else {
            breakers().fail(call.breakerKey(), caller, failure);
            if (failure.kind().isOfOutage()) {
                breakers().failLast(call.breakerKey(), departure);
            }
        }
        if (failure.httpCode() == 200 && !failure.kind().isOfOutage()) {
            // Whatever is wrong with the answer, it is one: the model does not fail all calls.
            client.slowAnswers().answered(call.breakerKey(), client.clock().instant());
        }
        // A delay that the server asks for is kept to, whatever becomes of other calls.
        if (failure.kind().isOfOutage() && failure.retryDelay() == null) {
            call.attempt().backoff().meet(client.clock().instant());
        } else {
            call.attempt().backoff().forget();
        }
    }

    /** The call did not go out, or its end tells nothing of the model. */
    void abandon() {
        breakers().abandon(call.breakerKey(), caller);
    }
}
