package io.github.geminiroutes.generate;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureClassifier;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.support.JvmError;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * What a host's own steps, such as interceptors, must not do to a call. An exchange that is no
 * {@link Call} any more is refused: what an asynchronous processor throws, Camel only logs, and the
 * exchange has no end. A call that a step of the host has ended, although its answer had come, is
 * not repeated: it would be paid for again.
 *
 * <p>After the call the routes around it find what they have noted in the exchange, whatever the
 * host has removed, and an error handler the header in which Camel counts redeliveries. The charset
 * of the host is its own again: camel-http writes that of the response over it, or UTF-8 where the
 * response names none.
 */
final class CallBoundary extends DelegateAsyncProcessor {

    /** The exchange properties of these routes begin so. */
    private static final String OWN = "gemini-";

    CallBoundary(Processor call) {
        super(call);
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            require(exchange);
        } catch (GeminiException e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
        String charset = exchange.getProperty(Exchange.CHARSET_NAME, String.class);
        Object redeliveries = exchange.getMessage().getHeader(Exchange.REDELIVERY_COUNTER);
        Map<String, Object> notes = notes(exchange);
        return super.process(
                exchange,
                doneSync -> {
                    putBack(exchange, charset);
                    if (redeliveries != null) {
                        exchange.getMessage().setHeader(Exchange.REDELIVERY_COUNTER, redeliveries);
                    }
                    notes.forEach((name, value) -> putBack(exchange, name, value));
                    callback.done(doneSync);
                });
    }

    private static Map<String, Object> notes(Exchange exchange) {
        Map<String, Object> notes = new HashMap<>();
        exchange.getProperties()
                .forEach(
                        (name, value) -> {
                            if (name.startsWith(OWN)) {
                                notes.put(name, value);
                            }
                        });
        return notes;
    }

    private static void putBack(Exchange exchange, String name, Object value) {
        if (exchange.getProperty(name) == null) {
            exchange.setProperty(name, value);
        }
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
     * @throws GeminiException if there is none
     */
    static Call require(Exchange exchange) {
        Call call = Call.of(exchange);
        if (call == null) {
            throw changed(
                    "The exchange property "
                            + Call.PROPERTY
                            + " was removed: an interceptor of the host must not remove properties"
                            + " in the routes gemini-generate and gemini-stream",
                    null);
        }
        return call;
    }

    /**
     * The failure of a call that a step of the host has changed or ended.
     *
     * @param cause what the step has thrown; null if nothing
     */
    static GeminiException changed(String message, Throwable cause) {
        return new GeminiException(Failure.of(FailureKind.CHANGED_BY_HOST, message), cause);
    }

    /**
     * The steps of a call have ended: what an interceptor of the host has removed is put back, and
     * an answer that it has put in another's place is closed.
     *
     * @return the stream that goes on; null if there is none
     */
    static StreamedAnswer leave(Exchange exchange, Call call) {
        exchange.setProperty(Call.PROPERTY, call);
        if (isEndedByHost(exchange, call)) {
            Exception cause = exchange.getException();
            exchange.setException(
                    changed(
                            "A step of the host has ended the call after its answer had come"
                                    + (cause == null ? "" : ": " + cause.getClass().getName()),
                            cause));
        }
        call.attempt().volume().endExchange();
        return call.attempt().removeStream();
    }

    /** A stop ends calls, too: they are made again. */
    private static boolean isEndedByHost(Exchange exchange, Call call) {
        Exception error = exchange.getException();
        boolean isWithAnswer =
                call.attempt().volume().hasUnread() || error != null && call.answer() != null;
        return isWithAnswer
                && !(error instanceof GeminiException)
                && !CaughtFailure.isDeferral(error)
                && JvmError.in(error) == null
                && FailureClassifier.of(error).kind() != FailureKind.CANCELLED;
    }
}
