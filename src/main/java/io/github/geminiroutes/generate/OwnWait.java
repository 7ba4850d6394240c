package io.github.geminiroutes.generate;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.support.ShortKey;
import org.apache.camel.Exchange;

/**
 * What a call waits for after it was out: not its model, which all wait for, but a back-off of its
 * own, or the turn of an answer that is large or slow to check. Calls with the same schema are
 * likely to wait for the same.
 */
final class OwnWait {

    /** One for all models: hundreds of them would take place after place. */
    private static final String OUTAGE = " outage";

    /** One for all models, too: prompts may name hundreds that do not exist. */
    private static final String UNPROVEN = " unproven";

    private OwnWait() {}

    /**
     * Whether a call may leave that has not been out.
     *
     * @param isFailing whether its model fails: then it waits as other such calls do
     * @param isProven whether its model has answered before: else it may be one that fails, and one
     *     after the other finds out
     */
    static boolean tryShare(Call call, WaitPolicy policy, boolean isFailing, boolean isProven) {
        return call.attempts() > 0 || policy.tryShare(() -> line(call, isFailing, isProven));
    }

    private static String line(Call call, boolean isFailing, boolean isProven) {
        if (isFailing) {
            return OUTAGE;
        }
        return isProven ? line(call) : UNPROVEN;
    }

    /** Notes that a call waits after an attempt that its model failed. */
    static void beginOfOutage(Exchange exchange) {
        CallOptions.of(exchange).waitPolicy().beginOwnWait(() -> OUTAGE);
    }

    /** Notes that a call waits. */
    static void begin(Exchange exchange) {
        Call call = Call.of(exchange);
        if (call != null) {
            CallOptions.of(exchange).waitPolicy().beginOwnWait(() -> line(call));
        }
    }

    /** Calls that are likely to wait for the same; no model has such a name. */
    private static String line(Call call) {
        JsonNode schema = call.prompt().output().schema();
        return " answer " + (schema == null ? "" : ShortKey.of(schema.toString()));
    }
}
