package io.github.geminiroutes.generate;

import io.github.geminiroutes.answer.Response;
import io.github.geminiroutes.policy.Doubts;
import io.github.geminiroutes.quota.Permit;
import io.github.geminiroutes.usage.BudgetReservation;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What the attempts of a {@link Call} hold: the one under way until it is settled or given back,
 * and all of them together their bill and their patience.
 */
final class AttemptContext {

    private Permit permit;
    private BudgetReservation reservation;
    private Runnable taskRoom;
    private CallPlace place;
    private Response response;
    private LastReply lastReply;
    private Doubts.Doubt doubt;
    private int httpCode = 200;
    private final OutageBackoff backoff = new OutageBackoff();
    private final LimitPatience patience = new LimitPatience();
    private String tierOfHeader;
    private Bill bill = Bill.NONE;
    private final AtomicBoolean toBeRepeated = new AtomicBoolean();
    private int stepRepetitions;
    private boolean hasMetDeadConnection;
    private final SentFiles files = new SentFiles();
    private StreamedAnswer stream;
    private CallObserver.Attempt observed;
    private final AttemptCache cache = new AttemptCache();
    private final CallVolume volume = new CallVolume();

    /** The attachments that were uploaded. */
    SentFiles files() {
        return files;
    }

    /** What is told of the end of the attempt under way; null for nothing. */
    void setObserved(CallObserver.Attempt observed) {
        this.observed = observed;
    }

    /** Takes it off the call; null if there is nothing. */
    CallObserver.Attempt removeObserved() {
        CallObserver.Attempt removed = observed;
        observed = null;
        return removed;
    }

    /** The cache of the beginning that the prompt shares with others. */
    AttemptCache cache() {
        return cache;
    }

    /** How much is sent and answered. */
    CallVolume volume() {
        return volume;
    }

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

    /** Gives back what is reserved of the task's own budget; null if nothing is. */
    Runnable taskRoom() {
        return taskRoom;
    }

    void setTaskRoom(Runnable room) {
        taskRoom = room;
    }

    /** The place of the attempt under way; null if it has none that another could take. */
    CallPlace place() {
        return place;
    }

    void setPlace(CallPlace place) {
        this.place = place;
    }

    /** Forgets the response of the attempt under way, which will be read again. */
    void forgetResponse() {
        response = null;
        lastReply = null;
    }

    /** Keeps the whole response of the attempt under way, also where it is no answer. */
    void setResponse(Response response) {
        this.response = response;
        lastReply = new LastReply(response, null);
    }

    void setErrorBody(byte[] body) {
        lastReply = new LastReply(null, body);
    }

    /** What the server sent last; null if nothing came since the last attempt left. */
    LastReply lastReply() {
        return lastReply;
    }

    /** The call goes out. */
    void leave() {
        backoff.endHoldUp();
        lastReply = null;
        volume.begin();
    }

    /** How long the call waits after an attempt that met an outage. */
    OutageBackoff backoff() {
        return backoff;
    }

    /** How long the call has waited for limits. */
    LimitPatience patience() {
        return patience;
    }

    /** The tier that a header of the last response names; null if none does. */
    String tierOfHeader() {
        return tierOfHeader;
    }

    void setTierOfHeader(String tier) {
        tierOfHeader = tier;
    }

    /** What all attempts have cost so far. */
    Bill bill() {
        return bill;
    }

    void setBill(Bill bill) {
        this.bill = bill;
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

    /** Whether the attempt that failed last is repeated. */
    boolean isToBeRepeated() {
        return toBeRepeated.get();
    }

    void setToBeRepeated(boolean isToBeRepeated) {
        toBeRepeated.set(isToBeRepeated);
    }

    /** A large reply does not wait with the call for its next attempt. */
    void dropLargeReply() {
        if (lastReply != null && lastReply.isLarge()) {
            lastReply = null;
        }
    }

    /**
     * Takes the attempt to come after a failed one; one of several copies of an exchange gets it.
     */
    boolean tryTakeRepetition() {
        return toBeRepeated.compareAndSet(true, false);
    }

    /** How often the step of a caller's route was repeated with other calls before this one. */
    int stepRepetitions() {
        return stepRepetitions;
    }

    void setStepRepetitions(int repetitions) {
        stepRepetitions = repetitions;
    }

    /** Whether an attempt was repeated because a kept connection had ended. */
    boolean hasMetDeadConnection() {
        return hasMetDeadConnection;
    }

    void setMetDeadConnection() {
        hasMetDeadConnection = true;
    }

    /** The answer of the attempt under way comes as a stream, whose first piece is there. */
    void setStream(StreamedAnswer stream) {
        this.stream = stream;
    }

    /** Takes the stream off the call; null if there is none. */
    StreamedAnswer removeStream() {
        StreamedAnswer removed = stream;
        stream = null;
        return removed;
    }
}
