package io.github.geminiroutes.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ClientTest {

    private final Vertx vertx = Vertx.vertx();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch lost = new CountDownLatch(1);

    @AfterEach
    void end() {
        vertx.close();
    }

    @Test
    void aReplyToAClientThatHasHungUpIsToldAsLost() throws Exception {
        HttpServer server =
                vertx.createHttpServer()
                        .requestHandler(
                                request -> {
                                    Client client = new Client(request);
                                    GatewayReply reply = GatewayReply.ok(new byte[1]);
                                    client.onHangUp(() -> client.send(reply, lost::countDown));
                                    asked.countDown();
                                });
        int port =
                server.listen(0, InetAddress.getLoopbackAddress().getHostAddress())
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get()
                        .actualPort();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(lost.await(30, TimeUnit.SECONDS)).isTrue();
    }
}
