package io.github.geminiroutes.generate;

import io.github.geminiroutes.api.KeyCheck;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.policy.AccountHold;
import io.github.geminiroutes.policy.Doubts;
import io.github.geminiroutes.policy.RefusalRules;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges what one call met by what others meet: is it this prompt's own, or everybody's? Touched by
 * one thread at a time.
 */
final class RefusalJudge {

    private static final Logger LOG = LoggerFactory.getLogger(RefusalJudge.class);

    private final GeminiClient client;
    private final Exchange exchange;
    private final Call call;
    private final WaitPolicy waitPolicy;
    private final Instant known;

    RefusalJudge(GeminiClient client, Exchange exchange, Call call, WaitPolicy waitPolicy) {
        this.client = client;
        this.exchange = exchange;
        this.call = call;
        this.waitPolicy = waitPolicy;
        this.known = client.clock().instant();
    }

    /** When the attempt began: a call of which only an upload was tried has never been sent. */
    Instant began() {
        return call.sentAt() == null ? known : call.sentAt();
    }

    /**
     * The refusal that others met while the call waited; null if it may go, as the first one of a
     * caller that was not refused: the refusals of others may be their own.
     */
    Failure meetRefusal(AccountHold hold) {
        Failure reason = hold.reason();
        return reason != null
                        && RefusalRules.mayConcernOnlyTheCaller(reason)
                        && hold.doubts().callers().isUntried(caller())
                ? null
                : hold.meetRefusal(name(), call.subject());
    }

    /** The call was answered. */
    void answered() {
        AccountHold hold = client.accountHold(call.account());
        hold.doubts().callers().accept(caller(), client.clock().instant());
        hold.answer(call.subject(), call.sentAt());
    }

    /** The call failed, and its answer shows that the account works. */
    void accepted() {
        AccountHold hold = client.accountHold(call.account());
        hold.doubts().callers().accept(caller(), client.clock().instant());
        hold.accept(call.subject(), began());
    }

    /** Names the client that asks; empty for the application itself. */
    private String caller() {
        return CallOptions.of(exchange).caller();
    }

    /** The call shares a refusal that others met while it waited. */
    void refusedUnasked() {
        if (call.attempts() == 0) {
            leaveToEdge();
        }
    }

    /**
     * An answer that was too slow: the prompt's fault, or a time-out where no call was answered.
     */
    Failure pace(Failure met) {
        boolean isTimeout =
                met.kind() == FailureKind.SLOW_ANSWER
                        && !client.slowAnswers()
                                .isPromptsOwn(call.breakerKey(), began(), client.clock().instant());
        return isTimeout ? met.withKind(FailureKind.TIMEOUT) : met;
    }

    /**
     * A 413 that Gemini did not write. It concerns this prompt for its size, and no other; a larger
     * limit lets it pass.
     */
    Failure size(Failure met) {
        if (met.kind() != FailureKind.TOO_LARGE_ON_THE_WAY) {
            return met;
        }
        return met.withMessage(
                "%s: a request of %d bytes is refused on the way, as by a proxy's client_max_body_size: %s"
                        .formatted(
                                client.address(call),
                                call.attempt().volume().sent(),
                                met.message()));
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
        if (isOfFallback) {
            return own(refusal, 0);
        }
        boolean isCallers =
                hold.doubts().callers().refuse(caller(), client.clock().instant())
                        && hold.reason() == null
                        && !isOfFormerKey(refusal);
        if (isCallers) {
            return own(refusal, hold.refusals(name()));
        }
        if (UnbilledCalls.arePossible(client)) {
            call.attempt().setDoubt(hold.doubt(name(), call.subject(), call.model(), refusal));
        }
        if (call.attempt().doubt() != null) {
            return refusal;
        }
        int earlier = hold.refusals(name());
        return hold.refuse(name(), call.subject(), refusal) ? own(refusal, earlier) : refusal;
    }

    /** Each earlier refusal ended a call of its own. */
    private Failure own(Failure refusal, int earlier) {
        call.countEarlierAttempts(earlier);
        return refusal.withKind(FailureKind.REFUSED_FOR_PROMPT);
    }

    /**
     * Judges a refusal that was in doubt, if it is known by now whose it is.
     *
     * @return how long to wait before the next question; zero if nothing is in doubt, or the key
     *     that was refused is no longer the key
     * @throws GeminiException if it is judged: no other call is made
     */
    Duration awaitJudgement() {
        Doubts.Doubt doubt = call.attempt().doubt();
        if (doubt == null) {
            return Duration.ZERO;
        }
        AccountHold hold = client.accountHold(call.account());
        if (isOfFormerKey(doubt.refusal())) {
            call.attempt().setDoubt(null);
            return Duration.ZERO;
        }
        Doubts.Next next = hold.judge(doubt);
        if (next == Doubts.Next.CHECK) {
            hold.doubts().checked(freeCall(hold.doubts().accepted(), doubt));
            next = isOfFormerKey(doubt.refusal()) ? Doubts.Next.WAIT : hold.judge(doubt);
        }
        if (next == Doubts.Next.WAIT || next == Doubts.Next.CHECK) {
            return Doubts.LOOK;
        }
        call.attempt().setDoubt(null);
        throw new GeminiException(
                next == Doubts.Next.PROMPTS_OWN
                        ? own(doubt.refusal(), doubt.earlier())
                        : doubt.refusal());
    }

    /**
     * Whether the key has changed since the call left: what is accepted with the next key, free
     * calls too, tells nothing of a prompt that was refused with the former.
     */
    private boolean isOfFormerKey(Failure refusal) {
        return RefusalRules.isOfKey(refusal)
                && client.key(call.account())
                        .hasChangedWithin(Duration.between(began(), client.clock().instant()));
    }

    /** With a model that is known to be allowed, if there is one. */
    private KeyCheck.Answer freeCall(String accepted, Doubts.Doubt doubt) {
        String model = accepted == null ? doubt.model() : UnbilledCalls.model(accepted);
        KeyCheck.Answer answer = UnbilledCalls.checkKey(client, call, model);
        LOG.info(
                "{}: {} is refused; a free call with the same key (model {}): {}",
                doubt.refusal().kind().id(),
                doubt.prompt(),
                model,
                answer.name().toLowerCase(Locale.ROOT));
        return answer;
    }

    /** A prompt that alone is larger than the limit of a minute. */
    Failure larger(Failure failure) {
        String message =
                "The prompt alone, about %d input tokens, is more than %s may take in a minute: %s"
                        .formatted(
                                client.requests.estimateInputTokens(call),
                                call.model(),
                                failure.message());
        return failure.withKind(FailureKind.LARGER_THAN_LIMIT).withMessage(message);
    }

    /** A refusal that something on the way to the server wrote. */
    Failure way(Failure refusal) {
        Failure named = refusal.withMessage(client.address(call) + ": " + refusal.message());
        Failure everybodys = named.withKind(FailureKind.ADDRESS_REFUSES);
        AccountHold hold = client.accountHold(call.account());
        if (!hold.refuseOnTheWay(name(), call.subject(), everybodys, !call.isUnderWay())) {
            return named;
        }
        if (call.attempts() == 1 && hold.isProbe(began())) {
            leaveToEdge();
        }
        return everybodys;
    }

    /**
     * The edge asks again when the hold says so: a prompt that waited here meanwhile would keep a
     * drain from its end, as there is another probe each minute.
     */
    private void leaveToEdge() {
        if (waitPolicy.comesBack()) {
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
