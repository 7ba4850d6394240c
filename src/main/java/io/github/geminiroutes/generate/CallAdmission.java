package io.github.geminiroutes.generate;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureClassifier;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.policy.AccountHold;
import io.github.geminiroutes.policy.CallDeferredException;
import io.github.geminiroutes.policy.FailurePolicy;
import io.github.geminiroutes.policy.RefusalRules;
import io.github.geminiroutes.quota.Permit;
import java.time.Duration;
import org.apache.camel.Exchange;

/**
 * One attempt's way past the day's budget, the account, the circuit breaker and the quota gate, and
 * what it gives back at its end. Touched by one thread at a time.
 */
final class CallAdmission {

    /** The clock on the wall may be set meanwhile. */
    private static final Duration LONGEST_SLEEP = Duration.ofSeconds(30);

    private final GeminiClient client;
    private final Exchange exchange;
    private final Call call;
    private final WaitPolicy waitPolicy;
    private final RefusalJudge judge;
    private final String caller;
    private final GatePassage gate;
    private final OutageWaits outage;

    CallAdmission(GeminiClient client, Exchange exchange) {
        this.client = client;
        this.exchange = exchange;
        this.call = Call.of(exchange);
        this.waitPolicy = CallOptions.of(exchange).waitPolicy();
        this.judge = new RefusalJudge(client, exchange, call, waitPolicy);
        this.caller = CallOptions.of(exchange).caller();
        this.gate = new GatePassage(client, call, caller);
        this.outage = new OutageWaits(client, call, caller);
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
        if (!client.hours().isOpen(client.clock())) {
            return outsideHours();
        }
        Duration doubt = judge.awaitJudgement();
        Duration pause = doubt.isZero() ? outage.backoff() : doubt;
        if (!pause.isZero()) {
            return pause;
        }
        Duration room = client.budget().reserve(call, waitPolicy.comesBack());
        if (!room.isZero()) {
            return await(room);
        }
        AccountHold hold = client.accountHold(call.account());
        // Nearly always there is none: then the subject is not worth its string.
        Failure refusal = hold.reason() == null ? null : judge.meetRefusal(hold);
        if (refusal != null) {
            judge.refusedUnasked();
            throw new GeminiException(refusal);
        }
        if (!waitPolicy.tryGoOn() || !outage.tryShare(waitPolicy)) {
            throw CallDeferredException.ofWait(call.model());
        }
        Duration down = outage.tryCall(waitPolicy.comesBack() ? hold.reason() : null);
        return await(down.isZero() ? outage.leaveAfter(gate.tryPass()) : down);
    }

    /**
     * Refuses a call that would wait for long, before its files are uploaded for nothing.
     *
     * @throws GeminiException if the day's budget is used up
     * @throws CallDeferredException if the caller has the prompt again later
     */
    void look() {
        if (call.attempts() == 0
                && !waitPolicy.waitsForHours()
                && !client.hours().isOpen(client.clock())) {
            throw CallDeferredException.ofHours();
        }
        client.budget().look(call, waitPolicy.comesBack());
    }

    /** See {@link RefusalJudge#awaitJudgement}: for what precedes the call, as an upload. */
    Duration awaitJudgement() {
        return judge.awaitJudgement();
    }

    private Duration await(Duration wait) {
        if (!wait.isZero() && !isWaitedFor(wait)) {
            throw CallDeferredException.ofWait(call.model());
        }
        return wait;
    }

    /** Whether the caller waits for another call: of the same request, or a slow one's place. */
    boolean waitsForAnother() {
        return isWaitedFor(Duration.ZERO);
    }

    private boolean isWaitedFor(Duration wait) {
        return call.attempts() == 0
                ? waitPolicy.tryWait(line(), wait)
                : waitPolicy.waitsAgain(wait);
    }

    /** The call holds nothing while it waits, which may be for many hours. */
    private Duration outsideHours() {
        abandon();
        if (call.attempts() == 0 && !waitPolicy.waitsForHours()) {
            throw CallDeferredException.ofHours();
        }
        Duration wait = client.hours().untilOpen(client.clock().instant());
        return wait.compareTo(LONGEST_SLEEP) < 0 ? wait : LONGEST_SLEEP;
    }

    /** Calls that wait for the same: of one model, lane and priority. */
    private String line() {
        return call.breakerKey() + ' ' + call.prompt().lane().priorityOrNormal().id();
    }

    /** Gives back what an attempt took that was never made. */
    void abandon() {
        gate.abandon();
        client.budget().release(call);
    }

    /** Settles an attempt that was answered: what it really used replaces the estimate. */
    void settle() {
        client.usage().record(judge.name(), call, null);
        client.budget().release(call);
        gate.settle();
        answered();
        call.endAttempt();
    }

    /** Tells those that ask for the model that it answers. */
    private void answered() {
        outage.answered();
        client.slowAnswers().answered(call.breakerKey(), client.clock().instant());
        client.lastingLimits().passed(call.quotaKey());
        judge.answered();
    }

    /**
     * The first piece of a streamed answer is there: the model answers. What the call has taken is
     * settled when the stream ends, and the exchange may be long over by then.
     */
    StreamSettlement settleAtEnd() {
        answered();
        return new StreamSettlement(client, call, judge.name(), caller);
    }

    /**
     * Ends an attempt that failed: gate, circuit breaker, account and accounting are told what it
     * met, and the message is the prompt again.
     *
     * @return the error to go on with: a refusal that is this prompt's alone is told as one
     */
    Exception giveBack(Exception error) {
        Failure met = ContextCacheProcessor.judge(call, FailureClassifier.of(error));
        Failure failure = gate.lasting(judge.size(judge.pace(met)));
        Failure judged = RefusalRules.isOfTheWay(failure) ? judge.way(failure) : failure;
        if (call.isUnderWay() && !RefusalJudge.isWithoutKey(failure)) {
            client.usage().record(judge.name(), call, failure);
            judged = report(failure, judged);
        } else {
            outage.abandon();
            abandon();
        }
        if (RefusalRules.isOfAccount(failure)) {
            judged = judge.account(failure);
        } else if (RefusalRules.showsAccountWorks(failure)) {
            judge.accepted();
        }
        client.budget().release(call);
        call.fail(judged);
        call.endAttempt();
        if (FailurePolicy.isInVainForLong(judged)) {
            // Those that wait for the same would learn of it one by one, each in its turn.
            client.waiterSignal().signal(call.quotaKey());
        }
        RequestBuilder.restore(exchange, call);
        return judged == met ? error : new GeminiException(judged);
    }

    /** Reports the attempt's end, and returns what it means for the prompt. */
    private Failure report(Failure failure, Failure judged) {
        Permit permit = call.attempt().removePermit();
        outage.failed(failure, judged);
        ModelClosure.close(client, call, judge.name(), failure);
        if (!FailurePolicy.isRefusedByQuota(failure)) {
            client.gate().abandon(permit);
            return judged;
        }
        if (client.gate().refused(permit, failure)) {
            return judge.larger(failure);
        }
        if (FailurePolicy.isLimit(failure)) {
            call.patience().meet(client.clock().instant());
        }
        if (FailurePolicy.waitsAtGate(failure)
                && !call.patience().isOver()
                && waitPolicy.waitsAgain(Duration.ZERO)) {
            call.attempt().setPermit(client.gate().enqueueAgain(permit));
        }
        return failure;
    }
}
