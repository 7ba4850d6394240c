package io.github.geminiroutes.generate;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.support.ShortKey;
import org.apache.camel.Exchange;

/**
 * What a call waits for after it was out: not its model, which all wait for, but a back-off of its
 * own, or the turn of an answer that is large or slow to check. Calls with the same schema are
 * likely to wait for the same, and without one those of the same model.
 */
final class OwnWait {

    /** One for all models: hundreds of them would take place after place. */
    private static final String OUTAGE = " outage";

    /** One for all models, too: prompts may name hundreds that do not exist. */
    private static final String UNPROVEN = " unproven";

    private OwnWait() {}

    /**
     * What a call would wait for. Many are kept, therefore it holds no call.
     *
     * @param answers what such calls wait for while their model answers
     */
    private record Line(GeminiClient client, String model, String answers, boolean isChecked)
            implements ShareLine {

        static Line of(GeminiClient client, Call call) {
            return new Line(
                    client, call.breakerKey(), line(call), call.prompt().output().schema() != null);
        }

        /**
         * A model that has not answered yet may be one that fails: one after the other finds out.
         */
        @Override
        public String name() {
            if (isFailing()) {
                return OUTAGE;
            }
            return isProven() ? answers : UNPROVEN;
        }

        @Override
        public boolean isOrdinary() {
            return !isChecked && isProven() && !isFailing();
        }

        private boolean isFailing() {
            return client.circuitBreakers().isFailing(model);
        }

        private boolean isProven() {
            return client.slowAnswers().hasAnswered(model);
        }
    }

    /** Whether a call may leave that has not been out. */
    static boolean tryShare(GeminiClient client, Call call, WaitPolicy policy) {
        return call.attempts() > 0 || policy.tryShare(() -> Line.of(client, call));
    }

    /**
     * Notes that a call waits after a failed attempt: with all that wait for their models, if its
     * model failed, whatever the server says how long it takes.
     *
     * @return false: the first call of a model would take a place that others need, and ends
     */
    static boolean tryBackOff(Exchange exchange, Failure failure) {
        WaitPolicy policy = CallOptions.of(exchange).waitPolicy();
        if (failure.kind().isOfOutage()) {
            return policy.tryAwaitModel(OUTAGE, UNPROVEN);
        }
        if (failure.kind().isOfUnnamedLimit()) {
            // Nothing would bring it back before its time, once it is parked.
            policy.beginOwnWait(() -> OUTAGE);
            return true;
        }
        begin(exchange);
        return true;
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
        return schema == null
                ? " answer " + call.breakerKey()
                : " schema " + ShortKey.of(schema.toString());
    }
}
