package io.github.geminiroutes.generate;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.answer.Answer;
import io.github.geminiroutes.api.Account;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.policy.RefusalRules;
import io.github.geminiroutes.prompt.Prompt;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;

/**
 * One prompt on its way to Gemini, over all its attempts: what is asked, the permit of the attempt
 * under way, the answer or the failures. It travels as the exchange property {@value #PROPERTY} and
 * is touched by one thread at a time.
 */
public final class Call {

    /** The name of the exchange property. */
    public static final String PROPERTY = "gemini-call";

    private final Object source;
    private final Prompt prompt;
    private final String requestedModel;
    private final Account account;
    private final List<Fallback> fallbacks = new ArrayList<>();
    private String model;
    private String task;
    private final AttemptContext attempt = new AttemptContext();
    private Answer answer;
    private Failure lastFailure;
    private Failure finalFailure;
    private int attempts;
    private int retries;
    private Instant sentAt;
    private Instant answeredAt;
    private boolean isSent;
    private boolean isCached;

    /** The call of an exchange; null before the first. */
    public static Call of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, Call.class);
    }

    /**
     * @param source the message body it was made of: a redelivered message brings the same object
     *     again
     * @param prompt what is asked
     * @param model the model asked
     * @param account who asks; null for the application's account
     */
    public Call(Object source, Prompt prompt, String model, Account account) {
        this.source = source;
        this.prompt = prompt;
        this.requestedModel = model;
        this.account = account;
        this.model = model;
    }

    /** Whether a message with this body is another attempt; never once the call has ended. */
    public boolean isFor(Object body) {
        return source == body && answeredAt == null && finalFailure == null;
    }

    /** The message body it was made of. */
    public Object source() {
        return source;
    }

    /** What is asked. */
    public Prompt prompt() {
        return prompt;
    }

    /** The model asked: the one requested, or the one that takes its place. */
    public String model() {
        return model;
    }

    /** Who asks; null for the application's account. */
    public Account account() {
        return account;
    }

    /** What a key may be allowed and another not: the model, the kinds of answer, a cache. */
    String subject() {
        JsonNode kinds = prompt.request().path("generationConfig").path("responseModalities");
        JsonNode cache = prompt.request().path("cachedContent");
        return kinds.isMissingNode() && cache.isMissingNode()
                ? model
                : model + ' ' + kinds + ' ' + cache;
    }

    void setTask(String task) {
        this.task = task;
    }

    /** What the call is booked under; null if it is of no task. */
    public String task() {
        return task;
    }

    /** Names the quota of the call: the model's, of the account. */
    public String quotaKey() {
        return account == null ? model : model + '@' + account.label();
    }

    /** Names the call's circuit breaker: the load that flex sheds is no outage of the others. */
    public String breakerKey() {
        return prompt.lane().isFlex() ? quotaKey() + " (flex)" : quotaKey();
    }

    /** The model that was to answer. */
    public String requestedModel() {
        return requestedModel;
    }

    /** The models that could not answer and were replaced by the next, in order. */
    public List<Fallback> fallbacks() {
        return List.copyOf(fallbacks);
    }

    /** From now on another model is asked. */
    void fallBack(String newModel, Failure reason) {
        fallbacks.add(new Fallback(model, reason));
        model = newModel;
    }

    /** How many calls were sent, the one under way included. */
    public int attempts() {
        return attempts;
    }

    /** How many attempts failed in a way that counts against the retries allowed. */
    public int retries() {
        return retries;
    }

    /** When the last attempt was sent; null before the first. */
    public Instant sentAt() {
        return sentAt;
    }

    /** When the last attempt was sent, or began to wait for its model's circuit breaker. */
    public Instant triedAt() {
        return attempt.backoff().heldUpSince().orElse(sentAt);
    }

    /** When the answer had come; null before. */
    public Instant answeredAt() {
        return answeredAt;
    }

    /** Begins an attempt: the request is ready and goes out now. */
    void beginAttempt(Instant now) {
        attempts++;
        sentAt = now;
        attempt.leave();
        isSent = true;
    }

    /** Counts attempts that were made before the prompt was put back. */
    void countEarlierAttempts(int earlier) {
        attempts += earlier;
    }

    /** Whether an attempt has begun and not ended. */
    boolean isUnderWay() {
        return isSent;
    }

    /** Ends the attempt under way, if there is one. */
    void endAttempt() {
        isSent = false;
    }

    /** How long the call has waited for limits. */
    LimitPatience patience() {
        return attempt.patience();
    }

    /** What the attempt under way holds. */
    AttemptContext attempt() {
        return attempt;
    }

    /** What the attempts have cost so far. */
    public Bill bill() {
        return attempt.bill();
    }

    /** Ends the call with an answer. */
    public void answer(Answer newAnswer, Instant now) {
        answer = newAnswer;
        answeredAt = now;
    }

    /** Ends the call with the answer of an earlier one. */
    void answerAgain(Answer earlier, Instant now) {
        sentAt = now;
        isCached = true;
        answer(earlier, now);
    }

    /** Whether the answer is that of an earlier call. */
    public boolean isCached() {
        return isCached;
    }

    /** The answer; null if there is none. */
    public Answer answer() {
        return answer;
    }

    void fail(Failure failure) {
        lastFailure = failure;
    }

    /** Why the last attempt that failed did so; null if none did. */
    public Failure lastFailure() {
        return lastFailure;
    }

    /**
     * Ends the call with a failure, and gives that which decides what becomes of the prompt. Where
     * each model in turn could not answer, the requested one is waited for: that the last of the
     * others does not exist, or refuses the request, must not fail the prompt.
     */
    Failure end(Failure last) {
        finalFailure = last;
        boolean isOfFallback = last.concernsOnlyTheModel() || RefusalRules.isRefusedByModel(last);
        if (!fallbacks.isEmpty() && isOfFallback) {
            fallBack(requestedModel, last);
            finalFailure = fallbacks.get(0).reason();
        }
        return finalFailure;
    }

    /** The failure that ended the call; null if none did. */
    public Failure finalFailure() {
        return finalFailure;
    }

    /** Counts the failed attempt against the retries allowed. */
    void countRetry() {
        retries++;
    }
}
