package io.github.geminiroutes.quota;

import io.github.geminiroutes.support.PacificDay;
import io.github.geminiroutes.support.Priority;
import java.time.Duration;

/**
 * One call at the gate of its model, from its place in the queue to its outcome. Its fields belong
 * to the model's gate and are used under its lock only.
 */
public final class Permit {

    /** Where the call stands. */
    enum State {
        QUEUED,
        /** Not in the queue: its place was lost or the model is closed; it may join again. */
        OUT,
        ADMITTED,
        ENDED
    }

    /** Another program may have used the limit once or twice. */
    private static final int MOST_REFUSED_ALONE = 3;

    final ModelGate gate;
    final long estimate;
    final Priority priority;

    /** Who asks: calls of a priority go by turns of these. */
    final String caller;

    /** Whether the call was admitted before and refused. */
    final boolean isReturn;

    State state = State.OUT;

    /** The time the gate has named; Long.MIN_VALUE before it has. */
    long due = Long.MIN_VALUE;

    /** When the place is lost unless the permit asks before. */
    long askBy;

    Window.Slice slice;
    long reserved;
    long admittedAt;
    long enqueuedAt;
    PacificDay day;

    /** How often the call met a limit of tokens although no other call of ours counted. */
    int refusedAlone;

    /** Whether the call has left for the server, which may count it from then on. */
    boolean hasDeparted;

    /** Its id in the shared quota, from its first question on; null without a shared quota. */
    String sharedId;

    /** Whether its last question got no answer: the shared quota may have counted the call. */
    boolean isUnanswered;

    /** The admitted call in the shared quota; null without a shared quota. */
    RecentCalls.SharedCall shared;

    Permit(ModelGate gate, long estimate, Priority priority, String caller) {
        this.caller = caller;
        this.gate = gate;
        this.estimate = estimate;
        this.priority = priority;
        this.isReturn = false;
    }

    /** For a call that was refused and is made again. */
    Permit(ModelGate gate, Permit refused, boolean isReturn) {
        this.gate = gate;
        this.estimate = refused.estimate;
        this.priority = refused.priority;
        this.caller = refused.caller;
        this.isReturn = isReturn;
        this.refusedAlone = refused.refusedAlone;
    }

    /** The model it is for. */
    public String model() {
        return gate.model();
    }

    /** How long the call was in the queue; zero before it was admitted. */
    public Duration waited() {
        return isAdmittedOrEnded()
                ? MonotonicClock.duration(admittedAt - enqueuedAt)
                : Duration.ZERO;
    }

    private boolean isAdmittedOrEnded() {
        return state == State.ADMITTED || state == State.ENDED;
    }

    /**
     * Counts a refusal. The call may be larger than the limit that refused it, so that waiting does
     * not help. An estimate may be wrong: it counts where it is far above the limit, or where
     * nothing else can be the reason.
     *
     * @param limit the input tokens of a minute; null if no such limit refused it
     * @param isAlone whether no other call of ours counted
     * @return whether the call is larger than the limit
     */
    boolean countRefusal(Long limit, boolean isAlone) {
        if (limit == null) {
            return false;
        }
        // The estimate is hardly ever half of the truth: a smaller call was refused for others'
        // sake.
        refusedAlone += isAlone && reserved > limit / 2 ? 1 : 0;
        return reserved > limit + limit / 4
                || isAlone && reserved > limit
                || refusedAlone >= MOST_REFUSED_ALONE;
    }

    void requireNotAdmitted() {
        if (isAdmittedOrEnded()) {
            throw new IllegalStateException("admitted before: " + this);
        }
    }

    @Override
    public String toString() {
        return "Permit[" + model() + ", " + estimate + " tokens]";
    }
}
