package io.github.geminiroutes.api;

import java.io.IOException;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HttpsSupport;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParser;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParserFactory;
import org.apache.hc.core5.http.impl.io.MonitoringResponseOutOfOrderStrategy;
import org.apache.hc.core5.http.io.HttpMessageParser;
import org.apache.hc.core5.http.io.SessionInputBuffer;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.ssl.SSLContexts;
import org.apache.hc.core5.util.TimeValue;

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

    /** A look whether the server has closed it takes a millisecond: a busy one is spared it. */
    private static final int LOOK_AFTER_IDLE_MILLIS = 50;

    private static final int KEEP_ALIVE_SECONDS = 60;

    /** Each connection has three. HttpClient's own size would take 96 KB a call in flight. */
    private static final int BUFFER = 8_192;

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
                        ManagedHttpClientConnectionFactory.builder()
                                .http1Config(BOUNDS)
                                .responseParserFactory(new BoundedParsers())
                                .responseOutOfOrderStrategy(
                                        new MonitoringResponseOutOfOrderStrategy(
                                                LOOK_FOR_ANSWER_EVERY))
                                .build())
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
                .setTlsSocketStrategy(
                        new DefaultClientTlsStrategy(
                                context == null ? SSLContexts.createSystemDefault() : context,
                                verifier == null
                                        ? HttpsSupport.getDefaultHostnameVerifier()
                                        : verifier));
    }

    private static final class BoundedParsers extends DefaultHttpResponseParserFactory {

        @Override
        public HttpMessageParser<ClassicHttpResponse> create() {
            return new BoundedParser();
        }
    }

    private static final class BoundedParser extends DefaultHttpResponseParser {

        private int interim;

        BoundedParser() {
            super(BOUNDS);
        }

        @Override
        public ClassicHttpResponse parse(SessionInputBuffer buffer, java.io.InputStream in)
                throws IOException, HttpException {
            ClassicHttpResponse response = super.parse(buffer, in);
            if (response != null && response.getCode() < 200) {
                interim++;
                if (interim > MAX_INTERIM) {
                    throw new MessageConstraintException(
                            "More than " + MAX_INTERIM + " interim answers");
                }
            } else {
                interim = 0;
            }
            return response;
        }
    }
}
