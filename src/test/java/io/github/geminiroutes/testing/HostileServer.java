package io.github.geminiroutes.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/**
 * A server on loopback that speaks HTTP as no server should: without an end, without a break, too
 * early, twice. A test gives it one of the answers below, or one of its own.
 */
public final class HostileServer implements AutoCloseable {

    /** An answer that Gemini could have given. */
    public static final String GOOD =
            """
            {"candidates":[{"content":{"parts":[{"text":"good"}]},"finishReason":"STOP"}],"modelVersion":"m"}""";

    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: *([0-9]+)");

    /** What becomes of one request; the connection ends where it throws. */
    @FunctionalInterface
    public interface Answer {
        void to(Request request) throws IOException;
    }

    /** One request: its head has been read, its body not. */
    public final class Request {

        private final Socket connection;
        private final String head;

        private Request(Socket connection, String head) {
            this.connection = connection;
            this.head = head;
        }

        /** Its first line and its headers. */
        public String head() {
            return head;
        }

        /** Reads the body. */
        public byte[] body() throws IOException {
            Matcher length = LENGTH.matcher(head);
            return connection
                    .getInputStream()
                    .readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
        }

        public void write(String text) throws IOException {
            write(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        public void write(byte[] bytes) throws IOException {
            OutputStream out = connection.getOutputStream();
            out.write(bytes);
            out.flush();
        }

        /** Writes this again and again, until the other side has had enough. */
        public void writeForEver(String text) throws IOException {
            byte[] block = text.repeat(Math.max(1, 8_192 / text.length())).getBytes();
            while (true) {
                write(block);
            }
        }

        /** Waits; the server's end ends the wait. */
        public void pause(long millis) throws IOException {
            try {
                if (closed.await(millis, TimeUnit.MILLISECONDS)) {
                    throw new IOException("closed");
                }
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        public void hangUp() throws IOException {
            connection.close();
        }
    }

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Answer answer = good();

    /** Starts it on a free port; it gives good answers. */
    public HostileServer() throws IOException {
        RawServer.inBackground(this::accept);
    }

    /** Answers so from now on. */
    public void answers(Answer next) {
        answer = next;
    }

    public String address() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    /** How many requests have come. */
    public int requests() {
        return requests.get();
    }

    /** How many connections have been opened. */
    public int connections() {
        return connections.get();
    }

    private void accept() throws IOException {
        while (!server.isClosed()) {
            Socket connection = server.accept();
            connections.incrementAndGet();
            open.add(connection);
            RawServer.inBackground(() -> serve(connection));
        }
    }

    private void serve(Socket connection) throws IOException {
        try (connection) {
            for (String head = RawServer.head(connection);
                    !head.isEmpty();
                    head = RawServer.head(connection)) {
                requests.incrementAndGet();
                answer.to(new Request(connection, head));
            }
        }
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    /** The head of an answer with this body after it. */
    public static String head(long length) {
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                + length
                + "\r\n\r\n";
    }

    public static Answer good() {
        return json(GOOD);
    }

    public static Answer json(String body) {
        return request -> {
            request.body();
            request.write(head(body.length()) + body);
        };
    }

    /** Takes the request and says nothing. */
    public static Answer silence() {
        return request -> {
            request.body();
            request.pause(60_000);
        };
    }

    /** A byte each so many milliseconds, for ever, after this beginning. */
    public static Answer dripping(String beginning, long millis) {
        return request -> {
            request.body();
            request.write(beginning);
            while (true) {
                request.pause(millis);
                request.write(" ");
            }
        };
    }

    /** This beginning, then the other text for ever. */
    public static Answer endless(String beginning, String text) {
        return request -> {
            request.body();
            request.write(beginning);
            request.writeForEver(text);
        };
    }

    /** So many bytes announced, and none sent. */
    public static Answer announcing(long length) {
        return request -> {
            request.body();
            request.write(head(length));
            request.pause(60_000);
        };
    }

    /** A kilobyte for each megabyte that it becomes. */
    public static Answer bomb(int megabytes) {
        byte[] packed = packed(megabytes);
        return request -> {
            request.body();
            request.write(
                    "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: "
                            + packed.length
                            + "\r\n\r\n");
            request.write(packed);
        };
    }

    /** Says that its body is packed so many times over. */
    public static Answer packedTimes(int times) {
        byte[] packed = packed(1);
        return request -> {
            request.body();
            request.write(
                    "HTTP/1.1 200 OK\r\n"
                            + "Content-Encoding: gzip\r\n".repeat(times)
                            + "Content-Length: "
                            + packed.length
                            + "\r\n\r\n");
            request.write(packed);
        };
    }

    private static byte[] packed(int megabytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            byte[] block = " ".repeat(1 << 20).getBytes();
            for (int i = 0; i < megabytes; i++) {
                gzip.write(block);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    /** Refuses the request before it has read it, and hangs up. */
    public static Answer early(int code, String body) {
        return request -> {
            request.write(
                    "HTTP/1.1 "
                            + code
                            + " No\r\nConnection: close\r\nContent-Length: "
                            + body.length()
                            + "\r\n\r\n"
                            + body);
            request.hangUp();
        };
    }

    /** The answer to this request, and one to a request that nobody made. */
    public static Answer twice(String body, String surplus) {
        return request -> {
            request.body();
            request.write(head(body.length()) + body + head(surplus.length()) + surplus);
        };
    }
}
