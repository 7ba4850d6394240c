package io.github.geminiroutes.gateway;

import io.github.geminiroutes.generate.PieceStream;
import io.github.geminiroutes.generate.QuotaPolicy;
import io.github.geminiroutes.generate.StreamProcessor;
import io.github.geminiroutes.usage.MeterRegistrySource;
import io.github.geminiroutes.usage.TagLimit;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import java.time.Clock;
import java.util.function.Consumer;
import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.spi.Registry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends requests through the route {@code gemini-gateway}. Thread-safe. */
final class GatewayRoute {

    private static final Logger LOG = LoggerFactory.getLogger(GatewayRoute.class);

    private static final String ENDPOINT = "direct:gemini-gateway";
    private static final int MOST_CLIENTS = 100;
    private static final int INTERNAL = 500;

    private final Clock clock = Clock.systemUTC();
    private final TagLimit clients = new TagLimit(MOST_CLIENTS);
    private final MeterProvider<Counter> requests;
    private final Endpoint endpoint;
    private final AsyncProducer producer;

    GatewayRoute(CamelContext context) {
        endpoint = context.getEndpoint(ENDPOINT);
        requests =
                Counter.builder("gemini.gateway.requests")
                        .description("Requests to the gateway by the name of their token")
                        .withRegistry(MeterRegistrySource.registry(context));
        try {
            producer = endpoint.createAsyncProducer();
            producer.start();
        } catch (Exception e) {
            throw new RuntimeCamelException("Nothing can be sent to " + ENDPOINT, e);
        }
    }

    Exchange exchange(GatewayCall call) {
        Exchange exchange = endpoint.createExchange();
        call.set(exchange);
        return exchange;
    }

    /**
     * Sends a request. The thread is needed until the request waits or is under way.
     *
     * @param then gets the reply, on any thread
     * @param begun gets an answer that comes in pieces, on any thread
     */
    void send(Exchange exchange, Consumer<GatewayReply> then, Consumer<PieceStream> begun) {
        producer.process(
                exchange,
                doneSync -> {
                    if (exchange.getException() == null
                            && exchange.getMessage().getBody() instanceof PieceStream pieces) {
                        begun.accept(pieces);
                    } else {
                        then.accept(reply(exchange));
                    }
                });
    }

    private GatewayReply reply(Exchange exchange) {
        try {
            return exchange.getException() == null
                    ? exchange.getMessage().getMandatoryBody(GatewayReply.class)
                    : FailureReply.of(exchange, clock.instant());
        } catch (Exception e) {
            LOG.error("The gateway has a fault", e);
            return GoogleError.of(INTERNAL, "FAULT", "The gateway has a fault: see its log");
        }
    }

    /** The client has gone: its request leaves all lines, and a stream that has not begun ends. */
    void endWait(Exchange exchange) {
        Registry beans = exchange.getContext().getRegistry();
        QuotaPolicy quota = beans.lookupByNameAndType(QuotaPolicy.BEAN, QuotaPolicy.class);
        if (quota != null) {
            quota.endWait(exchange);
        }
        StreamProcessor streams =
                beans.lookupByNameAndType(StreamProcessor.BEAN, StreamProcessor.class);
        if (streams != null) {
            streams.endWait(exchange);
        }
        LookupPolicy lookups = beans.lookupByNameAndType(LookupPolicy.BEAN, LookupPolicy.class);
        if (lookups != null) {
            lookups.endWait(exchange);
        }
    }

    /**
     * Counts a request of a client. Not a call: several clients may get the reply to one, or none.
     *
     * @param code what the client got, or {@link Client#GONE}
     */
    void count(Asked asked, int code) {
        requests.withTags(
                        "client",
                        clients.fold(asked.name()),
                        "operation",
                        asked.path().operation().id(),
                        "code",
                        String.valueOf(code))
                .increment();
    }
}
