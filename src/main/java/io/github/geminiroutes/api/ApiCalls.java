package io.github.geminiroutes.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureClassifier;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.support.GeminiJson;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.hc.client5.http.classic.HttpClient;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.HttpClientResponseHandler;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

/**
 * Calls of the API beside {@code generateContent}: JSON out, JSON in, one attempt each.
 * Thread-safe.
 *
 * <p>A response with an error is a {@link GeminiException}, which the {@link FailureClassifier}
 * judged; a connection that fails is an {@link IOException}. Whether to try again is for the caller
 * to say: not every call may be made twice.
 */
public final class ApiCalls {

    /** It becomes part of an address, three times as long. */
    private static final int LONGEST_TOKEN = 2_000;

    /** A job or a prompt that needs a list waits no longer, however slowly its pages come. */
    private static final long LONGEST_LIST = TimeUnit.MINUTES.toNanos(5);

    private static final ContentType JSON = ContentType.create("application/json");

    private final HttpClient client;
    private final URI base;
    private final ApiKey key;
    private final LongSupplier nanos;

    /**
     * @param client adds the key to each request, and bounds it; see {@link GeminiHttpClient}
     * @param baseUrl the address of the API, without a version at its end
     * @param key the key of another account; null for the application's
     */
    public ApiCalls(HttpClient client, String baseUrl, ApiKey key) {
        this(client, baseUrl, key, System::nanoTime);
    }

    /**
     * @param nanos the time that passes, in nanoseconds
     */
    ApiCalls(HttpClient client, String baseUrl, ApiKey key, LongSupplier nanos) {
        this.nanos = nanos;
        this.client = client;
        this.base = URI.create(baseUrl.replaceFirst("/+$", ""));
        this.key = key;
    }

    /** {@code GET}. The path begins with a slash, such as {@code /v1beta/files/abc}. */
    public JsonNode get(String path) throws IOException {
        return json("GET", path, null);
    }

    /** {@code GET} of what may be large, such as a page of a list. Results in it are left out. */
    JsonNode getLarge(String path) throws IOException {
        return send(request("GET", path), KeyUse.look(key), LargeAnswers::tree);
    }

    /** A page of a list. */
    @FunctionalInterface
    public interface Page {

        /** Reads it; returns whether the next one is wanted. */
        boolean read(JsonNode page) throws IOException;
    }

    /**
     * Reads a list page by page: {@code pageToken} and {@code nextPageToken}.
     *
     * @param path with the size of a page as its only parameter
     * @param most how many pages are read
     * @return whether that was enough; false if the list goes on and the next page is wanted, or if
     *     its pages took more than five minutes
     */
    public boolean pages(String path, int most, Page reader) throws IOException {
        String token = "";
        long begun = nanos.getAsLong();
        for (int page = 0; page < most && nanos.getAsLong() - begun < LONGEST_LIST; page++) {
            String next =
                    token.isEmpty()
                            ? ""
                            : "&pageToken=" + URLEncoder.encode(token, StandardCharsets.UTF_8);
            JsonNode answer = getLarge(path + next);
            token = answer.path("nextPageToken").asText("");
            if (!reader.read(answer) || token.isEmpty()) {
                return true;
            }
            if (token.length() > LONGEST_TOKEN) {
                throw ApiResponses.malformed(
                        "The next page of the list has a name that is too long", null);
            }
        }
        return false;
    }

    /** {@code POST}. */
    public JsonNode post(String path, JsonNode body) throws IOException {
        return json("POST", path, body);
    }

    /** {@code POST} of what calls or jobs wait for, which therefore takes a minute at most. */
    public JsonNode postSoon(String path, JsonNode body) throws IOException {
        return json("POST", path, body, KeyUse.look(key));
    }

    /** {@code PATCH}. */
    public JsonNode patch(String path, JsonNode body) throws IOException {
        return json("PATCH", path, body);
    }

    /** {@code DELETE}. */
    public void delete(String path) throws IOException {
        json("DELETE", path, null);
    }

    private JsonNode json(String method, String path, JsonNode body) throws IOException {
        return json(method, path, body, body == null ? KeyUse.look(key) : KeyUse.of(key));
    }

    private JsonNode json(String method, String path, JsonNode body, KeyUse use)
            throws IOException {
        HttpUriRequestBase request = request(method, path);
        if (body != null) {
            request.setEntity(new ByteArrayEntity(GeminiJson.MAPPER.writeValueAsBytes(body), JSON));
        }
        return send(request, use, response -> ApiResponses.tree(ApiResponses.good(response)));
    }

    /** The address of the API. */
    URI base() {
        return base;
    }

    HttpUriRequestBase request(String method, String path) {
        return new HttpUriRequestBase(method, URI.create(base + path));
    }

    ApiKey key() {
        return key;
    }

    /**
     * @param context says which key goes with it, and how much may come
     */
    <T> T send(HttpUriRequestBase request, KeyUse context, HttpClientResponseHandler<T> handler)
            throws IOException {
        HttpClientContext attributes = HttpClientContext.create();
        attributes.setAttribute(KeyUse.ATTRIBUTE, context);
        try {
            return client.execute(request, attributes, handler);
        } catch (GeminiException e) {
            throw context.mostBytes() > 0 ? e : ofServer(e);
        }
    }

    /**
     * What a server says of files, caches and jobs is never larger or slower by a prompt's fault.
     */
    private static GeminiException ofServer(GeminiException error) {
        Failure failure = error.failure();
        return switch (failure.kind()) {
            case OVER_LIMIT ->
                    new GeminiException(failure.withKind(FailureKind.MALFORMED_ANSWER), error);
            case SLOW_ANSWER -> new GeminiException(failure.withKind(FailureKind.TIMEOUT), error);
            default -> error;
        };
    }
}
