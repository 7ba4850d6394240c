package io.github.geminiroutes.policy;

import io.github.geminiroutes.failure.Backoff;
import io.github.geminiroutes.failure.Disposition;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.ParkingTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a failure means: for the attempt, for the prompt, for the model and for the account. The
 * redelivery, the gate and every edge ask this class; none of them looks at the kind of a failure
 * itself. Stateless.
 */
public final class FailurePolicy {

    /** After so many parkings a prompt that alone keeps failing has had its chances. */
    public static final int MOST_PARKINGS = 3;

    /** A limit that lasts longer is not waited for: the prompt is parked until then. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    /**
     * Long enough to park a large inbox for one refusal, short enough for a requeue after the
     * remedy.
     */
    private static final Duration FOR_A_PERSON = Duration.ofMinutes(5);

    private final ParkingTime parkingTime;
    private final boolean isHeldInPlace;

    private FailurePolicy(Duration parkingDelay, boolean isHeldInPlace) {
        this.parkingTime = new ParkingTime(parkingDelay);
        this.isHeldInPlace = isHeldInPlace;
    }

    /**
     * The policy of an edge that sets prompts aside.
     *
     * @param parkingDelay the first parking for a fault of the service; it doubles
     */
    public static FailurePolicy ofParking(Duration parkingDelay) {
        return new FailurePolicy(parkingDelay, false);
    }

    /**
     * The policy of an edge that holds what it cannot ask, and takes nothing else meanwhile. A
     * fault of the service is waited for no longer each time, as nothing else would find out that
     * it is over; an outage not at all, as the circuit breaker holds the calls.
     *
     * @param delay the delay for a fault of the service
     */
    public static FailurePolicy ofHolding(Duration delay) {
        return new FailurePolicy(delay, true);
    }

    /**
     * The earlier failures of a prompt, as its edge has counted them.
     *
     * @param parkings how often the prompt was set aside, but for an outage
     * @param faults how often for a fault that may be its own; a limit never is
     * @param othersAnswered whether other prompts were answered since it was first set aside
     */
    public record History(int parkings, int faults, boolean othersAnswered) {

        /** The history of a prompt that was never set aside. */
        public static final History NONE = new History(0, 0, false);
    }

    /** What becomes of a prompt whose last attempt failed. */
    public sealed interface Verdict {

        /**
         * The prompt waits.
         *
         * @param notBefore when it is asked again
         * @param parkings the count to remember
         * @param faults the count of those that may be the prompt's own fault, to remember
         */
        record ParkUntil(Instant notBefore, int parkings, int faults) implements Verdict {}

        /** Every call with the key would fail alike: the prompt stays and intake stops. */
        record HoldAccount() implements Verdict {}

        /** The prompt fails. */
        record Fail() implements Verdict {}
    }

    /** Says what becomes of a prompt whose last attempt failed. */
    public Verdict verdict(Failure failure, History history, Instant now) {
        return switch (failure.kind().afterLastRetry()) {
            case STOP_INTAKE -> new Verdict.HoldAccount();
            case FAIL -> new Verdict.Fail();
            default ->
                    isHopeless(failure, history)
                            ? new Verdict.Fail()
                            : new Verdict.ParkUntil(
                                    notBefore(failure, history, now),
                                    history.parkings + (isOutage(failure) ? 0 : 1),
                                    history.faults + (mayBePrompts(failure) ? 1 : 0));
        };
    }

    /** Another parking is in vain: others were answered, this prompt never was. */
    private static boolean isHopeless(Failure failure, History history) {
        return mayBePrompts(failure) && history.faults >= MOST_PARKINGS && history.othersAnswered;
    }

    /** No kind of 429 is the prompt's, however long it lasts, and no fault of the gate. */
    private static boolean mayBePrompts(Failure failure) {
        return isOfService(failure)
                && !isRefusedByQuota(failure)
                && failure.kind() != FailureKind.GATE_FAULT;
    }

