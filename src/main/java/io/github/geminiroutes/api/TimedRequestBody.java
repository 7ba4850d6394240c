package io.github.geminiroutes.api;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/**
 * A request body that reports when it is sent. HttpClient writes it once the connection is open.
 * The time for DNS, TCP, TLS and, in a new process, for loading classes is over by then.
 */
public final class TimedRequestBody extends HttpEntityWrapper {

    /**
     * Without a charset: JSON has only one, and its media type has no such parameter (RFC 8259).
     */
    private static final ContentType JSON = ContentType.create("application/json");

    private final ApiKey key;
    private final Runnable onDeparture;

    /**
     * @param json the body
     * @param key the key to send with it; null for the application's
     * @param onDeparture called on the sending thread, immediately before the first byte
     */
    public TimedRequestBody(byte[] json, ApiKey key, Runnable onDeparture) {
        super(new ByteArrayEntity(json, JSON));
        this.key = key;
        this.onDeparture = onDeparture;
    }

    /** The key to send with it; null for the application's. */
    ApiKey key() {
        return key;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        onDeparture.run();
        super.writeTo(out);
    }
}
