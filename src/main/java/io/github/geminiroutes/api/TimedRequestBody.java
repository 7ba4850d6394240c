package io.github.geminiroutes.api;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;
import org.apache.hc.core5.net.URIAuthority;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request body that reports when it is sent. HttpClient writes it once the connection is open.
 * The time for DNS, TCP, TLS and, in a new process, for loading classes is over by then.
 *
 * <p>It is written in pieces: between two of them HttpClient looks for an answer that comes early,
 * such as the 413 of a gateway. A server that answers early often closes the connection, too. The
 * rest of the body is then left out, and the answer is read.
 */
public final class TimedRequestBody extends HttpEntityWrapper {

    /**
     * Without a charset: JSON has only one, and its media type has no such parameter (RFC 8259).
     */
    static final ContentType JSON = ContentType.create("application/json");

    private static final Logger LOG = LoggerFactory.getLogger(TimedRequestBody.class);

    /** Ends the path of each call whose answer comes as a whole. */
    static final String GENERATE = ":generateContent";

    private static final int PIECE = 64 * 1024;
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private final byte[] json;
    private final ApiKey key;
    private final Duration responseTimeout;
    private final Runnable onDeparture;
    private final URI server;
    private volatile boolean hasDeparted;
    private volatile boolean isCut;
    private volatile GuardedEntity answer;

    /** A body that is sent without a message, and whose answer has the usual time. */
    public TimedRequestBody(byte[] json, ApiKey key, Runnable onDeparture) {
        this(json, key, null, onDeparture, null);
    }

    /**
     * The body of a message.
     *
     * @param json the body
     * @param key the key to send with it; null for the application's
     * @param responseTimeout how long the server may be silent, and is told that it may; null for
     *     the usual time
     * @param onDeparture called on the sending thread, immediately before the first byte
     * @param server where it goes: a header of the host must not send it, and the key, elsewhere
     */
    public TimedRequestBody(
            byte[] json, ApiKey key, Duration responseTimeout, Runnable onDeparture, URI server) {
        super(new ByteArrayEntity(json, JSON));
        this.json = json;
        this.key = key;
        this.responseTimeout = responseTimeout;
        this.onDeparture = onDeparture;
        this.server = server;
    }

    /** What is sent in place of a body of this class is no request, and would be paid for. */
    public static GeminiException replaced() {
        return new GeminiException(
                Failure.of(
                        FailureKind.CHANGED_BY_HOST,
                        "The request was replaced before it was sent: an interceptor of the host must"
                                + " neither convert the body nor change a header CamelHttp… in the"
                                + " routes gemini-generate and gemini-stream"));
    }

    /** Whether a request goes where this body is to go. */
    boolean isFor(HttpRequest request) {
        if (server == null || server.getRawAuthority() == null) {
            return true;
        }
        String path = request.getPath();
        int query = path.indexOf('?');
        return request.getAuthority() != null
                && server.getScheme().equalsIgnoreCase(request.getScheme())
                && isSame(request.getAuthority())
                && (query < 0 ? path : path.substring(0, query)).endsWith(GENERATE);
    }

    private boolean isSame(URIAuthority asked) {
        try {
            URIAuthority own = URIAuthority.create(server.getRawAuthority());
            return own.getHostName().equalsIgnoreCase(asked.getHostName())
                    && port(own) == port(asked);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("gemini.base-url has no host", e);
        }
    }

    private int port(URIAuthority authority) {
        if (authority.getPort() >= 0) {
            return authority.getPort();
        }
        return server.getScheme().equalsIgnoreCase("https") ? HTTPS : HTTP;
    }

    /** Its answer is about to be read. */
    void answered(GuardedEntity content) {
        answer = content;
    }

    /** Whether a usable answer has come that nobody has closed. */
    public boolean isAnswered() {
        GuardedEntity content = answer;
        return content != null && content.isSuccess();
    }

    /** Closes the answer that a host has put aside: its connection would be out for minutes. */
    public void closeAnswer() {
        GuardedEntity content = answer;
        answer = null;
        if (content != null) {
            try {
                content.close();
            } catch (IOException e) {
                // What the call brought is known by now.
                LOG.debug("An answer cannot be closed", e);
            }
        }
    }

    /** The key to send with it; null for the application's. */
    ApiKey key() {
        return key;
    }

    /** How long the server may be silent; null for the usual time. */
    Duration responseTimeout() {
        return responseTimeout;
    }

    /** Whether its answer becomes the body of a message. */
    boolean isOfMessage() {
        return server != null;
    }

    /** What is sent. */
    byte[] json() {
        return json;
    }

    /** The first byte is about to be sent. On another connection it is the same call still. */
    void depart() {
        if (!hasDeparted) {
            hasDeparted = true;
            onDeparture.run();
        }
    }

    /** Whether the server may have seen some of it: from then on a call may cost money. */
    boolean hasDeparted() {
        return hasDeparted;
    }

    /** Whether the server closed the connection before all of it was sent. */
    boolean isCut() {
        return isCut;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        isCut = false;
        depart();
        int sent = 0;
        while (sent < json.length) {
            int length = Math.min(PIECE, json.length - sent);
            try {
                out.write(json, sent, length);
            } catch (java.net.SocketException e) {
                if (json.length <= PIECE) {
                    throw e;
                }
                // Reading fails the same way, unless the server answered before it closed.
                isCut = true;
                return;
            }
            sent += length;
        }
    }
}
