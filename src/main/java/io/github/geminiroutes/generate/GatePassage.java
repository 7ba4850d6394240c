package io.github.geminiroutes.generate;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.policy.FailurePolicy;
import io.github.geminiroutes.policy.RefusalRules;
import io.github.geminiroutes.quota.Decision;
import io.github.geminiroutes.quota.Permit;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call's way past the quota gate of its model, and what the gate is told at its end. Touched by
 * one thread at a time.
 */
final class GatePassage {

    private static final Logger LOG = LoggerFactory.getLogger(GatePassage.class);

    private final GeminiClient client;
    private final Call call;
    private final String caller;

    /**
     * @param caller who asks, see {@link CallOptions#caller()}
     */
    GatePassage(GeminiClient client, Call call, String caller) {
        this.client = client;
        this.call = call;
        this.caller = caller;
    }

    /**
     * Asks for the call's turn. A fault of the gate must not be taken for one of the prompt.
     *
     * @return how long to wait before the next question; zero: go
     * @throws GeminiException if the model is closed for long
     */
    Duration tryPass() {
        try {
            return askGate();
        } catch (GeminiException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.error("The quota gate has a fault", e);
            throw new GeminiException(Failure.of(FailureKind.GATE_FAULT, e.toString()), e);
        }
    }

    private Duration askGate() {
        if (call.attempt().permit() == null) {
            long tokens = client.requests.estimateInputTokens(call);
            call.attempt()
                    .setPermit(
                            client.gate()
                                    .enqueue(
                                            call.quotaKey(),
                                            tokens,
                                            call.prompt().lane().priorityOrNormal(),
                                            caller));
        }
        boolean isAdmitted = false;
        try {
            Decision decision = client.gate().admit(call.attempt().permit());
            isAdmitted = decision instanceof Decision.Permitted;
            return delay(decision);
        } finally {
            if (!isAdmitted) {
                client.circuitBreakers().abandon(call.breakerKey(), caller);
            }
        }
    }

    private Duration delay(Decision decision) {
        if (decision instanceof Decision.Delayed wait) {
            return wait.delay();
        }
        if (decision instanceof Decision.Rejected closed) {
            call.attempt().removePermit();
            Failure reason = timed(closed);
            if (FailurePolicy.isLimit(reason) && !FailurePolicy.isTooLong(reason)) {
                return reason.retryDelay();
            }
            throw new GeminiException(reason);
        }
        return Duration.ZERO;
    }

    /** The reason of a limit that lasts names its end, as it is from now on. */
    private Failure timed(Decision.Rejected closed) {
        return FailurePolicy.isLimit(closed.reason())
                ? closed.reason()
                        .withRetryDelay(Duration.between(client.clock().instant(), closed.until()))
                : closed.reason();
    }

    /** Gives the turn back, if the call has one: it was never made. */
    void abandon() {
        if (call.attempt().permit() != null) {
            client.gate().abandon(call.attempt().removePermit());
        }
    }

    /** The call was answered: what it really used replaces the estimate. */
    void settle() {
        Permit permit = call.attempt().removePermit();
        client.gate().settle(permit, call.answer().usage().inputTokens());
    }

    /** A limit of a minute that has not ended for several is one that lasts. */
    Failure lasting(Failure failure) {
        if (!call.isUnderWay() || failure.httpCode() == 0) {
            return failure;
        }
        if (!FailurePolicy.isRefusedByQuota(failure)) {
            if (RefusalRules.showsAccountWorks(failure)) {
                client.lastingLimits().passed(call.quotaKey());
            }
            return failure;
        }
        return FailurePolicy.isLimit(failure)
                ? client.lastingLimits()
                        .meet(call.quotaKey(), call.sentAt(), client.clock().instant())
                        .map(
                                closure ->
                                        failure.withRetryDelay(closure)
                                                .withMessage(
                                                        "This limit has not ended for several minutes: "
                                                                + failure.message()))
                        .orElse(failure)
                : failure;
    }
}
