package io.github.geminiroutes.generate;

import io.github.geminiroutes.answer.Response;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.policy.FailurePolicy;
import io.github.geminiroutes.quota.Permit;

/**
 * What is owed at the end of a streamed answer: usage, budget and permit, and what others learn of
 * an error in its midst. It has no part of the exchange, which may be over.
 */
final class StreamSettlement {

    private final GeminiClient client;
    private final Call call;
    private final String prompt;
    private final String caller;

    /**
     * @param prompt names the prompt
     * @param caller who asks, see {@link CallOptions#caller()}
     */
    StreamSettlement(GeminiClient client, Call call, String prompt, String caller) {
        this.client = client;
        this.call = call;
        this.prompt = prompt;
        this.caller = caller;
    }

    /** Records what has come, whole or not. */
    void settle(StreamedAnswer.End end) {
        Response response = end.said();
        call.attempt().setResponse(response);
        client.usage().record(prompt, call, end.failure());
        client.budget().release(call);
        Permit permit = call.attempt().removePermit();
        if (end.isServers()) {
            learn(permit, end.failure(), response);
        } else {
            client.gate().settle(permit, response.usage().inputTokens());
        }
        call.endAttempt();
    }

    /** The answer had begun: the call counts, unless its error says that it met a limit. */
    private void learn(Permit permit, Failure failure, Response response) {
        client.circuitBreakers().fail(call.breakerKey(), caller, failure);
        ModelClosure.close(client, call, prompt, failure);
        if (FailurePolicy.isRefusedByQuota(failure)) {
            client.gate().refused(permit, failure);
        } else {
            client.gate().settle(permit, response.usage().inputTokens());
        }
        if (FailurePolicy.isInVainForLong(failure)) {
            client.waiterSignal().signal(call.quotaKey());
        }
    }
}
