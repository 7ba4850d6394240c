package io.github.geminiroutes.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.Socket;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.io.ManagedHttpClientConnection;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParser;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParserFactory;
import org.apache.hc.core5.http.impl.io.SocketHolder;
import org.apache.hc.core5.http.io.HttpMessageParser;
import org.apache.hc.core5.http.io.ResponseOutOfOrderStrategy;
import org.apache.hc.core5.http.io.SessionInputBuffer;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;

/**
 * A connection that bounds interim answers, and tells cheaply whether bytes have come that are not
 * read yet. HttpCore reads with a time-out for that: each call would wait for it, and pay for an
 * exception with the stack trace of a whole route.
 *
 * <p>It stands on HttpCore's connection: HttpClient's own is final before 5.6, which hosts may
 * have.
 */
final class SoleConnection extends DefaultBHttpClientConnection
        implements ManagedHttpClientConnection {

    private final Parser parser;
    private volatile long idleSince = System.nanoTime();
    private volatile Timeout timeout = Timeout.DISABLED;
    private volatile boolean isClosed;

    private SoleConnection(Http1Config bounds, ResponseOutOfOrderStrategy early, Parser parser) {
        super(
                bounds,
                null,
                null,
                null,
                null,
                early,
                null,
                new DefaultHttpResponseParserFactory() {
                    @Override
                    public HttpMessageParser<ClassicHttpResponse> create() {
                        return parser;
                    }
                });
        this.parser = parser;
    }

    /**
     * @param socket null for one that is connected later
     * @param bounds of the lines and headers that are read
     * @param early finds an answer that comes before the request has left
     */
    static ManagedHttpClientConnection open(
            Socket socket, Http1Config bounds, ResponseOutOfOrderStrategy early)
            throws IOException {
        SoleConnection connection = new SoleConnection(bounds, early, new Parser(bounds));
        if (socket != null) {
            connection.bind(socket);
        }
        return connection;
    }

    @Override
    public void bind(Socket socket) throws IOException {
        bind(new SocketHolder(socket));
    }

    @Override
    public void bind(SSLSocket encrypted, Socket socket) throws IOException {
        bind(new SocketHolder(encrypted, socket));
    }

    @Override
    protected void bind(SocketHolder sockets) throws IOException {
        if (isClosed) {
            sockets.getSocket().close();
            throw new InterruptedIOException("The call was given up while it connected");
        }
        super.bind(sockets);
        timeout = Timeout.ofMilliseconds(sockets.getSocket().getSoTimeout());
    }

    @Override
    public Socket getSocket() {
        SocketHolder sockets = getSocketHolder();
        return sockets == null ? null : sockets.getSocket();
    }

    @Override
    public SSLSession getSSLSession() {
        return getSocket() instanceof SSLSocket encrypted ? encrypted.getSession() : null;
    }

    @Override
    public void setSocketTimeout(Timeout timeout) {
        super.setSocketTimeout(timeout);
        this.timeout = timeout;
    }

    @Override
    public void close() throws IOException {
        isClosed = true;
        super.close();
    }

    @Override
    public void close(CloseMode mode) {
        isClosed = true;
        super.close(mode);
    }

    @Override
    public void passivate() {
        super.setSocketTimeout(Timeout.ZERO_MILLISECONDS);
        idleSince = System.nanoTime();
    }

    @Override
    public void activate() {
        super.setSocketTimeout(timeout);
    }

    /** What has not come in the time since the last answer is waited for no longer. */
    @Override
    public boolean isDataAvailable(Timeout timeout) throws IOException {
        if (!parser.hasUnread() && !hasReceived()) {
            long left = timeout.toNanoseconds() - (System.nanoTime() - idleSince);
            if (left > 0) {
                LockSupport.parkNanos(left);
            }
            if (left <= 0 || !hasReceived()) {
                return false;
            }
        }
        return super.isDataAvailable(timeout);
    }

    /** Encrypted bytes may be those of the protocol: a read tells. */
    private boolean hasReceived() throws IOException {
        SocketHolder sockets = getSocketHolder();
        if (sockets == null || sockets.getBaseSocket() instanceof SSLSocket) {
            return true;
        }
        InputStream decrypted = sockets.getInputStream();
        return decrypted.available() > 0
                || sockets.getSSLSocket() != null
                        && sockets.getBaseSocket().getInputStream().available() > 0;
    }

    private static final class Parser extends DefaultHttpResponseParser {

        private int interim;
        private SessionInputBuffer read;

        Parser(Http1Config bounds) {
            super(bounds);
        }

        /** Whether bytes after the last answer were read with it. */
        boolean hasUnread() {
            return read != null && read.length() > 0;
        }

        @Override
        public ClassicHttpResponse parse(SessionInputBuffer buffer, InputStream in)
                throws IOException, HttpException {
            read = buffer;
            ClassicHttpResponse response = super.parse(buffer, in);
            if (response != null && response.getCode() < 200) {
                interim++;
                if (interim > Connections.MAX_INTERIM) {
                    throw new MessageConstraintException(
                            "More than " + Connections.MAX_INTERIM + " interim answers");
                }
            } else {
                interim = 0;
            }
            return response;
        }
    }
}
