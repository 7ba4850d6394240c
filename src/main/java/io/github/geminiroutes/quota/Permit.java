package io.github.geminiroutes.quota;

import java.time.Duration;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;

/**
 * One call's place in the line of its model, from asking for admission to its outcome. Its fields
 * belong to the model's gate and are touched under its lock only.
 */
public final class Permit {

    /** Where the call stands. */
    enum State {
        WAITING,
        /** Left the line for lack of interest or as the model closed; may come back at its end. */
        OUT,
        SENT,
        DONE
    }

    final ModelGate gate;
    final long estimate;

    /** Whether the call was let through before and refused. */
    final boolean returns;

    State state = State.OUT;

    /** When the gate said to come; Long.MIN_VALUE before it said so. */
    long due = Long.MIN_VALUE;

    /** When the place is lost, unless the ticket asks before. */
    long askBy;

    Window.Slice slice;
    long reserved;
    long sentAt;
    long joinedAt;
    LocalDate day;

    /** What a shared quota knows it by, from its first question on; null where none is shared. */
    String sharedId;

    /** The call as the instances that share the quota know it; null where none do. */
    SharedCall shared;

    Permit(ModelGate gate, long estimate, boolean returns) {
        this.gate = gate;
        this.estimate = estimate;
        this.returns = returns;
    }

    /** The model it is for. */
    public String model() {
        return gate.model();
    }

    /** How long the call stood in the line; zero before it was let through. */
    public Duration waited() {
        return state == State.SENT || state == State.DONE
                ? Duration.of(sentAt - joinedAt, ChronoUnit.MICROS)
                : Duration.ZERO;
    }

    @Override
    public String toString() {
        return "Ticket[" + model() + ", " + estimate + " tokens]";
    }
}
