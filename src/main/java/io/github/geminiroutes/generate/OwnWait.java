package io.github.geminiroutes.generate;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.policy.FailurePolicy;
import io.github.geminiroutes.support.ShortKey;
import java.time.Duration;
import org.apache.camel.Exchange;

/**
 * What a call waits for after it was out: not its model, which all wait for, but a back-off of its
 * own, or the turn of an answer that is large or slow to check. Calls with the same schema are
 * likely to wait for the same, and without one those of the same model.
 */
final class OwnWait {

    private OwnWait() {}

    /**
     * What a call would wait for. Many are kept, therefore it holds no call.
     *
     * @param answers what such calls wait for while their model answers
     */
    private record Line(
            GeminiClient client, String model, String caller, String answers, boolean isChecked)
            implements ShareLine {

        static Line of(GeminiClient client, Call call, String caller) {
            return new Line(
                    client,
                    call.breakerKey(),
                    caller,
                    line(call),
                    call.prompt().output().schema() != null);
        }

        @Override
        public String name() {
            return isFailing() ? OF_MODELS : answers;
        }

        /** A model that has not answered yet may be one that fails: its first prompt finds out. */
        @Override
        public boolean isOrdinary() {
            return !isChecked && !isFailing() && client.slowAnswers().hasAnswered(model);
        }

        @Override
        public boolean isDue() {
            return client.circuitBreakers().isNewCallDue(model, caller);
        }

        private boolean isFailing() {
            return client.circuitBreakers().isFailing(model);
        }
    }

    /** Whether a call may leave that has not been out. */
    static boolean tryShare(GeminiClient client, Call call, String caller, WaitPolicy policy) {
        return call.attempts() > 0 || policy.tryShare(() -> Line.of(client, call, caller));
    }

    /**
     * Asks whether a call waits after a failed attempt: on its own, unless its model failed or
     * refused it.
     */
    static boolean tryBackOff(Exchange exchange, Failure failure, Duration delay) {
        boolean isOfModel = failure.kind().isOfOutage() || FailurePolicy.isRefusedByQuota(failure);
        if (!isOfModel && !delay.isZero()) {
            begin(exchange);
        }
        return CallOptions.of(exchange).waitPolicy().waitsAgain(delay);
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
