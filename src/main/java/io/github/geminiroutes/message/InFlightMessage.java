package io.github.geminiroutes.message;

import io.github.geminiroutes.failure.Failure;
import org.apache.camel.Exchange;

/**
 * One message from its arrival until the broker has its acknowledgement: the message as it came,
 * its hold, its outcome and the attempts to send that. It travels as the exchange property {@value
 * #PROPERTY} and is touched by one thread at a time.
 */
final class InFlightMessage {

    /** The name of the exchange property. */
    static final String PROPERTY = "gemini-message";

    private final ReceivedMessage received;
    private final String key;
    private final boolean isNew;
    private final GroupMembership membership;
    private final MessageHold.Held held = new MessageHold.Held();
    private MessageOutcome outcome = MessageOutcome.PENDING;
    private Failure failure;
    private String undelivered;
    private int failedSends;
    private boolean isToBeSentAgain;

    /**
     * @param key what the message shares with its copies
     * @param isNew whether it is no copy of a settled one all the same
     * @param membership the consumer's place in its group
     */
    InFlightMessage(
            ReceivedMessage received, String key, boolean isNew, GroupMembership membership) {
        this.received = received;
        this.key = key;
        this.isNew = isNew;
        this.membership = membership;
    }

    /** The message of an exchange; null before it was received. */
    static InFlightMessage of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, InFlightMessage.class);
    }

    ReceivedMessage received() {
        return received;
    }

    String key() {
        return key;
    }

    boolean isNew() {
        return isNew;
    }

    GroupMembership membership() {
        return membership;
    }

    MessageHold.Held held() {
        return held;
    }

    MessageOutcome outcome() {
        return outcome;
    }

    /** Why the last attempt failed; null if none did. */
    Failure failure() {
        return failure;
    }

    /** Why the sender could not be reached; null if that is not what failed. */
    String undelivered() {
        return undelivered;
    }

    boolean isSettled() {
        return outcome != MessageOutcome.PENDING;
    }

    /** Settles the message as answered. */
    void answer() {
        membership.endGivingWay();
        outcome =
                received.replyDestination() == null
                        ? MessageOutcome.ANSWERED
                        : MessageOutcome.ANSWERED_TO_SENDER;
    }

    /** Notes why an attempt failed; the message may be asked again. */
    void recordFailure(Failure cause) {
        failure = cause;
    }

    /** Settles the message as failed. */
    void fail() {
        membership.endGivingWay();
        outcome = MessageOutcome.FAILED;
    }

    /** Settles an answered message as failed: its sender could not be reached. */
    void failUndelivered(String reason) {
        undelivered = reason;
        outcome = MessageOutcome.FAILED;
    }

    /**
     * Counts an attempt to send that failed.
     *
     * @param isOfBroker whether the broker was out of reach; that does not count
     * @param mostAttempts how often the message is sent, at most
     */
    void recordFailedSend(boolean isOfBroker, int mostAttempts) {
        failedSends = isOfBroker ? 0 : failedSends + 1;
        isToBeSentAgain = failedSends < mostAttempts;
    }

    /** How often its broker refused the reply or the dead letter, in a row. */
    int failedSends() {
        return failedSends;
    }

    boolean isToBeSentAgain() {
        return isToBeSentAgain;
    }
}
