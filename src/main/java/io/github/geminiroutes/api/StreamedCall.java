package io.github.geminiroutes.api;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http.nio.AsyncResponseConsumer;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.nio.entity.BasicAsyncEntityProducer;
import org.apache.hc.core5.http.nio.support.BasicRequestProducer;
import org.apache.hc.core5.http.protocol.HttpContext;

/** One call whose answer is streamed. Its methods may be called by any thread. */
public final class StreamedCall implements AsyncResponseConsumer<Void>, FutureCallback<Void> {

    /** The attribute of the request's context that holds the call. */
    private static final String CALL = "gemini-streamed-call";

    private final StreamFaults faults;
    private final CallTimes times;
    private final TimedRequestBody body;
    private final StreamListener listener;
    private final HttpClientContext context = HttpClientContext.create();
    private final AnswerBytes bytes;
    private final StreamConnection connection = new StreamConnection();
    private final AtomicReference<CapacityChannel> stalled = new AtomicReference<>();
    private final AtomicBoolean hasEnded = new AtomicBoolean();
    private final InterimAnswers interim = new InterimAnswers();
    private CallDeadline deadline;
    private FutureCallback<Void> whole;
    private volatile StreamListener.Head head;
    private volatile RuntimeException fault;

    StreamedCall(
            CallTimes times, long maxResponseSize, TimedRequestBody body, StreamListener listener) {
        this.times = times;
        this.faults = new StreamFaults(times);
        this.body = body;
        this.listener = listener;
        this.bytes = new AnswerBytes(listener::piece, maxResponseSize);
    }

    void start(CloseableHttpAsyncClient client, URI uri, RequestConfig config) {
        context.setAttribute(CALL, this);
        context.setRequestConfig(config);
        deadline = CallDeadline.start(times.call(), this::cancel);
        connection.sent(
                client.execute(
                        new BasicRequestProducer(
                                "POST",
                                uri,
                                new BasicAsyncEntityProducer(
                                        body.json(), TimedRequestBody.JSON, false)),
                        this,
                        context,
                        this));
    }

    /** The call of a request; null for one that is not streamed. */
    static StreamedCall of(HttpContext context) {
        return (StreamedCall) context.getAttribute(CALL);
    }

    /** What is posted. */
    TimedRequestBody body() {
        return body;
    }

    /** Stands first in HttpClient's chain, which has the connection. */
    static void guard(
            HttpRequest request,
            AsyncEntityProducer entity,
            AsyncExecChain.Scope scope,
            AsyncExecChain chain,
            AsyncExecCallback callback)
            throws HttpException, IOException {
        of(scope.clientContext).connection.known(scope.execRuntime);
        chain.proceed(request, entity, scope, callback);
    }

    /** The first byte is about to be sent. */
    void depart() throws IOException {
        connection.requireOpen();
        body.depart();
    }

    /** Ends the call and closes its connection, unless it has ended. */
    public void cancel() {
        connection.close();
    }

    /** There is room for more of the answer. */
    public void resume() {
        CapacityChannel channel = stalled.getAndSet(null);
        if (channel != null) {
            try {
                channel.update(StreamClient.WINDOW);
            } catch (IOException e) {
                // The connection has ended; the reactor says so to the listener.
                cancel();
            }
        }
    }

    @Override
    public void informationResponse(HttpResponse response, HttpContext current)
            throws HttpException, IOException {
        interim.next();
    }

    @Override
    public void consumeResponse(
            HttpResponse response,
            EntityDetails entity,
            HttpContext current,
            FutureCallback<Void> callback)
            throws HttpException, IOException {
        StreamListener.Head came = StreamListener.Head.of(response);
        head = came;
        whole = callback;
        guarded(
                () -> {
                    if (!body.hasDeparted()) {
                        Tunnel.check(came.code());
                    }
                    if (came.isOk()) {
                        bytes.begin(entity);
                        listener.begun(came);
                    }
                });
        if (entity == null) {
            streamEnd(List.of());
        }
    }

    @Override
    public void updateCapacity(CapacityChannel channel) throws IOException {
        // First, or a reader that takes something now would not be noticed.
        stalled.set(channel);
        if (!head.isOk() || listener.hasRoom(bytes.held())) {
            resume();
        }
    }

    @Override
    public void consume(ByteBuffer source) throws IOException {
        byte[] chunk = new byte[source.remaining()];
        source.get(chunk);
        guarded(
                () -> {
                    if (head.isOk()) {
                        bytes.read(chunk);
                    } else if (bytes.readError(chunk)) {
                        end(() -> listener.refused(head, bytes.error()));
                        cancel();
                    }
                });
        connection.requireOpen();
    }

    @Override
    public void streamEnd(List<? extends Header> trailers) throws HttpException, IOException {
        guarded(
                () -> {
                    if (head.isOk()) {
                        bytes.end();
                    }
                });
        whole.completed(null);
    }

    /** What is thrown here is told to the listener, whatever HttpClient makes of it. */
    private void guarded(Runnable step) throws IOException {
        try {
            step.run();
        } catch (RuntimeException e) {
            fault = e;
            throw new IOException(e);
        }
    }

    @Override
    public void completed(Void result) {
        end(
                () -> {
                    if (head.isOk()) {
                        listener.ended();
                    } else {
                        listener.refused(head, bytes.error());
                    }
                });
    }

    @Override
    public void failed(Exception error) {
        end(
                () -> {
                    StreamListener.Head begun = head;
                    if (fault == null && begun != null && !begun.isOk()) {
                        listener.refused(begun, null);
                    } else {
                        listener.failed(
                                fault == null
                                        ? faults.told(error, deadline, context, begun, body)
                                        : fault);
                    }
                });
    }

    @Override
    public void cancelled() {
        failed(new InterruptedIOException("The call was ended here"));
    }

    private void end(Runnable last) {
        if (hasEnded.compareAndSet(false, true)) {
            if (deadline != null) {
                deadline.stop();
            }
            last.run();
        }
    }

    @Override
    public void releaseResources() {
        // Nothing is held but bytes.
    }
}
