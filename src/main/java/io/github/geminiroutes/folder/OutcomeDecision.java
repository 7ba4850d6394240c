package io.github.geminiroutes.folder;

import io.github.geminiroutes.failure.Disposition;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.policy.FailurePolicy.Verdict;
import java.util.function.BooleanSupplier;

/** Decides what becomes of a prompt once its last attempt has ended. */
final class OutcomeDecision {

    private final BooleanSupplier holdsInbox;
    private final ParkingLot parkingLot;

    /**
     * @param holdsInbox whether this instance may still work on the folders
     * @param parkingLot has the earlier failures of a prompt
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
        Verdict verdict = parkingLot.verdict(prompt.name(), judged(prompt));
        if (verdict instanceof Verdict.ParkUntil until) {
            prompt.setParkUntil(until);
            return Outcome.PARKED;
        }
        return verdict instanceof Verdict.HoldAccount ? Outcome.RETURNED : Outcome.FAILED;
    }

    /**
     * The key was good for a batch job: a line of it that is refused as if the key were not waits
     * by itself, and fails in the end. Held in the inbox it would go into one job after the other.
     */
    private static Failure judged(InFlightPrompt prompt) {
        Failure failure = prompt.failure();
        boolean isOfAccount = failure.kind().afterLastRetry() == Disposition.STOP_INTAKE;
        return prompt.isOfJob() && isOfAccount
                ? failure.withKind(FailureKind.OTHER_SERVER_ERROR)
                : failure;
    }

    /** Its owner removed the file, or the whole inbox is gone. */
    private static boolean isTakenAway(InFlightPrompt prompt) {
        return prompt.failure().kind() == FailureKind.BAD_INPUT
                && !WholeFile.exists(prompt.file().path());
    }
}
