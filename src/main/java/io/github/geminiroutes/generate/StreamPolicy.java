package io.github.geminiroutes.generate;

import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.spi.Policy;

/**
 * As {@link QuotaPolicy}, around a call whose answer is a stream. Budget, circuit breakers and
 * quota are the same; what the call has taken is settled when the stream ends, and not when its
 * first piece is there. Streams have as many places of their own as the other calls: one that lasts
 * for minutes must not keep prompts waiting.
 */
public final class StreamPolicy implements Policy {

    @Override
    public void beforeWrap(Route route, NamedNode definition) {
        // The steps are as they should be.
    }

    @Override
    public Processor wrap(Route route, Processor steps) {
        QuotaPolicy quota =
                route.getCamelContext()
                        .getRegistry()
                        .lookupByNameAndType(QuotaPolicy.BEAN, QuotaPolicy.class);
        if (quota == null) {
            throw new IllegalStateException(
                    "gemini-stream needs gemini-generate.camel.yaml: there is no bean "
                            + QuotaPolicy.BEAN);
        }
        return quota.wrapStream(route, steps);
    }
}
