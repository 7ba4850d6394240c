package io.github.geminiroutes.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.geminiroutes.api.DeadConnectionException;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureClassifier;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.generate.Call;
import io.github.geminiroutes.testing.HostileServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.camel.Exchange;
import org.apache.camel.builder.ExchangeBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told of answers that break off, of other codes than 200, and of dead connections. */
@Timeout(60)
@Order(3)
class BrokenAnswersRouteTest extends GeminiRoutesTestSupport {

    private static final String GZIP = "Content-Encoding: gzip\r\n";

    private HostileServer server;

    @AfterEach
    void stopServer() throws IOException {
        server.close();
    }

    @Override
    List<String> routes() {
        return List.of("gemini-generate");
    }

    @Override
    Properties settings() {
        Properties settings = super.settings();
        try {
            server = new HostileServer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        settings.setProperty("gemini.base-url", server.address());
        settings.setProperty("gemini.max-concurrency", "4");
        return settings;
    }

    private Exchange ask() {
        return template()
                .send(
                        "direct:gemini-generate",
                        ExchangeBuilder.anExchange(context()).withBody("q").build());
    }

    private Failure failure(HostileServer.Answer answer) {
        server.answers(answer);
        Exchange exchange = ask();
        assertThat(exchange.getException()).isNotNull();
        return FailureClassifier.of(exchange.getException());
    }

    private static HostileServer.Answer broken(int code, String headers, byte[] body) {
        return request -> {
            request.body();
            request.write("HTTP/1.1 " + code + " X\r\n" + headers + "\r\n");
            request.write(body);
            request.hangUp();
        };
    }

    private static byte[] packed() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(HostileServer.GOOD.getBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static Stream<Arguments> brokenBodies() {
        byte[] packed = packed();
        byte[] half = Arrays.copyOf(packed, packed.length / 2);
        byte[] damaged = packed.clone();
        damaged[packed.length - 6] ^= 0x55;
        byte[] good = HostileServer.GOOD.getBytes();
        return Stream.of(
                Arguments.of("half a gzip stream", GZIP + length(half.length), half),
                Arguments.of(
                        "a gzip stream with a wrong sum", GZIP + length(damaged.length), damaged),
                Arguments.of("no gzip stream", GZIP + length(good.length), good),
                Arguments.of("a length that is too long", length(good.length + 9), good),
                Arguments.of(
                        "a chunk that is cut",
                        "Transfer-Encoding: chunked\r\n",
                        ("fff\r\n" + HostileServer.GOOD).getBytes()),
                Arguments.of(
                        "a chunk that is none",
                        "Transfer-Encoding: chunked\r\n",
                        ("zz\r\n" + HostileServer.GOOD).getBytes()));
    }

    private static String length(int length) {
        return "Content-Length: " + length + "\r\n";
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenBodies")
    void aServerThatAnsweredIsNotToldAsOutOfReach(String kind, String headers, byte[] body) {
        Failure failure = failure(broken(200, headers, body));

        assertThat(failure.kind()).as(failure.message()).isEqualTo(FailureKind.MALFORMED_ANSWER);
        assertThat(failure.httpCode()).isEqualTo(200);
        assertThat(failure.message()).startsWith("The answer ").doesNotContain("null");
    }

    @ParameterizedTest
    @CsvSource({"503, OVERLOADED", "429, CAPACITY", "404, NOT_FROM_GEMINI"})
    void anErrorWithABrokenBodyIsToldByItsCode(int code, FailureKind kind) {
        Failure failure = failure(broken(code, length(999), "<html>".getBytes()));

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.httpCode()).isEqualTo(code);
        assertThat(failure.message()).contains("The answer broke off");
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 202, 204, 206})
    void anAnswerThatIsNoneIsToldWithItsOwnCode(int code) {
        Failure failure = failure(broken(code, code == 204 ? "" : length(0), new byte[0]));

        assertThat(failure.kind()).isEqualTo(FailureKind.MALFORMED_ANSWER);
        assertThat(failure.httpCode()).isEqualTo(code);
        assertThat(failure.message()).isEqualTo("The answer has no body");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://login.example.org:8443/a?token=SECRET | https://login.example.org:8443",
                "/login?token=SECRET                           | another path of the same host",
                "//other.example.org/SECRET                    | other.example.org",
                "http://user:SECRET@h.example.org/             | http://h.example.org",
                "java script:SECRET                            | something that is no address",
                "mailto:SECRET                                 | something that is no address"
            })
    void aRedirectNamesItsHostAndNothingElse(String location, String shown) {
        Failure failure =
                failure(broken(302, "Location: " + location + "\r\n" + length(0), new byte[0]));

        assertThat(failure.kind()).isEqualTo(FailureKind.REDIRECT);
        assertThat(failure.message()).isEqualTo("The server redirects the call to " + shown);
    }

