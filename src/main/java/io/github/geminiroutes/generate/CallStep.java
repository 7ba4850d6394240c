package io.github.geminiroutes.generate;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;

/**
 * One step of the route {@code gemini-generate}, see {@link GeminiClient}. As a processor it is
 * called at once: Camel's bean step would choose the method and evaluate its parameters anew with
 * each exchange.
 */
public final class CallStep extends AsyncProcessorSupport {

    /** The steps of a call. */
    public enum Step {
        PREPARE,
        ENCODE,
        READ
    }

    private GeminiClient client;
    private Step step;

    /** What does the work. */
    public void setClient(GeminiClient client) {
        this.client = client;
    }

    /** Which step it is. */
    public void setStep(Step step) {
        this.step = step;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        boolean isDone = true;
        try {
            switch (step) {
                case PREPARE -> client.prepare(exchange);
                case ENCODE -> {
                    CallBoundary.require(exchange);
                    client.encode(exchange);
                }
                default -> {
                    CallBoundary.require(exchange);
                    isDone = client.read(exchange, callback);
                }
            }
        } catch (Exception e) {
            exchange.setException(e);
        }
        if (isDone) {
            callback.done(true);
        }
        return isDone;
    }
}
