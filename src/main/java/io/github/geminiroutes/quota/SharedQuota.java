package io.github.geminiroutes.quota;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.usage.SharedBudget;
import java.time.Duration;
import java.time.Instant;

/**
 * A quota that several instances share. It decides before the gate of this process. That gate also
 * records the calls, and decides alone while the shared quota is out of reach. Thread-safe.
 */
interface SharedQuota extends AutoCloseable {

    /** The quota of an instance that shares it with no other. */
    SharedQuota NONE = new SharedQuota() {};

    /** Decides about a call; null if it is out of reach and the instance decides alone. */
    default Decision admit(Permit permit) {
        return null;
    }

    /**
     * Records what the instance decided alone.
     *
     * @return the decision to follow: a call that waits may have to ask again sooner, as the shared
     *     quota may be within reach before
     */
    default Decision decidedAlone(Permit permit, Decision decision) {
        return decision;
    }

    /**
     * The call has left.
     *
     * @param transit how long the call takes to the server, as far as it is known
     */
    default void departed(Permit permit, Duration transit) {}

    /**
     * The call was answered.
     *
     * @param actualTokens 0 if the server did not say
     */
    default void settle(Permit permit, long actualTokens) {}

    /** The call was not made. */
    default void giveBack(Permit permit) {}

    /** The call met a 429. */
    default void refused(Permit permit, Failure failure, Duration fallback) {}

    /** Closes a model for long. */
    default void closeUntil(String model, Instant until, Failure reason) {}

    /** Opens a model that was closed. */
    default void reopen(String model) {}

    /**
     * The day's money of all instances.
     *
     * @param task whose calls it is for; null for that of all calls
     */
    default SharedBudget budget(String task) {
        return SharedBudget.NONE;
    }

    /** For a timer: tries to connect again if it is out of reach. */
    default void reconnect() {}

    @Override
    default void close() {}
}
