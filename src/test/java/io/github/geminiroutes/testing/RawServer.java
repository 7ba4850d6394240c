package io.github.geminiroutes.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server on loopback that does with a connection what it is told, HTTP or not. */
public final class RawServer implements AutoCloseable {

    /** What becomes of one connection. */
    @FunctionalInterface
    public interface Talk {
        void with(Socket connection) throws IOException;
    }

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final List<String> heads = new CopyOnWriteArrayList<>();

    private RawServer(Talk talk) throws IOException {
        inBackground(
                () -> {
                    while (!server.isClosed()) {
                        Socket connection = server.accept();
                        open.add(connection);
                        inBackground(() -> talk.with(connection));
                    }
                });
    }

    /** What a thread of a server does until its connection ends. */
    interface Work {
        void run() throws IOException;
    }

    static void inBackground(Work work) {
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                work.run();
                            } catch (IOException e) {
                                // The other side, or close(), ended it.
                            }
                        });
        thread.setDaemon(true);
        thread.start();
    }

    /** Starts it on a free port. */
    public static RawServer start(Talk talk) throws IOException {
        return new RawServer(talk);
    }

    /** Takes connections and stays silent. */
    public static RawServer silent() throws IOException {
        return new RawServer(connection -> {});
    }

    /** Answers every head of a request with these bytes, and keeps the heads. */
    public static RawServer answering(String answer) throws IOException {
        RawServer[] self = new RawServer[1];
        self[0] =
                new RawServer(
                        connection -> {
                            while (true) {
                                String head = head(connection);
                                if (head.isEmpty()) {
                                    return;
                                }
                                self[0].heads.add(head);
                                connection.getOutputStream().write(answer.getBytes());
                                connection.getOutputStream().flush();
                            }
                        });
        return self[0];
    }

    /** Reads up to the empty line; empty if the connection has ended. */
    public static String head(Socket connection) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = connection.getInputStream().read();
            if (next < 0) {
                return "";
            }
            head.append((char) next);
        }
        return head.toString();
    }

    /** The heads of the requests so far. */
    public List<String> heads() {
        return heads;
    }

    public int port() {
        return server.getLocalPort();
    }

    /** A port nobody listens on. */
    public static int deadPort() throws IOException {
        return FreePort.find();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
