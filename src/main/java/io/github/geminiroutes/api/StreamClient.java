package io.github.geminiroutes.api;

import java.io.Closeable;
import java.net.URI;
import java.nio.channels.ClosedSelectorException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClientBuilder;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManager;
import org.apache.hc.core5.concurrent.DefaultThreadFactory;
import org.apache.hc.core5.http.HttpRequestInterceptor;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the calls whose answers are streamed. No call has a thread: two threads serve all
 * connections. The client is made with the first call, so that a program which streams nothing pays
 * nothing. Made by {@link GeminiHttpClient#streams}. Thread-safe.
 */
public final class StreamClient implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(StreamClient.class);

    /** What the server may send, in bytes, until it is asked whether there is room for more. */
    public static final int WINDOW = 32 * 1_024;

    private final Supplier<CloseableHttpAsyncClient> maker;
    private final CallTimes times;
    private final long maxResponseSize;
    private final RequestConfig config;
    private CloseableHttpAsyncClient client;
    private boolean isClosed;

    StreamClient(
            Supplier<CloseableHttpAsyncClient> maker,
            CallTimes times,
            long maxResponseSize,
            Duration connectTimeout) {
        this.maker = maker;
        this.times = times;
        this.maxResponseSize = maxResponseSize;
        RequestConfig.Builder builder =
                RequestConfig.custom()
                        .setConnectionRequestTimeout(Timeout.of(connectTimeout))
                        // Not by the client's builder: in the client that Camel 4.18 brings, which
                        // a host has, it has no such switch.
                        .setContentCompressionEnabled(false);
        if (!times.silence().isZero()) {
            builder.setResponseTimeout(Timeout.of(times.silence()));
        }
        config = builder.build();
    }

    /**
     * @param connections where the calls go out
     * @param forward the proxy, if one is set
     * @param headers adds the headers that no route has seen
     */
    static CloseableHttpAsyncClient build(
            PoolingAsyncClientConnectionManager connections,
            ForwardProxy forward,
            HttpRequestInterceptor headers) {
        HttpAsyncClientBuilder client =
                HttpAsyncClientBuilder.create()
                        .setConnectionManager(connections)
                        .setHttp1Config(Connections.bounds(WINDOW))
                        .setIOReactorConfig(Connections.reactor())
                        .setIoSessionDecorator(TurnOfReading::of)
                        .setIoReactorExceptionCallback(StreamClient::log)
                        .setThreadFactory(
                                new DefaultThreadFactory("gemini-stream-connections", true))
                        .setConnectionReuseStrategy(InterimAnswers::mayBeReused)
                        .disableAutomaticRetries()
                        .disableRedirectHandling()
                        .disableCookieManagement()
                        .disableAuthCaching()
                        .setTargetAuthenticationStrategy(Tunnel.NO_SCHEMES)
                        .addExecInterceptorFirst("gemini-guard", StreamedCall::guard)
                        .addRequestInterceptorFirst(headers);
        if (forward.isSet()) {
            ProxyRoutes routes = new ProxyRoutes(forward);
            client.setRoutePlanner(routes.planner());
            client.setDefaultCredentialsProvider(routes.credentials());
            client.setDefaultAuthSchemeRegistry(Tunnel.schemes());
        }
        return client.build();
    }

    /** At the end, connections may still be open whose selector is closed: that is no fault. */
    private static void log(Exception error) {
        if (error instanceof ClosedSelectorException) {
            LOG.debug("The connections of the streams were closed in their midst", error);
        } else {
            LOG.error("The connections of the streams have a fault", error);
        }
    }

    /**
     * Makes a call.
     *
     * @param uri where to
     * @param body what is posted
     * @param listener gets the answer
     */
    public void send(URI uri, TimedRequestBody body, StreamListener listener) {
        Duration own = body.responseTimeout();
        CallTimes allowed = own == null ? times : times.patient(own);
        StreamedCall call = new StreamedCall(allowed, maxResponseSize, body, listener);
        listener.sending(call);
        call.start(
                client(),
                uri,
                own == null
                        ? config
                        : RequestConfig.copy(config).setResponseTimeout(Timeout.of(own)).build());
    }

    private synchronized CloseableHttpAsyncClient client() {
        if (isClosed) {
            throw new CancellationException("The streams have been stopped");
        }
        if (client == null) {
            client = maker.get();
            client.start();
        }
        return client;
    }

    /** Closes the connections. The calls should have ended before. */
    @Override
    public synchronized void close() {
        isClosed = true;
        if (client != null) {
            // At once it would close the selectors under the threads that wait on them.
            client.close(CloseMode.GRACEFUL);
        }
    }
}
