package io.github.geminiroutes.message;

/** What became of a message. */
public enum MessageOutcome {
    /** Not settled yet: to be asked, now or later. */
    PENDING,
    /** Answered; the answer goes to the endpoint {@code gemini.messages.reply-to}. */
    ANSWERED,
    /** Answered; the answer goes to where the message itself asks for it by its JMSReplyTo. */
    ANSWERED_TO_SENDER,
    /** Fails for its own fault, and goes to {@code gemini.messages.dead-letter}. */
    FAILED
}
