package io.github.geminiroutes.generate;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.policy.FailurePolicy;
import io.github.geminiroutes.policy.RefusalRules;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Closes a model for all calls whose end is known beforehand. */
final class ModelClosure {

    private ModelClosure() {}

    /**
     * Closes the model for as long as its next call would end alike.
     *
     * @param prompt names the prompt: see {@link UsageRecorder#promptName}
     */
    static void close(GeminiClient client, Call call, String prompt, Failure failure) {
        Optional<Duration> time = FailurePolicy.closesModel(failure, client.hasFallback());
        boolean isEverybodys =
                !RefusalRules.isOfMoney(failure)
                        || client.accountHold(call.account()).refuseForMoney(prompt);
        if (time.isPresent() && isEverybodys) {
            Instant until = client.clock().instant().plus(time.get());
            client.gate().closeUntil(call.quotaKey(), until, failure);
        }
    }
}
