package io.github.geminiroutes.generate;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * Refuses an exchange that is no {@link Call} any more. What an asynchronous processor throws,
 * Camel only logs, and the exchange has no end. The charset of the host is its own again after the
 * call: camel-http writes that of the response over it, or UTF-8 where the response names none.
 */
final class CallBoundary extends DelegateAsyncProcessor {

    CallBoundary(Processor call) {
        super(call);
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            require(exchange);
        } catch (IllegalStateException e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
        String charset = exchange.getProperty(Exchange.CHARSET_NAME, String.class);
        return super.process(
                exchange,
                doneSync -> {
                    putBack(exchange, charset);
                    callback.done(doneSync);
                });
    }

    private static void putBack(Exchange exchange, String charset) {
        if (charset == null) {
            exchange.removeProperty(Exchange.CHARSET_NAME);
        } else {
            exchange.setProperty(Exchange.CHARSET_NAME, charset);
        }
    }

    /**
     * The call of an exchange.
     *
     * @throws IllegalStateException if there is none
     */
    static Call require(Exchange exchange) {
        Call call = Call.of(exchange);
        if (call == null) {
            throw new IllegalStateException(
                    "The exchange property "
                            + Call.PROPERTY
                            + " was removed: an interceptor of the host must not remove properties"
                            + " in the routes gemini-generate and gemini-stream");
        }
        return call;
    }

    /**
     * The steps of a call have ended: what an interceptor of the host has removed is put back, and
     * an answer that it has put in another's place is closed.
     *
     * @return the stream that goes on; null if there is none
     */
    static StreamedAnswer leave(Exchange exchange, Call call) {
        exchange.setProperty(Call.PROPERTY, call);
        call.attempt().volume().endExchange();
        return call.attempt().removeStream();
    }
}
