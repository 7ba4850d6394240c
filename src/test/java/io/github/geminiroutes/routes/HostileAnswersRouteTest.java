package io.github.geminiroutes.routes;

import static io.github.geminiroutes.failure.FailureKind.MALFORMED_ANSWER;
import static io.github.geminiroutes.failure.FailureKind.NETWORK;
import static io.github.geminiroutes.failure.FailureKind.OVER_LIMIT;
import static io.github.geminiroutes.failure.FailureKind.TOO_LARGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureClassifier;
import io.github.geminiroutes.testing.HostileServer;
import java.io.IOException;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.builder.ExchangeBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a server sends, a call ends: soon, with a reason, and with little memory. */
@Timeout(120)
@Order(3)
class HostileAnswersRouteTest extends GeminiRoutesTestSupport {

    private static final int MAX_RESPONSE = 25_000_000;
    private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

    private static HostileServer server;

    @BeforeAll
    static void startServer() throws IOException {
        server = new HostileServer();
    }

    @AfterAll
    static void stopServer() throws IOException {
        server.close();
    }

    @Override
    List<String> routes() {
        return List.of("gemini-generate");
    }

    @Override
    Properties settings() {
        Properties settings = super.settings();
        settings.setProperty("gemini.base-url", server.address() + "/v1beta");
        settings.setProperty("gemini.http.call-timeout", "60");
        settings.setProperty("gemini.max-response-size", String.valueOf(MAX_RESPONSE));
        settings.setProperty("gemini.max-concurrency", "2");
        return settings;
    }

    private Exchange ask(Object body) {
        return template()
                .send(
                        "direct:gemini-generate",
                        ExchangeBuilder.anExchange(context()).withBody(body).build());
    }

    private Failure failure(HostileServer.Answer answer) {
        server.answers(answer);
        return failure("q");
    }

    private Failure failure(String prompt) {
        Exchange exchange = ask(prompt);
        assertThat(exchange.getException()).isNotNull();
        return FailureClassifier.of(exchange.getException());
    }

    private void theNextCallIsAnswered() {
        server.answers(HostileServer.good());
        assertThat(ask("q").getMessage().getBody()).isEqualTo("good");
    }

