package io.github.geminiroutes.api;

import io.github.geminiroutes.failure.Disposition;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureClassifier;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.support.GeminiJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.hc.client5.http.classic.HttpClient;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.util.Timeout;

/**
 * Asks whether the server takes a key, by calls that cost nothing: {@code countTokens} of one
 * letter, and where the server has no such call the look-up of a model. The look-up alone would
 * tell less: a key that may make no paid call may still look models up.
 */
public final class KeyCheck {

    /** What the server says of a key. */
    public enum Answer {
        /** The server takes the key. */
        ACCEPTED,
        /** The server refuses the key for this call, too. */
        REFUSED,
        /** The server has no such call, is out of reach or has a fault. */
        UNKNOWN
    }

    private static final byte[] ONE_LETTER =
            "{\"contents\":[{\"parts\":[{\"text\":\"a\"}]}]}".getBytes(StandardCharsets.UTF_8);

    private static final int MOST_BYTES = 64 * 1024;

    /** Prompts wait for the answer. */
    private static final RequestConfig SOON =
            RequestConfig.custom()
                    .setConnectionRequestTimeout(Timeout.ofSeconds(2))
                    .setResponseTimeout(Timeout.ofSeconds(5))
                    .build();

    private static final FailureClassifier FAILURES = new FailureClassifier(GeminiJson.MAPPER);

    private KeyCheck() {}

    /**
     * Asks the server. Never throws for what the server or the network does.
     *
     * @param client adds the application's key to each request; see {@link GeminiHttpClient}
     * @param models the address of the models, without a slash at its end
     * @param model a model that the key may use, as far as is known
     * @param key the key of another account; null for the application's
     */
    public static Answer ask(HttpClient client, String models, String model, ApiKey key) {
        String address = models + '/' + model;
        HttpPost count = new HttpPost(address + ":countTokens");
        count.setEntity(new TimedRequestBody(ONE_LETTER, key, () -> {}));
        Answer answer = ask(client, count);
        // A request without a body gets the application's key, which is no business of others.
        return answer == Answer.UNKNOWN && key == null ? ask(client, new HttpGet(address)) : answer;
    }

    private static Answer ask(HttpClient client, HttpUriRequestBase request) {
        request.setConfig(SOON);
        try {
            return client.execute(request, KeyCheck::read);
        } catch (IOException | GeminiException e) {
            // It tells nothing about the key: the calls that are paid for report the same fault.
            return Answer.UNKNOWN;
        }
    }

    private static Answer read(ClassicHttpResponse response) throws IOException {
        if (response.getEntity() == null) {
            return Answer.UNKNOWN;
        }
        byte[] body;
        try (InputStream in = response.getEntity().getContent()) {
            body = in.readNBytes(MOST_BYTES);
        }
        return response.getCode() == 200
                ? ofGood(body)
                : of(FAILURES.classify(response.getCode(), body));
    }

    /** A page of a web server is no answer. */
    private static Answer ofGood(byte[] body) throws IOException {
        var json = GeminiJson.MAPPER.readTree(body);
        return json != null && json.isObject() && !json.has("error")
                ? Answer.ACCEPTED
                : Answer.UNKNOWN;
    }

    private static Answer of(Failure failure) {
        if (failure.kind().disposition() == Disposition.STOP_INTAKE) {
            return Answer.REFUSED;
        }
        // A limit is counted by key. A 404 or a 400 may come before anybody looks at the key.
        return failure.httpCode() == 429 && failure.status() != null
                ? Answer.ACCEPTED
                : Answer.UNKNOWN;
    }
}
