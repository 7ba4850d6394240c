package io.github.geminiroutes.generate;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import org.apache.camel.Exchange;

/**
 * Judges what one call met by what others meet: is it this prompt's own, or everybody's? Touched by
 * one thread at a time.
 */
final class RefusalJudge {

    private final GeminiClient client;
    private final Exchange exchange;
    private final Call call;
    private final WaitPolicy waitPolicy;

    RefusalJudge(GeminiClient client, Exchange exchange, Call call, WaitPolicy waitPolicy) {
        this.client = client;
        this.exchange = exchange;
        this.call = call;
        this.waitPolicy = waitPolicy;
    }

    /** The call shares a refusal that others met while it waited. */
    void refusedUnasked() {
        if (call.attempts() == 0) {
            leaveToEdge();
        }
    }

    /** An answer that was too slow: the prompt's fault, or a time-out where all are too slow. */
    Failure pace(Failure met) {
        boolean isOfAll =
                met.kind() == FailureKind.SLOW_ANSWER
                        && client.slowAnswers().meet(call.quotaKey(), name());
        return isOfAll ? met.withKind(FailureKind.TIMEOUT) : met;
    }

    /** A refusal of the account. */
    Failure account(Failure refusal) {
        AccountHold hold = client.accountHold(call.account());
        if (isWithoutKey(refusal)) {
            // No server has judged anything, so it is never the prompt's fault.
            hold.hold(name(), refusal);
            return refusal;
        }
        // A model that only takes the place of another says nothing about the account.
        boolean isOfFallback =
                !call.fallbacks().isEmpty() && RefusalRules.mayConcernOnlyTheSubject(refusal);
        return isOfFallback || hold.refuse(name(), call.subject(), refusal)
                ? refusal.withKind(FailureKind.REFUSED_FOR_PROMPT)
                : refusal;
    }

    /** A refusal that something on the way to the server wrote. */
    Failure way(Failure refusal) {
        Failure named = refusal.withMessage(client.address(call) + ": " + refusal.message());
        Failure everybodys = named.withKind(FailureKind.ADDRESS_REFUSES);
        AccountHold hold = client.accountHold(call.account());
        if (!hold.refuseOnTheWay(name(), everybodys)) {
            return named;
        }
        if (call.attempts() == 1 && hold.isProbe(call.sentAt())) {
            leaveToEdge();
        }
        return everybodys;
    }

    /**
     * The edge asks again when the hold says so: a prompt that waited here meanwhile would keep a
     * drain from its end, as there is another probe each minute.
     */
    private void leaveToEdge() {
        if (waitPolicy != WaitPolicy.ALWAYS) {
            call.patience().leaveToEdge();
        }
    }

    /** Names the prompt. */
    String name() {
        return UsageRecorder.promptName(exchange);
    }

    /** The key is looked up last; without one the call does not go out. */
    static boolean isWithoutKey(Failure failure) {
        return failure.kind() == FailureKind.API_KEY_INVALID && failure.httpCode() == 0;
    }
}
