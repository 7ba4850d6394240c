package io.github.geminiroutes.task.rows;

import io.github.geminiroutes.generate.CallOptions;
import io.github.geminiroutes.generate.GeminiClient;
import io.github.geminiroutes.generate.GeminiHeaders;
import io.github.geminiroutes.generate.WaitPolicy;
import io.github.geminiroutes.prompt.InvalidPromptException;
import io.github.geminiroutes.prompt.Prompt;
import java.util.function.Consumer;
import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.RuntimeCamelException;

/** Sends rows to the route that asks one. No thread waits for an answer. Thread-safe. */
final class RowSender {

    private static final String ROUTE = "direct:gemini-row";

    private static final String COLLECT = "direct:gemini-batch-collect";

    private final CamelContext context;
    private final Endpoint endpoint;
    private final AsyncProducer producer;
    private volatile GeminiClient client;
    private AsyncProducer collector;

    RowSender(CamelContext context) {
        this.context = context;
        this.endpoint = context.getEndpoint(ROUTE);
        this.producer = producer(endpoint);
    }

    private AsyncProducer producer(Endpoint target) {
        try {
            AsyncProducer made = target.createAsyncProducer();
            context.addService(made, true);
            return made;
        } catch (Exception e) {
            throw RuntimeCamelException.wrapRuntimeCamelException(e);
        }
    }

    /** Whether a row is to be a line of a batch job. */
    boolean isOfBatch(Prompt prompt) {
        if (client == null) {
            client = GeminiClient.of(context);
        }
        return client != null && client.lane(prompt).isBatch();
    }

    /**
     * Has a row gather with others for a batch job.
     *
     * @param table the name of its file
     * @return why it does not; null if it does
     */
    Throwable collect(String table, String task, Prompt prompt, LaneRow row) {
        if (RowLane.of(context) == null) {
            return new InvalidPromptException(
                    "'tier: batch' needs the route file gemini-batch.camel.yaml", 0);
        }
        Exchange exchange = endpoint.createExchange();
        exchange.getMessage().setBody(prompt);
        exchange.getMessage().setHeader(Exchange.FILE_NAME, table);
        if (task != null) {
            exchange.getMessage().setHeader(GeminiHeaders.TASK, task);
        }
        row.set(exchange);
        try {
            collector().process(exchange);
        } catch (Exception e) {
            return e;
        }
        return exchange.getException();
    }

    private synchronized AsyncProducer collector() {
        if (collector == null) {
            collector = producer(context.getEndpoint(COLLECT));
        }
        return collector;
    }

    /**
     * @param name of the row, for the usage log and the log
     * @param task that the call is booked under; null for none
     * @param done gets the exchange once it has an answer or a failure
     */
    void send(String name, String task, Prompt prompt, WaitPolicy policy, Consumer<Exchange> done) {
        Exchange exchange = endpoint.createExchange();
        exchange.getMessage().setBody(prompt);
        exchange.getMessage().setHeader(Exchange.FILE_NAME, name);
        if (task != null) {
            exchange.getMessage().setHeader(GeminiHeaders.TASK, task);
        }
        CallOptions.of(policy).set(exchange);
        producer.process(exchange, doneSync -> done.accept(exchange));
    }
}
