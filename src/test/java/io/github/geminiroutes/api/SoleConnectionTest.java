package io.github.geminiroutes.api;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.apache.hc.client5.http.io.ManagedHttpClientConnection;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.util.Timeout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SoleConnectionTest {

    private static final String ANSWER = "HTTP/1.1 204 No Content\r\n\r\n";
    private static final Timeout MOMENT = Timeout.ofMilliseconds(1);
    private static final Timeout LONG = Timeout.ofSeconds(20);

    private ServerSocket listener;
    private Socket server;
    private ManagedHttpClientConnection connection;

    @BeforeEach
    void connect() throws IOException {
        listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket client = new Socket(listener.getInetAddress(), listener.getLocalPort());
        server = listener.accept();
        connection =
                SoleConnection.open(
                        client, Http1Config.DEFAULT, (request, own, in, sent, next) -> false);
    }

    @AfterEach
    void close() throws IOException {
        connection.close();
        server.close();
        listener.close();
    }

    @Test
    void nothingHasCome() throws IOException {
        connection.passivate();

        assertThat(connection.isDataAvailable(MOMENT)).isFalse();
        assertThat(connection.isDataAvailable(MOMENT)).isFalse();
    }

    @Test
    void bytesThatComeWithinTheTimeCount() throws IOException {
        connection.passivate();

        send("H");

        // The network of the machine itself has them before the send returns.
        assertThat(connection.isDataAvailable(MOMENT)).isTrue();
    }

    @Test
    void bytesThatWereReadWithTheLastAnswerCount() throws IOException, HttpException {
        send(ANSWER + "HTTP/1.1");
        connection.setSocketTimeout(LONG);
        ClassicHttpResponse answer = connection.receiveResponseHeader();
        assertThat(answer.getCode()).isEqualTo(204);
        connection.passivate();

        assertThat(connection.isDataAvailable(MOMENT)).isTrue();
    }

    @Test
    void anAnswerThatIsReadLeavesNothing() throws IOException, HttpException {
        send(ANSWER);
        connection.setSocketTimeout(LONG);
        connection.receiveResponseHeader();
        connection.passivate();

        assertThat(connection.isDataAvailable(MOMENT)).isFalse();
    }

    private void send(String text) throws IOException {
        server.getOutputStream().write(text.getBytes(US_ASCII));
        server.getOutputStream().flush();
    }
}
