package io.github.geminiroutes.generate;

import io.github.geminiroutes.policy.CallDeferredException;
import java.time.Duration;
import org.apache.camel.Exchange;

/**
 * What a call waits for before it asks for its turn: an upload, or a cache. The server decides how
 * long that takes; the calls that wait leave places for those that need neither.
 */
final class EarlyWait {

    /** One for all models, which share the threads; no model has such a name. */
    static final String OF_UPLOAD = " upload";

    /** One for all beginnings, which share the threads, too. */
    static final String OF_CACHE = " context cache";

    private EarlyWait() {}

    /**
     * Has a call wait.
     *
     * @param line names what it waits for
     * @throws CallDeferredException if its caller has the prompt again later
     */
    static void begin(Exchange exchange, String line) {
        Call call = Call.of(exchange);
        if (call.attempts() == 0
                && !CallOptions.of(exchange).waitPolicy().tryWait(line, Duration.ZERO)) {
            throw CallDeferredException.ofWait(call.model());
        }
    }
}
