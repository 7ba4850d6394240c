package io.github.geminiroutes.estimate;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.api.Account;
import io.github.geminiroutes.api.ApiKey;
import io.github.geminiroutes.api.Connections;
import io.github.geminiroutes.api.GeminiHttpClient;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureClassifier;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.prompt.Prompt;
import io.github.geminiroutes.prompt.RequestEncoder;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.KeyMask;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;

/**
 * Has Gemini count, which is free: {@code models.countTokens}. A fault of the service or of the
 * network is tried again a few times.
 */
public final class CountedByGemini implements TokenCount, AutoCloseable {

    private static final int MOST_REPETITIONS = 3;
    private static final long LONGEST_PAUSE_MILLIS = 30_000;
    private static final int MOST_BYTES_OF_ANSWER = 256 * 1024;

    /** A hundred times the largest context: more is no count, and sums of it would overflow. */
    private static final long MOST_TOKENS = 1_000_000_000;

    private final CloseableHttpClient client;
    private final RequestEncoder encoder;
    private final String models;
    private final long pauseMillis;
    private final FailureClassifier failures = new FailureClassifier(GeminiJson.MAPPER);

    /**
     * @param baseUrl where the API answers
     * @param proxy the proxy of {@code HTTPS_PROXY}; empty for none
     * @param noProxy hosts that are called without it
     * @param most how many prompts are counted at a time
     * @param callTime how long a count may take in all
     * @param responseTime how long the server may be silent
     * @param pause before the first repetition; it doubles
     */
    public CountedByGemini(
            ApiKey key,
            String baseUrl,
            String proxy,
            String noProxy,
            RequestEncoder encoder,
            int most,
            Duration callTime,
            Duration responseTime,
            Duration pause) {
        this.encoder = encoder;
        this.models = Account.address(baseUrl) + "/v1beta/models/";
        this.pauseMillis = pause.toMillis();
        GeminiHttpClient own = new GeminiHttpClient();
        own.setKey(key);
        own.setProxy(proxy);
        own.setNoProxy(noProxy);
        own.setCallTimeout(Math.max(1, callTime.toSeconds()));
        HttpClientBuilder builder =
                HttpClientBuilder.create()
                        .setConnectionManager(
                                Connections.bounded()
                                        .setMaxConnPerRoute(most)
                                        .setMaxConnTotal(most)
                                        .setDefaultConnectionConfig(
                                                ConnectionConfig.custom()
                                                        .setConnectTimeout(10, TimeUnit.SECONDS)
                                                        .build())
                                        .build())
                        .setDefaultRequestConfig(
                                RequestConfig.custom()
                                        .setResponseTimeout(
                                                responseTime.toMillis(), TimeUnit.MILLISECONDS)
                                        .build());
        own.configureHttpClient(builder);
        client = builder.build();
    }

    @Override
    public long of(Prompt prompt, String model) {
        byte[] body = body(prompt, model);
        for (int attempt = 1; ; attempt++) {
            try {
                return ask(model, body);
            } catch (GeminiException e) {
                if (attempt > repetitions(e.failure())) {
                    if (isNotInTime(e.failure().kind())) {
                        return NOT_IN_TIME;
                    }
                    throw e;
                }
                pause(e.failure(), attempt);
            }
        }
    }

    /** The server is silent, or takes longer than a count may. */
    private static boolean isNotInTime(FailureKind kind) {
        return kind == FailureKind.TIMEOUT || kind == FailureKind.SLOW_ANSWER;
    }

    /** After a time-out it is repeated once, as a call is. */
    private static int repetitions(Failure failure) {
        return switch (failure.kind().fault()) {
            case SERVICE, NETWORK, QUOTA ->
                    failure.kind() == FailureKind.REDIRECT
                            ? 0
                            : failure.kind().retries(MOST_REPETITIONS);
            default -> 0;
        };
    }

    private void pause(Failure failure, int attempt) {
        long own = pauseMillis << (attempt - 1);
        long wanted = failure.retryDelay() == null ? own : failure.retryDelay().toMillis();
        try {
            TimeUnit.MILLISECONDS.sleep(Math.min(LONGEST_PAUSE_MILLIS, Math.max(own, wanted)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GeminiException(failure, e);
        }
    }

    private byte[] body(Prompt prompt, String model) {
        byte[] request = encoder.encode(prompt);
        byte[] start =
                "{\"generateContentRequest\":{\"model\":\"models/%s\","
                        .formatted(model)
                        .getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream body = new ByteArrayOutputStream(start.length + request.length + 1);
        body.writeBytes(start);
        // The request is an object with contents: its first brace is that of the start.
        body.write(request, 1, request.length - 1);
        body.write('}');
        return body.toByteArray();
    }

    private long ask(String model, byte[] body) {
        try {
            return client.execute(
                    ClassicRequestBuilder.post(models + model + ":countTokens")
                            .setEntity(body, ContentType.APPLICATION_JSON)
                            .build(),
                    this::tokens);
        } catch (IOException e) {
            throw new GeminiException(FailureClassifier.of(e), e);
        }
    }

    private long tokens(ClassicHttpResponse response) throws IOException {
        HttpEntity entity = response.getEntity();
        byte[] body =
                entity == null
                        ? new byte[0]
                        : EntityUtils.toByteArray(entity, MOST_BYTES_OF_ANSWER);
        if (response.getCode() != 200) {
            throw new GeminiException(failures.classify(response.getCode(), KeyMask.byValue(body)));
        }
        JsonNode answer = GeminiJson.MAPPER.readTree(body);
        JsonNode total = answer == null ? null : answer.path("totalTokens");
        if (total == null
                || !total.canConvertToLong()
                || total.asLong() < 0
                || total.asLong() > MOST_TOKENS) {
            throw new GeminiException(
                    Failure.of(
                            FailureKind.MALFORMED_ANSWER,
                            "The answer to countTokens names no totalTokens"));
        }
        return total.asLong();
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
