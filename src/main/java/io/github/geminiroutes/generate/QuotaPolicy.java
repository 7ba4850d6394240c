package io.github.geminiroutes.generate;

import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExtendedCamelContext;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.spi.Policy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Camel's {@code policy} around a call: a request that was answered before is answered from the
 * cache; for others the steps inside run once budget, circuit breaker and quota allow it, at most
 * {@code maxConcurrency} of them at a time. A call that waits holds no thread. A failure of the
 * steps gives back what the call took, and passes through.
 */
public final class QuotaPolicy implements Policy {

    /** The bean's name in the bundle's routes. */
    public static final String BEAN = "gemini-quota";

    /**
     * A bean of this name makes the threads that calls run on: a {@link
     * java.util.concurrent.ThreadFactory}, of virtual threads, say. Without it they are Camel's.
     */
    public static final String THREADS = "gemini-call-threads";

    private static final Logger LOG = LoggerFactory.getLogger(QuotaPolicy.class);

    private final Queue<QuotaProcessor> processors = new ConcurrentLinkedQueue<>();
    private final Queue<AnswerCacheProcessor> caches = new ConcurrentLinkedQueue<>();
    private GeminiClient client;
    private int maxConcurrency = 64;

    /** What is asked before each call. */
    public void setClient(GeminiClient client) {
        this.client = client;
    }

    /** How many calls may be out at a time. */
    public void setMaxConcurrency(int maxConcurrency) {
        this.maxConcurrency = maxConcurrency;
    }

    @Override
    public void beforeWrap(Route route, NamedNode definition) {
        // The steps are as they should be.
    }

    @Override
    public Processor wrap(Route route, Processor steps) {
        warnOfPools(route.getCamelContext());
        QuotaProcessor processor =
                QuotaProcessor.ofThreads(steps, route.getCamelContext(), client, maxConcurrency);
        processors.add(processor);
        ContextCacheProcessor starts =
                new ContextCacheProcessor(processor, route.getCamelContext(), client);
        UploadProcessor uploads = new UploadProcessor(starts, route.getCamelContext(), client);
        AnswerCacheProcessor cache =
                new AnswerCacheProcessor(uploads, route.getCamelContext(), client);
        caches.add(cache);
        return new CallBoundary(cache);
    }

    private static void warnOfPools(CamelContext context) {
        if (areCopiesPooledWrongly(context)) {
            LOG.warn(
                    "Camel's exchanges and their copies are both pooled: after a split, a multicast"
                            + " or a wire tap, Camel then gives out exchanges that hold the"
                            + " properties of earlier ones, and calls may fail | What to do: pool"
                            + " at most one of them, see docs/embedding.md");
        }
    }

    /**
     * Whether Camel pools exchanges and their copies: a copy then shares the clock of the first,
     * which tells Camel whether an exchange must be cleared. Seen with Camel 4.18.0 and 4.22.0, in
     * routes without a step of ours, too.
     */
    static boolean areCopiesPooledWrongly(CamelContext context) {
        ExtendedCamelContext known = context.getCamelContextExtension();
        return known.getExchangeFactory().isPooled()
                && known.getProcessorExchangeFactory().isPooled();
    }

    /** As {@link #wrap}, around steps whose answer is a stream: it has no thread, and no cache. */
    Processor wrapStream(Route route, Processor steps) {
        QuotaProcessor processor =
                QuotaProcessor.ofStreams(steps, route.getCamelContext(), client, maxConcurrency);
        processors.add(processor);
        return new CallBoundary(processor);
    }

    /**
     * Lets no call begin any more, and tells those that wait: they end with a {@link
     * CallDeferredException}. Calls that are out go on.
     */
    public void stopCalls() {
        processors.forEach(QuotaProcessor::stopCalls);
        caches.forEach(AnswerCacheProcessor::endWaiting);
    }

    /**
     * Has a call that waits ask its {@link WaitPolicy} again, which no longer waits: it ends with a
     * {@link CallDeferredException} and leaves the gate. A call that is out goes on.
     */
    public void endWait(Exchange exchange) {
        processors.forEach(processor -> processor.endWait(exchange));
    }

    /** The models whose calls take so long that they leave places to others. */
    public Set<String> slowModels() {
        return processors.stream()
                .flatMap(processor -> processor.slowModels().stream())
                .collect(Collectors.toSet());
    }

    /** How many calls are out, open streams included. */
    public int openCalls() {
        return processors.stream().mapToInt(QuotaProcessor::openCalls).sum();
    }
}
