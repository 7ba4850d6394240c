package io.github.geminiroutes.quota;

import io.github.geminiroutes.failure.Failure;
import java.time.Duration;
import java.time.Instant;

/**
 * A quota that several instances use up together. It decides before the gate of the own process
 * does, which notes the calls all the same and decides alone where this one is out of reach.
 * Thread-safe.
 */
interface SharedQuota extends AutoCloseable {

    /** Whether the call goes now; null if it is out of reach and the instance decides alone. */
    Decision admit(Permit ticket);

    /**
     * The instance decided alone.
     *
     * @return what becomes of it: a call that waits may have to ask again sooner, as this one may
     *     be within reach before
     */
    Decision decidedAlone(Permit ticket, Decision admission);

    /**
     * @param journey how long the call takes to the server, as far as is known
     */
    void departed(Permit ticket, Duration journey);

    /**
     * @param actualTokens 0 if the server did not say
     */
    void settle(Permit ticket, long actualTokens);

    void giveBack(Permit ticket);

    void refused(Permit ticket, Failure failure, Duration fallback);

    void closeUntil(String model, Instant until, Failure reason);

    void reopen(String model);

    /** For a timer: comes back if it was out of reach. */
    void lookAfter();

    @Override
    void close();
}
