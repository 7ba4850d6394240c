package io.github.geminiroutes.generate;

import io.github.geminiroutes.api.Account;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.prompt.Prompt;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One prompt on its way to Gemini, over all its attempts. It travels as an exchange property and is
 * touched by one thread at a time.
 */
public final class Call {

    private final Object source;
    private final Prompt prompt;
    private final String requestedModel;
    private final Account account;
    private final List<Fallback> fallbacks = new ArrayList<>();
    private String model;
    private Failure verdict;
    private int attempts;
    private int retries;
    private Instant sentAt;
    private Instant answeredAt;
    private Instant heldUpSince;
    private boolean hasEnded;
    private boolean isOut;

    /**
     * @param source the message body it was made of: a redelivered message brings the same object
     *     again
     * @param prompt what is asked
     * @param model the model asked
     */
    public Call(Object source, Prompt prompt, String model) {
        this(source, prompt, model, null);
    }

    /**
     * @param account who asks; null for the application's account
     */
    public Call(Object source, Prompt prompt, String model, Account account) {
        this.source = source;
        this.prompt = prompt;
        this.requestedModel = model;
        this.account = account;
        this.model = model;
    }

    /**
     * Whether a message with this body is another attempt of this call; never once it has ended:
     * the same text may be asked twice.
     */
    public boolean isFor(Object body) {
        return source == body && !hasEnded;
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

    /** Whose quota and health the call meets: the model's, of the account that asks. */
    public String line() {
        return account == null ? model : model + '@' + account.label();
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
    public void fallBack(String newModel, Failure reason) {
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

    /** When the answer had come; null before. */
    public Instant answeredAt() {
        return answeredAt;
    }

    /** Another attempt goes out now. */
    public void sent(Instant now) {
        attempts++;
        sentAt = now;
        heldUpSince = null;
        isOut = true;
    }

    /** The next attempt is held up now, as the model does not answer. Since when it has been. */
    public Instant heldUp(Instant now) {
        if (heldUpSince == null) {
            heldUpSince = now;
        }
        return heldUpSince;
    }

    /**
     * The attempt under way is over.
     *
     * @return whether there was one: a call that could not be made was never out
     */
    public boolean isBack() {
        boolean wasOut = isOut;
        isOut = false;
        return wasOut;
    }

    /** The attempt under way brought an answer now. */
    public void answered(Instant now) {
        answeredAt = now;
        hasEnded = true;
    }

    /**
     * The call failed for good. Where each model in turn could not answer, it is the requested one
     * that is waited for: that the last of the others does not exist must not fail the prompt.
     *
     * @return the failure that decides what becomes of the prompt
     */
    public Failure end(Failure last) {
        hasEnded = true;
        verdict = last;
        if (!fallbacks.isEmpty() && last.concernsOnlyTheModel()) {
            fallBack(requestedModel, last);
            verdict = fallbacks.get(0).reason();
        }
        return verdict;
    }

    /** What {@link #end} found; null before. */
    public Failure verdict() {
        return verdict;
    }

    /** The last attempt failed and is to be retried on the prompt's own account. */
    public void countRetry() {
        retries++;
    }
}
