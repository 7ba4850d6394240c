package io.github.geminiroutes.task.rows;

import io.github.geminiroutes.generate.CallOptions;
import io.github.geminiroutes.generate.GeminiHeaders;
import io.github.geminiroutes.generate.WaitPolicy;
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

    private final Endpoint endpoint;
    private final AsyncProducer producer;

    RowSender(CamelContext context) {
        endpoint = context.getEndpoint(ROUTE);
        try {
            producer = endpoint.createAsyncProducer();
            context.addService(producer, true);
        } catch (Exception e) {
            throw RuntimeCamelException.wrapRuntimeCamelException(e);
        }
    }

    /**
     * @param name of the row, for books and logs
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
