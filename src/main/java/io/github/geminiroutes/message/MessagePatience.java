package io.github.geminiroutes.message;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.generate.Call;
import io.github.geminiroutes.generate.GeminiClient;
import io.github.geminiroutes.generate.WaitPolicy;
import io.github.geminiroutes.policy.FailurePolicy;
import java.time.Duration;
import org.apache.camel.Exchange;

/**
 * A message waits as long as it takes. One that waits for a model that fails, or after an attempt
 * in vain, gives way to others; one that waits for a limit per minute slows the consumption down.
 */
final class MessagePatience implements WaitPolicy {

    private final Exchange exchange;
    private final GroupMembership membership;

    MessagePatience(Exchange exchange, GroupMembership membership) {
        this.exchange = exchange;
        this.membership = membership;
    }

    @Override
    public boolean tryWait(String line, Duration delay) {
        GeminiClient client = GeminiClient.of(exchange.getContext());
        if (client.circuitBreakers().isFailing(Call.of(exchange).breakerKey())) {
            membership.giveWay();
        }
        return true;
    }

    @Override
    public boolean waitsAgain(Duration delay) {
        Failure last = Call.of(exchange).lastFailure();
        if (!delay.isZero() && last != null && !FailurePolicy.isLimit(last)) {
            membership.giveWay();
        }
        return true;
    }

    @Override
    public boolean comesBack() {
        return false;
    }
}