    static Stream<Arguments> answersWithoutAnEnd() {
        return Stream.of(
                Arguments.of(
                        "header lines", HostileServer.endless("HTTP/1.1 200 OK\r\n", "A: b\r\n")),
                Arguments.of("a header", HostileServer.endless("HTTP/1.1 200 OK\r\nA: ", "b")),
                Arguments.of("a status line", HostileServer.endless("HTTP/1.1 200 ", "OK")),
                Arguments.of(
                        "interim answers",
                        HostileServer.endless("", "HTTP/1.1 100 Continue\r\n\r\n")),
                Arguments.of("early hints", HostileServer.endless("", "HTTP/1.1 103 Hint\r\n\r\n")),
                Arguments.of("a chunk size", HostileServer.endless(CHUNKED, "0")),
                Arguments.of("a chunk extension", HostileServer.endless(CHUNKED + "1;", "a")),
                Arguments.of(
                        "chunks",
                        HostileServer.endless(CHUNKED, "2000\r\n" + " ".repeat(8_192) + "\r\n")),
                Arguments.of("a body", HostileServer.endless("HTTP/1.1 200 OK\r\n\r\n", "[")),
                Arguments.of("a bomb", HostileServer.bomb(200)),
                Arguments.of("announced", HostileServer.announcing(10_000_000_000L)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answersWithoutAnEnd")
    void anAnswerWithoutAnEndIsOneFailure(String kind, HostileServer.Answer answer) {
        Failure failure = failure(answer);

        assertThat(failure.kind()).as(failure.message()).isEqualTo(OVER_LIMIT);
        theNextCallIsAnswered();
    }

    @Test
    void trailersWithoutAnEndAreOneFailure() {
        Failure failure = failure(HostileServer.endless(CHUNKED + "0\r\n", "A: b\r\n"));

        assertThat(failure.kind()).as(failure.message()).isEqualTo(OVER_LIMIT);
        theNextCallIsAnswered();
    }

    @ParameterizedTest
    @ValueSource(strings = {"announced", "sent"})
    void anAnswerOverTheLimitNamesTheSetting(String how) {
        Failure failure =
                failure(
                        how.equals("sent")
                                ? HostileServer.endless("HTTP/1.1 200 OK\r\n\r\n", " ")
                                : HostileServer.announcing(MAX_RESPONSE + 1));

        assertThat(failure.message())
                .isEqualTo(
                        "The answer is larger than 25000000 bytes: raise gemini.max-response-size");
    }

    @Test
    void anErrorWithoutAnEndIsToldByItsCode() {
        Failure failure = failure(HostileServer.endless("HTTP/1.1 503 Unavailable\r\n\r\n", "<p>"));

        assertThat(failure.httpCode()).isEqualTo(503);
        theNextCallIsAnswered();
    }

    @Test
    void anAnswerThatComesBeforeTheRequestIsOutIsRead() {
        server.answers(
                HostileServer.early(
                        413,
                        "{\"error\":{\"code\":413,\"message\":\"Too large here.\",\"status\":\"INVALID_ARGUMENT\"}}"));

        Failure failure = failure("x".repeat(15_000_000));

        assertThat(failure.httpCode()).as(failure.message()).isEqualTo(413);
        assertThat(failure.kind()).isEqualTo(TOO_LARGE);
        theNextCallIsAnswered();
    }

    @Test
    void noPromptGetsTheAnswerOfAnother() {
        String surplus = HostileServer.GOOD.replace("good", "of another");
        server.answers(HostileServer.twice(HostileServer.GOOD, surplus));

        for (int i = 0; i < 5; i++) {
            Exchange exchange = ask("q");
            assertThat(exchange.getException()).isNull();
            assertThat(exchange.getMessage().getBody()).isEqualTo("good");
        }
    }

    @Test
    void aPictureOf20MillionCharactersIsDelivered() {
        String picture = "A".repeat(20_800_000);
        server.answers(
                HostileServer.json(
                        "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"p\"},{\"inlineData\":{\"data\":\""
                                + picture
                                + "\"}}]},\"finishReason\":\"STOP\"}]}"));

        Exchange exchange = ask("q");

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody()).isEqualTo("p");
    }

    @ParameterizedTest
    @ValueSource(ints = {5_000, 15_000})
    void aLongNumberIsNoFault(int digits) {
        server.answers(with("\"n\":" + "7".repeat(digits)));

        assertThat(ask("q").getMessage().getBody()).isEqualTo("good");
    }

    @Test
    void aDeepAnswerIsNoFault() {
        server.answers(with("\"n\":" + "[".repeat(1_500) + "]".repeat(1_500)));

        assertThat(ask("q").getMessage().getBody()).isEqualTo("good");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 100, 20_000})
    void anAnswerThatIsPackedAgainAndAgainIsOneFailure(int times) {
        Failure failure = failure(HostileServer.packedTimes(times));

        assertThat(failure.kind())
                .as(failure.message())
                .isIn(OVER_LIMIT, MALFORMED_ANSWER, NETWORK);
        theNextCallIsAnswered();
    }

    private static HostileServer.Answer with(String field) {
        return HostileServer.json(HostileServer.GOOD.replaceFirst("[{]", "{" + field + ","));
    }

    @Test
    void anAnswerOfMillionsOfValuesIsOneFailure() {
        Failure failure = failure(with("\"n\":[" + "[],".repeat(4_100_000) + "0]"));

        assertThat(failure.kind()).as(failure.message()).isEqualTo(OVER_LIMIT);
        theNextCallIsAnswered();
    }
}
