package io.github.geminiroutes.api;

import java.time.Duration;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManager;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HttpsSupport;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.MonitoringResponseOutOfOrderStrategy;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.reactor.ssl.SSLBufferMode;
import org.apache.hc.core5.ssl.SSLContexts;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * Connections whose every line of protocol is bounded: a server can send header lines, chunk sizes,
 * trailers and interim answers without end. They have keep-alive probes, so that a firewall does
 * not drop a call that waits for its answer, and they look for an answer while a large request is
 * still being sent.
 */
public final class Connections {

    static final int MAX_LINE = 16_384;
    static final int MAX_HEADERS = 200;

    /** Servers send one or two. */
    static final int MAX_INTERIM = 20;

    /** Each look for an early answer takes a millisecond: 80 of them for 20 MB. */
    private static final int LOOK_FOR_ANSWER_EVERY = 256 * 1024;

    /**
     * A look whether the server has closed it takes a millisecond and an exception with the stack
     * trace of a whole route: a busy one is spared it. Servers keep idle ones for longer.
     */
    private static final int LOOK_AFTER_IDLE_MILLIS = 500;

    private static final int KEEP_ALIVE_SECONDS = 60;

    /** Each connection has three. HttpClient's own size would take 96 KB a call in flight. */
    private static final int BUFFER = 8_192;

    /** They only move bytes; one alone would hold up all streams while it parses a large piece. */
    private static final int REACTOR_THREADS = 2;

    private static final Http1Config BOUNDS =
            Http1Config.custom()
                    .setBufferSize(BUFFER)
                    .setMaxLineLength(MAX_LINE)
                    .setMaxHeaderCount(MAX_HEADERS)
                    .build();

    private Connections() {}

    /** A builder of a pool of bounded connections. The sizes and time-outs are the caller's. */
    public static PoolingHttpClientConnectionManagerBuilder bounded() {
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setConnectionFactory(
                        socket ->
                                SoleConnection.open(
                                        socket,
                                        BOUNDS,
                                        new MonitoringResponseOutOfOrderStrategy(
                                                LOOK_FOR_ANSWER_EVERY)))
                .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                                .setValidateAfterInactivity(
                                        TimeValue.ofMilliseconds(LOOK_AFTER_IDLE_MILLIS))
                                .build())
                .setDefaultSocketConfig(
                        SocketConfig.custom()
                                .setSoKeepAlive(true)
                                .setTcpKeepIdle(KEEP_ALIVE_SECONDS)
                                .build());
    }

    /**
     * @param most how many connections may be open
     * @param context the certificates to trust; null for Java's own
     * @param verifier compares the certificate with the host's name; null for the usual one
     */
    static PoolingHttpClientConnectionManagerBuilder bounded(
            int most, SSLContext context, HostnameVerifier verifier) {
        return bounded()
                .setMaxConnTotal(most)
                .setMaxConnPerRoute(most)
                .setTlsSocketStrategy(tls(context, verifier));
    }

    /** As {@link #bounded(int, SSLContext, HostnameVerifier)}, of connections without a thread. */
    static PoolingAsyncClientConnectionManager withoutThreads(
            int most, Duration connectTimeout, SSLContext context, HostnameVerifier verifier) {
        return PoolingAsyncClientConnectionManagerBuilder.create()
                .setMaxConnTotal(most)
                .setMaxConnPerRoute(most)
                .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                                .setConnectTimeout(Timeout.of(connectTimeout))
                                .setValidateAfterInactivity(
                                        TimeValue.ofMilliseconds(LOOK_AFTER_IDLE_MILLIS))
                                .build())
                // Of HTTP/2 there would be one stream on a connection all the same.
                .setDefaultTlsConfig(
                        TlsConfig.custom().setVersionPolicy(HttpVersionPolicy.FORCE_HTTP_1).build())
                .setTlsStrategy(tls(context, verifier))
                .build();
    }

    /** The bounds of a connection without a thread; the server may send so many bytes ahead. */
    static Http1Config bounds(int window) {
        return Http1Config.copy(BOUNDS).setInitialWindowSize(window).build();
    }

    /** How the sockets of connections without a thread are served. */
    static IOReactorConfig reactor() {
        return IOReactorConfig.custom()
                .setIoThreadCount(REACTOR_THREADS)
                .setSoKeepAlive(true)
                .setTcpKeepIdle(KEEP_ALIVE_SECONDS)
                .build();
    }

    private static DefaultClientTlsStrategy tls(SSLContext context, HostnameVerifier verifier) {
        return new DefaultClientTlsStrategy(
                context == null ? SSLContexts.createSystemDefault() : context,
                null,
                null,
                // A thousand streams that wait would hold 50 MB of buffers otherwise.
                SSLBufferMode.DYNAMIC,
                verifier == null ? HttpsSupport.getDefaultHostnameVerifier() : verifier);
    }
}
