package io.github.geminiroutes.generate;

import io.github.geminiroutes.api.TimedRequestBody;

/**
 * How much goes to and fro with a call, as far as this side can tell: its cost is estimated by this
 * where the server does not say what it used. Touched by one thread at a time.
 */
final class CallVolume {

    private static final int BYTES_PER_TOKEN = 4;

    private TimedRequestBody request;
    private boolean isRead;
    private long sent;
    private long input;
    private long answered;

    /** The bytes of the request. */
    long sent() {
        return sent;
    }

    void setSent(TimedRequestBody body) {
        request = body;
        isRead = false;
        sent = body.getContentLength();
    }

    /** Whether an answer has come that was not read: it is paid for. */
    boolean hasUnread() {
        return !isRead && request != null && request.isAnswered();
    }

    /** The answer is about to be read. */
    void read() {
        isRead = true;
    }

    /** The exchange with the server has ended: what a host did not let be read of it is closed. */
    void endExchange() {
        if (request != null) {
            request.closeAnswer();
            request = null;
        }
    }

    /** Tokens of a request that is no longer at hand; 0 if it is. */
    long input() {
        return input;
    }

    void setInput(long tokens) {
        input = tokens;
    }

    /** A part of the answer has come, or all of it. */
    void addAnswered(long bytes) {
        answered += bytes;
    }

    /** The estimated tokens of what has come, without those of thinking. */
    long outputTokens() {
        return answered / BYTES_PER_TOKEN;
    }

    /** Another attempt begins. */
    void begin() {
        answered = 0;
    }
}
