package io.github.geminiroutes.generate;

import io.github.geminiroutes.answer.Response;
import io.github.geminiroutes.api.GeminiHttpClient;
import io.github.geminiroutes.api.StreamClient;
import io.github.geminiroutes.api.TimedRequestBody;
import io.github.geminiroutes.policy.CallDeferredException;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.AsyncProcessorSupport;

/**
 * Makes a call whose answer is streamed: the exchange goes on, on a thread of its own, once the
 * first piece is there. Body in: what {@link GeminiClient#encode} made; body out: a {@link
 * PieceStream}. The threads and the HTTP client are made with the first call.
 */
public final class StreamProcessor extends AsyncProcessorSupport implements CamelContextAware {

    /** The bean's name in the bundle's routes. */
    public static final String BEAN = "gemini-stream-call";

    private static final long LOOK_MILLIS = 1_000;

    private final Set<StreamedAnswer> live = ConcurrentHashMap.newKeySet();
    private CamelContext context;
    private Duration connectTimeout = Duration.ofSeconds(10);
    private Duration readerTimeout = Duration.ofMinutes(1);
    private StreamClient streams;
    private ExecutorService threads;
    private ScheduledExecutorService watch;

    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    /** How long a connection may take, in seconds. */
    public void setConnectTimeout(long seconds) {
        connectTimeout = Duration.ofSeconds(seconds);
    }

    /** How long a reader may leave a piece unread, in seconds. */
    public void setReaderTimeout(long seconds) {
        readerTimeout = Duration.ofSeconds(seconds);
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Opening opening;
        try {
            CallBoundary.require(exchange);
            opening = new Opening(exchange, callback);
        } catch (RuntimeException e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
        try {
            TimedRequestBody body = exchange.getMessage().getBody(TimedRequestBody.class);
            if (body == null) {
                throw TimedRequestBody.replaced();
            }
            StreamClient client = streams();
            live.add(opening.answer);
            client.send(uri(exchange), body, opening.answer);
            if (!CallOptions.of(exchange).waitPolicy().tryGoOn()) {
                opening.answer.forgo();
            }
            return false;
        } catch (RuntimeException e) {
            // Nothing was sent: what goes wrong later is told to the listener.
            live.remove(opening.answer);
            exchange.setException(e);
            callback.done(true);
            return true;
        }
    }

    /** Ends a call whose caller waits no longer. Once the first piece is there, its reader does. */
    public void endWait(Exchange exchange) {
        Call call = Call.of(exchange);
        live.stream().filter(answer -> answer.isOf(call)).forEach(StreamedAnswer::forgo);
    }

    private URI uri(Exchange exchange) {
        Call call = Call.of(exchange);
        return URI.create(
                GeminiClient.of(context).address(call)
                        + RequestBuilder.MODELS
                        + '/'
                        + call.model()
                        + ":streamGenerateContent?alt=sse");
    }

    private synchronized StreamClient streams() {
        if (streams == null) {
            threads =
                    context.getExecutorServiceManager().newCachedThreadPool(this, "gemini-stream");
            watch =
                    context.getExecutorServiceManager()
                            .newSingleThreadScheduledExecutor(this, "gemini-stream-readers");
            watch.scheduleWithFixedDelay(
                    this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
            // Not as a property: the beans of another file are not there yet when this one is made.
            streams =
                    context.getRegistry()
                            .lookupByNameAndType(GeminiHttpClient.BEAN, GeminiHttpClient.class)
                            .streams(connectTimeout);
        }
        return streams;
    }

    /** A reader that is gone holds no memory, and no call. */
    private void look() {
        for (StreamedAnswer answer : live) {
            if (answer.pieces().isOver()) {
                live.remove(answer);
                answer.release();
            } else if (answer.pieces().unreadFor() > readerTimeout.toNanos()) {
                live.remove(answer);
                answer.giveUp(
                        "Nobody has read the answer for "
                                + readerTimeout.toSeconds()
                                + " s (gemini.stream.reader-timeout)");
            }
        }
    }

    @Override
    protected void doStop() throws Exception {
        super.doStop();
        StreamClient ended;
        synchronized (this) {
            ended = streams;
            streams = null;
        }
        if (ended != null) {
            live.forEach(answer -> answer.giveUp("The routes stop"));
            live.clear();
            ended.close();
            context.getExecutorServiceManager().shutdownNow(watch);
            context.getExecutorServiceManager().shutdown(threads);
        }
    }

    /** A call until its first piece is there, or it has failed. */
    private final class Opening {

        private final Exchange exchange;
        private final AsyncCallback callback;
        private final StreamedAnswer answer;

        Opening(Exchange exchange, AsyncCallback callback) {
            this.exchange = exchange;
            this.callback = callback;
            this.answer =
                    new StreamedAnswer(
                            Call.of(exchange),
                            CallOptions.of(exchange).caller(),
                            GeminiClient.of(context).clock(),
                            this::opened);
        }

        /** The thread that calls this serves all connections. */
        private void opened(Exception error) {
            try {
                threads.execute(() -> goOn(error));
            } catch (RejectedExecutionException e) {
                goOn(error == null ? CallDeferredException.ofStop() : error);
            }
        }

        private void goOn(Exception error) {
            if (error == null) {
                give();
            } else {
                Response said = answer.said();
                if (said != null) {
                    // It says what it cost, also where it is no answer.
                    Call.of(exchange).attempt().setResponse(said);
                }
                exchange.setException(error);
                live.remove(answer);
                answer.close();
            }
            callback.done(false);
        }

        private void give() {
            Call call = Call.of(exchange);
            call.attempt().setStream(answer);
            call.answer(null, GeminiClient.of(context).clock().instant());
            Response said = answer.said();
            Message message = exchange.getMessage();
            message.setBody(answer.pieces());
            HttpHeaders.remove(message);
            message.removeHeader(Exchange.CONTENT_TYPE);
            message.removeHeader(GeminiHeaders.TEMPLATE);
            message.setHeader(GeminiHeaders.CACHED, false);
            message.setHeader(GeminiHeaders.MODEL_VERSION, said.modelVersion());
            message.setHeader(GeminiHeaders.RESPONSE_ID, said.responseId());
        }
    }
}
