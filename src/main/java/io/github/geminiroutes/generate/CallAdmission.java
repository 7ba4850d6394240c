package io.github.geminiroutes.generate;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureClassifier;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.quota.Decision;
import io.github.geminiroutes.quota.Permit;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt's way past the day's budget, the account, the circuit breaker and the quota gate, and
 * what it gives back at its end. Touched by one thread at a time.
 */
final class CallAdmission {

    private static final Logger LOG = LoggerFactory.getLogger(CallAdmission.class);

    private final GeminiClient client;
    private final Exchange exchange;
    private final Call call;
    private final WaitPolicy waitPolicy;
    private final RefusalJudge judge;

    CallAdmission(GeminiClient client, Exchange exchange) {
        this.client = client;
        this.exchange = exchange;
        this.call = Call.of(exchange);
        this.waitPolicy = CallOptions.of(exchange).waitPolicy();
        this.judge = new RefusalJudge(client, exchange, call, waitPolicy);
    }

    /**
     * Asks whether the call may go now. To be asked on the thread that sends, right before it
     * sends.
     *
     * @return how long to wait before the next question; zero: go
     * @throws GeminiException if the call would be in vain for long, as on a day whose quota is
     *     used up; no call is made
     * @throws CallDeferredException if the caller does not wait
     */
    Duration tryAdmit() {
        Duration doubt = judge.awaitJudgement();
        if (!doubt.isZero()) {
            return doubt;
        }
        client.budget().reserve(call);
        AccountHold hold = client.accountHold(call.account());
        // Nearly always there is none: then the subject is not worth its string.
        Failure refusal =
                hold.reason() == null ? null : hold.refusalOf(judge.name(), call.subject());
        if (refusal != null) {
            judge.refusedUnasked();
            throw new GeminiException(refusal);
        }
        if (waitPolicy.isOver()) {
            throw CallDeferredException.ofWait(call.model());
        }
        Duration outage = client.circuitBreakers().tryCall(call.quotaKey());
        Duration wait = outage.isZero() ? tryGate() : holdUp(outage);
        // A call that was made before waits in any case: what it has cost must not be forgotten.
        if (!wait.isZero() && call.attempts() == 0 && !waitPolicy.tryWait(call.model(), wait)) {
            throw CallDeferredException.ofWait(call.model());
        }
        return wait;
    }

    /** A fault of the gate must not be taken for one of the prompt. */
    private Duration tryGate() {
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
            long tokens = client.estimateInputTokens(call);
            call.attempt().setPermit(client.gate().enqueue(call.quotaKey(), tokens));
        }
        boolean isAdmitted = false;
        try {
            Decision decision = client.gate().admit(call.attempt().permit());
            isAdmitted = decision instanceof Decision.Permitted;
            return delay(decision);
        } finally {
            if (!isAdmitted) {
                client.circuitBreakers().abandon(call.quotaKey());
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

    private Duration holdUp(Duration outage) {
        Instant now = client.clock().instant();
        Duration held = Duration.between(call.attempt().holdUp(now), now);
        if (held.compareTo(client.circuitBreakers().patience()) > 0) {
            throw new GeminiException(
                    client.circuitBreakers().outlasted(call.quotaKey(), call.model()));
        }
        return outage;
    }

    /** Gives back what an attempt took that was never made. */
    void abandon() {
        if (call.attempt().permit() != null) {
            client.gate().abandon(call.attempt().removePermit());
        }
        client.budget().release(call);
    }

    /** Settles an attempt that was answered: what it really used replaces the estimate. */
    void settle() {
        client.usage().record(exchange, call, null);
        client.budget().release(call);
        Permit permit = call.attempt().removePermit();
        client.gate().settle(permit, call.answer().usage().inputTokens());
        client.circuitBreakers().succeed(call.quotaKey());
        client.slowAnswers().answered(call.quotaKey(), client.clock().instant());
        client.lastingLimits().passed(call.quotaKey());
        client.accountHold(call.account()).answer(call.subject(), call.sentAt());
        call.endAttempt();
    }

    /**
     * Ends an attempt that failed: gate, circuit breaker, account and books learn what it met, and
     * the message is the prompt again.
     *
     * @return the error to go on with: a refusal that is this prompt's alone is told as one
     */
    Exception giveBack(Exception error) {
        Failure met = FailureClassifier.of(error);
        Failure failure = lasting(judge.size(judge.pace(met)));
        Failure judged = failure;
        if (call.isUnderWay() && !RefusalJudge.isWithoutKey(failure)) {
            client.usage().record(exchange, call, failure);
            judged = report(failure);
        } else {
            client.circuitBreakers().abandon(call.quotaKey());
            abandon();
        }
        if (RefusalRules.isOfTheWay(failure)) {
            judged = judge.way(failure);
        } else if (RefusalRules.isOfAccount(failure)) {
            judged = judge.account(failure);
        } else if (RefusalRules.showsAccountWorks(failure)) {
            client.accountHold(call.account()).accept(call.subject(), call.sentAt());
        }
        client.budget().release(call);
        call.fail(judged);
        call.endAttempt();
        RequestBuilder.restore(exchange, call);
        return judged == met ? error : new GeminiException(judged);
    }

    /** A limit of a minute that has not ended for several is one that lasts. */
    private Failure lasting(Failure failure) {
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

    /** Reports the attempt's end, and returns what it means for the prompt. */
    private Failure report(Failure failure) {
        Permit permit = call.attempt().removePermit();
        client.circuitBreakers().fail(call.quotaKey(), failure);
        close(failure);
        if (!FailurePolicy.isRefusedByQuota(failure)) {
            client.gate().failed(permit);
            return failure;
        }
        if (client.gate().refused(permit, failure)) {
            return larger(failure);
        }
        if (FailurePolicy.isLimit(failure)) {
            call.patience().meet(client.clock().instant());
        }
        if (FailurePolicy.waitsAtGate(failure) && !call.patience().isOver()) {
            call.attempt().setPermit(client.gate().enqueueAgain(permit));
        }
        return failure;
    }

    private void close(Failure failure) {
        Optional<Duration> time = FailurePolicy.closesModel(failure, client.hasFallback());
        boolean isEverybodys =
                !RefusalRules.isOfMoney(failure)
                        || client.accountHold(call.account()).refuseForMoney(judge.name());
        if (time.isPresent() && isEverybodys) {
            Instant until = client.clock().instant().plus(time.get());
            client.gate().closeUntil(call.quotaKey(), until, failure);
        }
    }

    private Failure larger(Failure failure) {
        String message =
                "The prompt alone, about %d input tokens, is more than %s may take in a minute: %s"
                        .formatted(
                                client.estimateInputTokens(call), call.model(), failure.message());
        return failure.withKind(FailureKind.LARGER_THAN_LIMIT).withMessage(message);
    }
}
