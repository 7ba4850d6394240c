package io.github.geminiroutes.generate;

import io.github.geminiroutes.answer.Response;
import io.github.geminiroutes.quota.Permit;
import io.github.geminiroutes.usage.BudgetReservation;
import java.time.Instant;

/** What one attempt of a {@link Call} holds until it is settled or given back. */
final class AttemptContext {

    private Permit permit;
    private BudgetReservation reservation;
    private Response response;
    private Instant heldUpSince;
    private Doubts.Doubt doubt;
    private int httpCode = 200;
    private long bytes;

    /** The permit of the attempt under way; null if there is none. */
    Permit permit() {
        return permit;
    }

    void setPermit(Permit permit) {
        this.permit = permit;
    }

    /** Takes the permit off the call; null if it has none. */
    Permit removePermit() {
        Permit removed = permit;
        permit = null;
        return removed;
    }

    /** What the attempt under way has reserved of the day's budget; null if nothing. */
    BudgetReservation reservation() {
        return reservation;
    }

    void setReservation(BudgetReservation reservation) {
        this.reservation = reservation;
    }

    /** Keeps the whole response of the attempt under way, also where it is no answer. */
    void setResponse(Response response) {
        this.response = response;
    }

    /**
     * Notes that the circuit breaker of the model holds the call up.
     *
     * @return since when it does
     */
    Instant holdUp(Instant now) {
        if (heldUpSince == null) {
            heldUpSince = now;
        }
        return heldUpSince;
    }

    /** The call goes out. */
    void endHoldUp() {
        heldUpSince = null;
    }

    /** Takes the response of the attempt under way off the call; null if there was none. */
    Response removeResponse() {
        Response removed = response;
        response = null;
        return removed;
    }

    /** The refusal that may be this prompt's own or everybody's; null once it is judged. */
    Doubts.Doubt doubt() {
        return doubt;
    }

    void setDoubt(Doubts.Doubt doubt) {
        this.doubt = doubt;
    }

    /** The HTTP code of the answer. */
    int httpCode() {
        return httpCode;
    }

    void setHttpCode(int httpCode) {
        this.httpCode = httpCode;
    }

    /** The size of the request. */
    long bytes() {
        return bytes;
    }

    void setBytes(long bytes) {
        this.bytes = bytes;
    }
}
