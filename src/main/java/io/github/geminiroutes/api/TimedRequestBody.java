package io.github.geminiroutes.api;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/**
 * A request body that tells when it leaves. HttpClient asks for it once the connection stands, so
 * the time spent on names, connecting, TLS and, in a young process, on loading classes is over by
 * then.
 */
public final class TimedRequestBody extends HttpEntityWrapper {

    /** Without a charset: JSON has only one, and the type has no such parameter (RFC 8259). */
    private static final ContentType JSON = ContentType.create("application/json");

    private final ApiKey key;
    private final Runnable onDeparture;

    /**
     * @param json the body
     * @param key the key it goes with; null for the application's
     * @param onDeparture called on the thread that sends, right before the first byte
     */
    public TimedRequestBody(byte[] json, ApiKey key, Runnable onDeparture) {
        super(new ByteArrayEntity(json, JSON));
        this.key = key;
        this.onDeparture = onDeparture;
    }

    /** The key it goes with; null for the application's. */
    ApiKey key() {
        return key;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        onDeparture.run();
        super.writeTo(out);
    }
}
