package io.github.geminiroutes.testing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Plain HTTP, as a probe or a browser would. */
public final class Fetch {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Fetch() {}

    /** A GET. */
    public static HttpResponse<String> get(String url) throws IOException, InterruptedException {
        return send("GET", url);
    }

    /** A request without a body. */
    public static HttpResponse<String> send(String method, String url)
            throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url))
                        .timeout(Duration.ofSeconds(20))
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
