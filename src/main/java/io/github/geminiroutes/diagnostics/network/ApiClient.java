package io.github.geminiroutes.diagnostics.network;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.api.ApiKey;
import io.github.geminiroutes.api.Connections;
import io.github.geminiroutes.api.GeminiHttpClient;
import io.github.geminiroutes.diagnostics.section.DiagnosticInput;
import io.github.geminiroutes.diagnostics.section.Stopwatch;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureClassifier;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.support.GeminiJson;
import java.io.IOException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.apache.hc.core5.io.CloseMode;

/**
 * An HTTP client configured as the one of the real calls: the same proxy, the key in the same
 * header, no redirect followed. Only the time-outs are shorter.
 */
final class ApiClient implements AutoCloseable {

    private static final int CONNECTIONS = 8;
    private static final int MAX_BODY = 256 * 1024;

    private final CloseableHttpClient client;
    private final Clock clock;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final FailureClassifier classifier = new FailureClassifier(GeminiJson.MAPPER);

    /**
     * @param key the key to send; null to send none
     * @param millis the limit for connecting, and for waiting for an answer
     */
    ApiClient(DiagnosticInput input, ApiKey key, Clock clock, int millis) {
        this.clock = clock;
        GeminiHttpClient configurer = new GeminiHttpClient();
        configurer.setKey(key);
        configurer.setProxy(input.text("gemini.http.proxy"));
        configurer.setNoProxy(input.text("gemini.http.no-proxy"));
        HttpClientBuilder builder =
                HttpClientBuilder.create()
                        .setConnectionManager(
                                Connections.bounded()
                                        .setMaxConnPerRoute(CONNECTIONS)
                                        .setDefaultConnectionConfig(
                                                ConnectionConfig.custom()
                                                        .setConnectTimeout(
                                                                millis, TimeUnit.MILLISECONDS)
                                                        .setSocketTimeout(
                                                                millis, TimeUnit.MILLISECONDS)
                                                        .build())
                                        .build())
                        .setDefaultRequestConfig(
                                RequestConfig.custom()
                                        .setResponseTimeout(millis, TimeUnit.MILLISECONDS)
                                        .build());
        configurer.configureHttpClient(builder);
        client = builder.build();
    }

    HttpAnswer get(String url) {
        return call(ClassicRequestBuilder.get(url).build());
    }

    HttpAnswer post(String url, String json) {
        return call(
                ClassicRequestBuilder.post(url)
                        .setEntity(json, ContentType.APPLICATION_JSON)
                        .build());
    }

    private HttpAnswer call(ClassicHttpRequest request) {
        Stopwatch watch = new Stopwatch();
        inFlight.incrementAndGet();
        try {
            return client.execute(request, response -> answer(response, watch));
        } catch (GeminiException e) {
            return new HttpAnswer(0, null, e.failure(), null, watch.elapsed());
        } catch (IOException e) {
            return new HttpAnswer(0, null, FailureClassifier.of(e), null, watch.elapsed());
        } finally {
            inFlight.decrementAndGet();
        }
    }

    private HttpAnswer answer(ClassicHttpResponse response, Stopwatch watch) throws IOException {
        Duration skew = skew(response.getFirstHeader("Date"));
        HttpEntity entity = response.getEntity();
        byte[] body = entity == null ? new byte[0] : EntityUtils.toByteArray(entity, MAX_BODY);
        int code = response.getCode();
        if (code != 200) {
            return new HttpAnswer(
                    code, null, classifier.classify(code, body), skew, watch.elapsed());
        }
        try {
            JsonNode json = GeminiJson.MAPPER.readTree(body);
            if (json.isObject()) {
                return new HttpAnswer(code, json, null, skew, watch.elapsed());
            }
        } catch (IOException notJson) {
            // Reported below.
        }
        Failure failure =
                Failure.of(
                        FailureKind.MALFORMED_ANSWER, "The answer is not JSON as Gemini sends it");
        return new HttpAnswer(code, null, failure.withHttpCode(code), skew, watch.elapsed());
    }

    /** The header counts whole seconds: half a second is the average of what it cuts off. */
    private Duration skew(Header date) {
        if (date == null) {
            return null;
        }
        try {
            ZonedDateTime server =
                    ZonedDateTime.parse(date.getValue(), DateTimeFormatter.RFC_1123_DATE_TIME);
            return Duration.between(server.toInstant().plusMillis(500), clock.instant());
        } catch (DateTimeException e) {
            // Some proxies send a date in a format of their own.
            return null;
        }
    }

    /** Ends calls in flight, too. */
    @Override
    public void close() {
        client.close(inFlight.get() == 0 ? CloseMode.GRACEFUL : CloseMode.IMMEDIATE);
    }
}
