package io.github.geminiroutes.gateway;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.spi.Policy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * Camel's {@code policy} around a request that needs no permit: it holds a thread until Google has
 * answered, for up to half a minute. The steps inside are run on a few threads for all tokens, by
 * turns. A token that asks a thousand times therefore delays no other.
 */
public final class LookupPolicy implements Policy {

    /** The bean's name in the bundle's routes. */
    public static final String BEAN = "gemini-gateway-turns";

    /** One is always for another token: see {@link TokenThreads}. */
    private static final int THREADS = 8;

    private final Queue<Turns> wrapped = new ConcurrentLinkedQueue<>();

    @Override
    public void beforeWrap(Route route, NamedNode definition) {
        // The steps are as they should be.
    }

    @Override
    public Processor wrap(Route route, Processor steps) {
        Turns turns = new Turns(route.getCamelContext(), steps);
        wrapped.add(turns);
        return turns;
    }

    /** The client of a request has gone: one that waits for its turn ends. */
    void endWait(Exchange exchange) {
        wrapped.forEach(turns -> turns.endWait(exchange));
    }

    private static final class Turns extends DelegateAsyncProcessor {

        private final CamelContext context;
        private TokenThreads threads;

        Turns(CamelContext context, Processor steps) {
            super(steps);
            this.context = context;
        }

        @Override
        protected void doStart() throws Exception {
            threads = new TokenThreads(context, this, "gemini-gateway-lookup", THREADS);
            super.doStart();
        }

        void endWait(Exchange exchange) {
            threads.hurry(task -> task instanceof Lookup lookup && lookup.exchange == exchange);
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            Lookup lookup = new Lookup(exchange, callback);
            threads.execute(
                    GatewayCall.of(exchange).client(),
                    lookup,
                    () -> lookup.end(FailureReply.stopping()));
            return false;
        }

        private final class Lookup implements Runnable {

            private final Exchange exchange;
            private final AsyncCallback callback;

            Lookup(Exchange exchange, AsyncCallback callback) {
                this.exchange = exchange;
                this.callback = callback;
            }

            @Override
            public void run() {
                if (GatewayCall.of(exchange).patience().isOver()) {
                    end(FailureReply.gone());
                    return;
                }
                try {
                    processor.process(exchange);
                } catch (Exception e) {
                    exchange.setException(e);
                }
                if (isStoppingOrStopped()
                        && exchange.getException() instanceof IllegalStateException) {
                    // Its turn came when the steps had ended: that is no fault to report.
                    exchange.setException(null);
                    end(FailureReply.stopping());
                    return;
                }
                callback.done(false);
            }

            /** Not by an exception, after which the route would try again. */
            void end(GatewayReply reply) {
                exchange.getMessage().setBody(reply);
                callback.done(false);
            }
        }
    }
}
