package io.github.geminiroutes.folder;

import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.policy.FailurePolicy.Verdict;
import java.util.function.BooleanSupplier;

/** Decides what becomes of a prompt once its last attempt has ended. */
final class OutcomeDecision {

    private final BooleanSupplier holdsInbox;
    private final ParkingLot parkingLot;

    /**
     * @param holdsInbox whether this instance may still work on the folders
     * @param parkingLot knows the earlier failures of a prompt
     */
    OutcomeDecision(BooleanSupplier holdsInbox, ParkingLot parkingLot) {
        this.holdsInbox = holdsInbox;
        this.parkingLot = parkingLot;
    }

    /** Chooses the outcome, and notes until when a prompt is to be parked. */
    Outcome choose(InFlightPrompt prompt) {
        if (prompt.isDeferred()) {
            return Outcome.RETURNED;
        }
        if (prompt.failure() == null) {
            // Written even by an instance that is no longer the leader: the answer is paid for.
            return Outcome.ANSWERED;
        }
        if (!holdsInbox.getAsBoolean() || isTakenAway(prompt)) {
            return Outcome.RETURNED;
        }
        if (prompt.isGivenUp()) {
            return Outcome.FAILED;
        }
        Verdict verdict = parkingLot.verdict(prompt.name(), prompt.failure());
        if (verdict instanceof Verdict.ParkUntil until) {
            prompt.setParkUntil(until);
            return Outcome.PARKED;
        }
        return verdict instanceof Verdict.HoldAccount ? Outcome.RETURNED : Outcome.FAILED;
    }

    /** Its owner removed the file, or the whole inbox is gone. */
    private static boolean isTakenAway(InFlightPrompt prompt) {
        return prompt.failure().kind() == FailureKind.BAD_INPUT
                && !WholeFile.exists(prompt.file().path());
    }
}
