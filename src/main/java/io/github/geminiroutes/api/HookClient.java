package io.github.geminiroutes.api;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;

/**
 * Bounds the time of each call to an HTTP hook for events, from connecting to the last byte. A hook
 * that drips, or sends interim answers without an end, would hold up the events behind it for ever.
 * For the endpoint's option {@code httpClientConfigurer}.
 */
public final class HookClient implements HttpClientConfigurer {

    /** Far more than a hook needs, and any {@code responseTimeout} that makes sense. */
    private static final Duration MOST = Duration.ofMinutes(5);

    private static final int MOST_BYTES = 64 * 1024;

    private final Duration most;

    /** As Camel makes it, from the address of the endpoint. */
    public HookClient() {
        this(MOST);
    }

    HookClient(Duration most) {
        this.most = most;
    }

    @Override
    public void configureHttpClient(HttpClientBuilder client) {
        CallGuard guard =
                new CallGuard(new CallTimes(most, Duration.ZERO), Long.MAX_VALUE, () -> {});
        client.addExecInterceptorFirst(
                "gemini-hook-guard",
                (request, scope, chain) -> withoutBody(guard.execute(request, scope, chain)));
    }

    /** Nobody reads it. A short one is read to its end, so that the connection can be kept. */
    private static ClassicHttpResponse withoutBody(ClassicHttpResponse response)
            throws IOException {
        if (response.getEntity() != null) {
            try (InputStream body = response.getEntity().getContent()) {
                body.readNBytes(MOST_BYTES);
            }
            response.setEntity(null);
        }
        return response;
    }
}
