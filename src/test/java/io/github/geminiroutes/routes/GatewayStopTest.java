package io.github.geminiroutes.routes;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The program ends while requests are open: no client is left without a word. */
@Timeout(60)
class GatewayStopTest extends GatewayTestSupport {

    private static final String COUNT = "/v1beta/models/gemini-3.8-flash:countTokens";

    private static HangingGoogle google;

    private final List<Socket> sockets = new ArrayList<>();

    @BeforeAll
    static void startGoogle() {
        google = new HangingGoogle((path, body) -> true);
    }

    @AfterAll
    static void stopGoogle() {
        google.close();
    }

    @AfterEach
    void endAll() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        google.endAll();
    }

    @Override
    Properties settings() {
        Properties properties = super.settings();
        properties.setProperty("gemini.base-url", google.baseUrl());
        return properties;
    }

    @Test
    void requestsWithoutAReplyGetOneBeforeTheServerCloses() throws IOException {
        byte[] whole = rawRequest(REQUEST, "");
        byte[] count = new String(whole, US_ASCII).replace(GENERATE, COUNT).getBytes(US_ASCII);
        Socket half = begin(whole, whole.length - 5);
        Socket waits = begin(whole, whole.length);
        Socket passedOn = begin(count, count.length);
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> open.get() == 3);

        beforeClose.run();

        for (Socket socket : List.of(half, waits, passedOn)) {
            assertThat(new String(socket.getInputStream().readAllBytes(), US_ASCII))
                    .startsWith("HTTP/1.1 503 ")
                    .contains("NOT_RUNNING");
        }
        assertThat(open).hasValue(0);
    }

    private Socket begin(byte[] request, int length) throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        sockets.add(socket);
        socket.getOutputStream().write(request, 0, length);
        return socket;
    }
}
