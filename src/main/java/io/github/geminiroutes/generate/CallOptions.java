package io.github.geminiroutes.generate;

import io.github.geminiroutes.api.Account;
import java.util.Map;
import org.apache.camel.Exchange;

/**
 * What a route of the bundle wants of the call it is about to make. Travels as the exchange
 * property {@value #PROPERTY}; without it, the application's account asks and every call waits for
 * its quota.
 *
 * @param account who asks; null for the application's account
 * @param defaults what holds where a header is missing, by header name
 * @param waitPolicy whether the caller waits at the gate
 * @param caller names who asks: calls of one priority go by turns of their callers; empty for the
 *     application itself
 */
public record CallOptions(
        Account account, Map<String, Object> defaults, WaitPolicy waitPolicy, String caller) {

    /** The name of the exchange property. */
    public static final String PROPERTY = "gemini-call-options";

    private static final CallOptions NONE = new CallOptions(null, Map.of(), WaitPolicy.ALWAYS, "");

    /** Options of a caller that may come back later instead of waiting. */
    public static CallOptions of(WaitPolicy waitPolicy) {
        return of(waitPolicy, "");
    }

    /** As {@link #of(WaitPolicy)}, for one of several callers that have turns. */
    public static CallOptions of(WaitPolicy waitPolicy, String caller) {
        return new CallOptions(null, Map.of(), waitPolicy, caller);
    }

    /** Options of a caller that asks with an account or defaults of its own. */
    static CallOptions of(Account account, Map<String, Object> defaults) {
        return new CallOptions(account, defaults, WaitPolicy.ALWAYS, "");
    }

    static CallOptions of(Exchange exchange) {
        CallOptions options = exchange.getProperty(PROPERTY, CallOptions.class);
        return options == null ? NONE : options;
    }

    /** Hands the options to the call to come. */
    public void set(Exchange exchange) {
        exchange.setProperty(PROPERTY, this);
    }
}
