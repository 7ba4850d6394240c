package io.github.geminiroutes.generate;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureClassifier;
import io.github.geminiroutes.policy.CallDeferredException;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.Exchange;

/** A failure that a route has caught and goes on from. */
public final class CaughtFailure {

    private CaughtFailure() {}

    /**
     * What an error means: the failure that its call has ended with, if there is a call that has.
     *
     * @param call null if none was made
     */
    public static Failure of(Throwable error, Call call) {
        return call != null && call.finalFailure() != null
                ? call.finalFailure()
                : FailureClassifier.of(error);
    }

    /**
     * Whether an error says nothing about the prompt, as its call was not made. A stop of the
     * program ends Camel's own wait for the next attempt by a rejection.
     */
    public static boolean isDeferral(Throwable error) {
        return error instanceof CallDeferredException
                || error instanceof RejectedExecutionException;
    }

    /**
     * Has Camel forget it: else its error handlers take every later failure of the exchange for one
     * that was dealt with, and do not redeliver.
     */
    public static void forget(Exchange exchange) {
        exchange.getExchangeExtension().setFailureHandled(false);
        exchange.getExchangeExtension().setErrorHandlerHandled(null);
    }
}