    @Test
    void theHostOfARedirectIsBounded() {
        String location = "https://" + "a".repeat(5_000) + "/";
        Failure failure =
                failure(broken(307, "Location: " + location + "\r\n" + length(0), new byte[0]));

        assertThat(failure.message()).hasSizeLessThan(400);
    }

    /** Answers one request of each connection and does this with the next. */
    private AtomicInteger answeringOnce(HostileServer.Answer next) {
        AtomicInteger seen = new AtomicInteger();
        server.answers(
                request -> {
                    if (seen.incrementAndGet() == 2) {
                        next.to(request);
                    } else {
                        HostileServer.good().to(request);
                    }
                });
        assertThat(ask().getMessage().getBody()).isEqualTo("good");
        return seen;
    }

    @Test
    void aConnectionThatWasClosedBeforeIsNoCall() throws Exception {
        CountDownLatch isClosed = new CountDownLatch(1);
        server.answers(
                request -> {
                    HostileServer.good().to(request);
                    request.hangUp();
                    isClosed.countDown();
                });
        assertThat(ask().getMessage().getBody()).isEqualTo("good");
        assertThat(isClosed.await(60, TimeUnit.SECONDS)).isTrue();
        long since = System.nanoTime();
        await().until(() -> System.nanoTime() - since > TimeUnit.MILLISECONDS.toNanos(700));

        Exchange exchange = ask();

        assertThat(exchange.getException()).isNull();
        assertThat(Call.of(exchange).attempts()).isEqualTo(1);
        assertThat(server.requests()).isEqualTo(2);
        assertThat(server.connections()).as("a fresh connection").isEqualTo(2);
    }

    @Test
    void aRequestThatTheServerMayHaveReadIsACall() {
        AtomicInteger seen =
                answeringOnce(
                        request -> {
                            request.body();
                            request.hangUp();
                        });

        Exchange exchange = ask();

        assertThat(exchange.getException()).isInstanceOf(DeadConnectionException.class);
        assertThat(FailureClassifier.of(exchange.getException()).kind())
                .isEqualTo(FailureKind.NETWORK);
        assertThat(seen).as("the route asks again, not the client").hasValue(2);
    }

    @Test
    void anAnswerThatHadBegunIsNotOfADeadConnection() {
        AtomicInteger seen =
                answeringOnce(
                        request -> {
                            request.body();
                            request.write("H");
                            request.hangUp();
                        });

        assertThat(DeadConnectionException.isIn(ask().getException())).isFalse();
        assertThat(seen).hasValue(2);
    }

    @Test
    void aConnectionThatWasNewIsNotADeadOne() {
        server.answers(
                request -> {
                    request.body();
                    request.hangUp();
                });

        Exception error = ask().getException();

        assertThat(FailureClassifier.of(error).kind()).isEqualTo(FailureKind.NETWORK);
        assertThat(DeadConnectionException.isIn(error)).isFalse();
        assertThat(server.requests()).isEqualTo(1);
    }
}