    private Instant notBefore(Failure failure, History history, Instant now) {
        if (!isHeldInPlace) {
            return parkingTime.notBefore(failure, history.parkings, now);
        }
        return isOutage(failure)
                ? now
                : parkingTime.notBefore(failure, isOfService(failure) ? 0 : history.parkings, now);
    }

    private static boolean isOfService(Failure failure) {
        return failure.kind().disposition() == Disposition.RETRY;
    }

    /** An outage says nothing about the prompt. */
    private static boolean isOutage(Failure failure) {
        return failure.kind() == FailureKind.OUTAGE;
    }

    /**
     * Whether a failed attempt is repeated.
     *
     * @param retries how many of the retries allowed are used up
     * @param maxRetries the retries configured
     */
    public static boolean isWorthAnotherAttempt(Failure failure, int retries, int maxRetries) {
        return switch (failure.kind().disposition()) {
            case WAIT -> !isTooLong(failure);
            case RETRY -> retries < failure.kind().retries(maxRetries);
            // A gateway that restarts refuses every call for a while: those under way are repeated.
            case STOP_INTAKE ->
                    failure.kind() == FailureKind.ADDRESS_REFUSES
                            && retries < failure.kind().retries(maxRetries);
            case PARK, FAIL -> false;
        };
    }

    /** Whether the server names a delay that no call waits for. */
    public static boolean isTooLong(Failure failure) {
        return failure.kind().disposition() == Disposition.WAIT
                && failure.retryDelay() != null
                && failure.retryDelay().compareTo(LONGEST_WAIT) > 0;
    }

    /** Whether the next calls of the model are rejected, and for longer than a call waits. */
    public static boolean isInVainForLong(Failure failure) {
        return failure.kind().disposition() == Disposition.PARK && isRefusedByQuota(failure)
                || isTooLong(failure);
    }

    /** Whether the failure is a limit that ends by itself within minutes. */
    public static boolean isLimit(Failure failure) {
        return failure.kind().disposition() == Disposition.WAIT;
    }

    /** Whether a repetition counts against the retries allowed: a limit is not the prompt's. */
    public static boolean countsAgainstRetries(Failure failure) {
        return failure.kind().disposition() == Disposition.RETRY
                || failure.kind() == FailureKind.ADDRESS_REFUSES;
    }

    /**
     * How long the caller waits before the next attempt. A limit per minute closes the gate for
     * every call of the model: the wait is there, and only there.
     *
     * @param attempt the number of the failed attempt, 1 or more
     */
    public static Duration delay(Failure failure, int attempt, Backoff backoff) {
        return waitsAtGate(failure) ? Duration.ZERO : backoff.delay(failure, attempt);
    }

    /** Whether the call keeps its turn at the gate, where it waits for the server's delay. */
    public static boolean waitsAtGate(Failure failure) {
        return failure.kind() == FailureKind.RATE_LIMIT_PER_MINUTE && !isTooLong(failure);
    }

    /** Whether the server refused the call for a quota or for money: the call itself cost none. */
    public static boolean isRefusedByQuota(Failure failure) {
        return failure.httpCode() == 429 || failure.httpCode() == 402;
    }

    /**
     * For how long the model is closed, as its next call would end alike: no quota, a spending cap,
     * no credit left, a limit that lasts.
     *
     * @param hasFallback whether others can take the place of a model that does not exist
     */
    public static Optional<Duration> closesModel(Failure failure, boolean hasFallback) {
        if (isTooLong(failure)) {
            return Optional.of(failure.retryDelay());
        }
        boolean isForAPerson =
                RefusalRules.isOfMoney(failure) || failure.kind() == FailureKind.NO_QUOTA_FOR_MODEL;
        return isForAPerson || hasFallback && failure.isOfMissingModel()
                ? Optional.of(FOR_A_PERSON)
                : Optional.empty();
    }
}
