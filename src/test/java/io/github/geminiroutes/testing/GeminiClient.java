package io.github.geminiroutes.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** The least client that can talk to {@link GeminiServer}. */
public final class GeminiClient {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final GeminiServer server;

    /** Talks to {@code server}. */
    public GeminiClient(GeminiServer server) {
        this.server = server;
    }

    /** Asks once and waits for whatever comes back. */
    public HttpResponse<String> ask(String model, String prompt)
            throws IOException, InterruptedException {
        return http.send(request(model, prompt), HttpResponse.BodyHandlers.ofString());
    }

    int status(String model, String prompt) throws IOException, InterruptedException {
        return ask(model, prompt).statusCode();
    }

    CompletableFuture<HttpResponse<String>> askAsync(String model, String prompt) {
        return http.sendAsync(request(model, prompt), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    HttpRequest request(String model, String prompt) {
        return post(model, body(prompt)).header("x-goog-api-key", "test-key").build();
    }

    HttpRequest.Builder post(String model, String body) {
        URI uri = URI.create(server.baseUrl() + "/v1beta/models/" + model + ":generateContent");
        return HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(60))
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    static JsonNode json(HttpResponse<String> response) throws IOException {
        return JSON.readTree(response.body());
    }

    private static String body(String prompt) {
        ObjectNode body = JSON.createObjectNode();
        ObjectNode content = body.putArray("contents").addObject();
        content.putArray("parts").addObject().put("text", prompt);
        return body.toString();
    }
}
