package io.github.geminiroutes.routes;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.generate.GeminiClient;
import io.github.geminiroutes.generate.QuotaPolicy;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One token asks what takes for ever, hangs up or reads nothing: the others are served. */
@Timeout(60)
class GatewayFairnessTest extends GatewayTestSupport {

    private static final int PLACES = 8;
    private static final String MODEL = "/v1beta/models/gemini-3.8-flash:";
    private static final String LARGE_PIECE =
            "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"%s\"}]}}]}\r\n\r\n"
                    .formatted("a".repeat(1_000_000));

    /** Of a body it answers later, or with more than its reader takes. */
    private static final class Google extends HangingGoogle {

        Google() {
            super((path, body) -> body.contains("hang"));
        }

        @Override
        void answer(HttpServerRequest request, String body) {
            if (body.contains("busy")) {
                request.response().setStatusCode(503).end();
            } else if (body.contains("flood")) {
                request.response().setChunked(true);
                for (int i = 0; i < 12; i++) {
                    request.response().write(LARGE_PIECE);
                }
                request.response().end("data: " + ANSWER + "\r\n\r\n");
            } else if (body.contains("later")) {
                vertx.setTimer(1 + Math.floorMod(body.hashCode(), 100), late -> answer(request));
            } else {
                answer(request);
            }
        }

        private static void answer(HttpServerRequest request) {
            if (!request.response().closed()) {
                String prefix = request.path().contains("stream") ? "data: " : "";
                request.response().end(Buffer.buffer(prefix + ANSWER + "\r\n\r\n"));
            }
        }
    }

    private static HangingGoogle google;

    private final List<Socket> sockets = new ArrayList<>();

    @BeforeAll
    static void startGoogle() {
        google = new Google();
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
        properties.setProperty("gemini.max-concurrency", Integer.toString(PLACES));
        properties.setProperty("gemini.stream.reader-timeout", "1");
        properties.setProperty("gemini.outage.probe-interval", "0.2");
        return properties;
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(20));
    }

    private static String prompt(String text) {
        return "{\"contents\":[{\"parts\":[{\"text\":\"" + text + "\"}]}]}";
    }

    /** Asks, and reads nothing. */
    private void begin(String method, String text) throws IOException {
        byte[] whole = whole(method, text);
        begin(whole, whole.length);
    }

    private static byte[] whole(String method, String text) {
        String body = prompt(text);
        return "POST %s HTTP/1.1\r\nHost: a\r\nx-goog-api-key: %s\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(MODEL + method, TOKEN, body.length(), body)
                .getBytes(US_ASCII);
    }

    private void begin(byte[] request, int length) throws IOException {
        Socket socket = new Socket();
        sockets.add(socket);
        socket.setReceiveBufferSize(8_192);
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        socket.getOutputStream().write(request, 0, length);
    }

    /** What another token gets. */
    private int codeOfOther(String method) throws Exception {
        return send(request(MODEL + method)
                        .timeout(Duration.ofSeconds(15))
                        .header("x-goog-api-key", OTHER_TOKEN)
                        .POST(HttpRequest.BodyPublishers.ofString(prompt("Hi"))))
                .statusCode();
    }

    private int underWay() {
        return context().getInflightRepository().size();
    }

    @ParameterizedTest
    @CsvSource({"streamGenerateContent?alt=sse, 0", "generateContent, 7", "countTokens, 7"})
    void aTokenWhoseRequestsNeverEndHoldsUpNoOtherAndOnesThatHangUpHoldNoPlace(
            String method, int goOn) throws Exception {
        for (int i = 0; i < 20; i++) {
            begin(method, "hang " + i);
        }
        await().until(() -> underWay() == 20);
        await().until(() -> !google.hanging.isEmpty());

        assertThat(codeOfOther(method)).isEqualTo(200);
        // Until its first answer, the model has three quarters of them.
        await().untilAsserted(() -> assertThat(google.hanging).hasSize(PLACES - 1));
        for (Socket socket : sockets) {
            socket.close();
        }
        await().untilAsserted(() -> assertThat(underWay()).as("those at Google").isEqualTo(goOn));
        assertThat(open).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"streamGenerateContent?alt=sse", "generateContent"})
    void aTokenWhoseCallsFailAndWhoseProbeHangsHoldsUpNoOther(String method) throws Exception {
        for (int i = 0; i < 20; i++) {
            begin(method, "busy " + i);
        }
        await().until(() -> !GeminiClient.of(context()).circuitBreakers().down().isEmpty());
        for (int i = 0; i < 20; i++) {
            begin(method, "hang " + i);
        }
        await().until(() -> !google.hanging.isEmpty());

        assertThat(codeOfOther(method)).isEqualTo(200);
    }

    @Test
    void aThousandClientsThatHangUpAtRandomMomentsLeaveNothingBehind() throws Exception {
        Random random = new Random(16);
        List<String> methods =
                List.of("generateContent", "streamGenerateContent?alt=sse", "countTokens");
        for (int i = 0; i < 1_000; i++) {
            byte[] whole = whole(methods.get(i % methods.size()), "later " + i);
            boolean isCut = random.nextInt(8) == 0;
            begin(whole, isCut ? random.nextInt(whole.length) : whole.length);
            if (sockets.size() > 60) {
                sockets.remove(random.nextInt(sockets.size())).close();
            }
        }
        for (Socket socket : sockets) {
            socket.close();
        }

        QuotaPolicy quota =
                context().getRegistry().lookupByNameAndType(QuotaPolicy.BEAN, QuotaPolicy.class);
        await().untilAsserted(
                        () -> {
                            assertThat(open).as("places").hasValue(0);
                            assertThat(underWay()).as("requests").isZero();
                            assertThat(quota.openCalls()).as("calls at Google").isZero();
                            assertThat(GeminiClient.of(context()).gate().view())
                                    .as("permits that wait")
                                    .allMatch(model -> model.waiting() == 0);
                        });
    }

    @Test
    void aClientThatDoesNotReadTheEndOfItsStreamIsDisconnected() throws Exception {
        begin("streamGenerateContent?alt=sse", "flood");
        await().until(() -> open.get() == 1);

        await().untilAsserted(() -> assertThat(open).hasValue(0));
    }
}
