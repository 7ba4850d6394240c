package io.github.geminiroutes.api;

import io.github.geminiroutes.prompt.Prompt;
import java.time.Instant;

/**
 * One prompt on its way to Gemini, over all its attempts. It travels as an exchange property and is
 * touched by one thread at a time.
 */
public final class Call {

    private final Object source;
    private final Prompt prompt;
    private final String model;
    private int attempts;
    private int retries;
    private Instant sentAt;
    private Instant answeredAt;
    private boolean hasEnded;

    /**
     * @param source the message body it was made of: a redelivered message brings the same object
     *     again
     * @param prompt what is asked
     * @param model the model asked
     */
    public Call(Object source, Prompt prompt, String model) {
        this.source = source;
        this.prompt = prompt;
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

    /** The model asked. */
    public String model() {
        return model;
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
    }

    /** The attempt under way brought an answer now. */
    public void answered(Instant now) {
        answeredAt = now;
        hasEnded = true;
    }

    /** The call failed for good. */
    public void end() {
        hasEnded = true;
    }

    /** The last attempt failed and is to be retried on the prompt's own account. */
    public void countRetry() {
        retries++;
    }
}
