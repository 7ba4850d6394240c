package io.github.geminiroutes.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ThrownFailureTest {

    static Stream<Arguments> throwables() {
        return Stream.of(
                Arguments.of(new SocketTimeoutException("Read timed out"), FailureKind.TIMEOUT),
                Arguments.of(new InterruptedIOException("timeout"), FailureKind.TIMEOUT),
                Arguments.of(new HttpTimeoutException("request timed out"), FailureKind.TIMEOUT),
                Arguments.of(
                        new HttpConnectTimeoutException("connect timed out"), FailureKind.TIMEOUT),
                Arguments.of(new TimeoutException(), FailureKind.TIMEOUT),
                Arguments.of(
                        new IOException("wrapped", new SocketTimeoutException("x")),
                        FailureKind.TIMEOUT),
                Arguments.of(new UnknownHostException("no.such.host"), FailureKind.NETWORK),
                Arguments.of(new ConnectException("Connection refused"), FailureKind.NETWORK),
                Arguments.of(new NoRouteToHostException(), FailureKind.NETWORK),
                Arguments.of(new SocketException("Connection reset"), FailureKind.NETWORK),
                Arguments.of(new SSLHandshakeException("bad certificate"), FailureKind.NETWORK),
                Arguments.of(new ClosedChannelException(), FailureKind.NETWORK),
                Arguments.of(new UnresolvedAddressException(), FailureKind.NETWORK),
                Arguments.of(
                        new IOException("HTTP/1.1 header parser received no bytes"),
                        FailureKind.NETWORK),
                Arguments.of(
                        new ExecutionException(
                                new CompletionException(
                                        new UncheckedIOException(new IOException()))),
                        FailureKind.NETWORK),
                Arguments.of(new InterruptedException(), FailureKind.CANCELLED),
                Arguments.of(new ClosedByInterruptException(), FailureKind.CANCELLED),
                Arguments.of(new CancellationException(), FailureKind.CANCELLED),
                Arguments.of(new NoSuchFileException("a.txt"), FailureKind.LOCAL_FILE),
                Arguments.of(new FileNotFoundException("a.txt"), FailureKind.LOCAL_FILE),
                Arguments.of(new IOException("No space left on device"), FailureKind.LOCAL_FILE),
                Arguments.of(
                        catchThrowable(() -> new ObjectMapper().readTree("{")),
                        FailureKind.MALFORMED_ANSWER),
                Arguments.of(new IllegalStateException("x"), FailureKind.UNEXPECTED),
                Arguments.of(new StackOverflowError(), FailureKind.UNEXPECTED),
                Arguments.of(null, FailureKind.UNEXPECTED));
    }

    @ParameterizedTest
    @MethodSource("throwables")
    void looksThroughTheCauses(Throwable error, FailureKind kind) {
        assertThat(FailureClassifier.of(error).kind()).isEqualTo(kind);
        assertThat(FailureClassifier.of(new RuntimeException("outer", error)).kind())
                .isEqualTo(kind);
        assertThat(FailureClassifier.of(error).message()).isNotEmpty();
    }

    @Test
    void unwrapsWhatIsKnownAlready() {
        Failure known = Failure.of(FailureKind.PROMPT_BLOCKED, "blocked").withHttpCode(200);
        GeminiException exception = new GeminiException(known, new SocketTimeoutException());

        assertThat(FailureClassifier.of(new IOException(new RuntimeException(exception))))
                .isSameAs(known);
    }

    @Test
    void repeatsTheWordsOfTheTransport() {
        assertThat(FailureClassifier.of(new UnknownHostException("no.such.host")).message())
                .isEqualTo("UnknownHostException: no.such.host");
    }

    @Test
    void doesNotRepeatTheWordsOfAFaultOfOurs() {
        assertThat(FailureClassifier.of(new IllegalStateException("the secret prompt")).message())
                .startsWith("IllegalStateException at " + ThrownFailureTest.class.getName())
                .doesNotContain("secret");
        Throwable json = catchThrowable(() -> new ObjectMapper().readTree("{\"secret\": hidden}"));
        assertThat(FailureClassifier.of(json).message())
                .isEqualTo("JsonParseException at line 1, column 18");
    }

    @Test
    void comesToAnEndWhenCausesFormARing() {
        Exception one = new Exception("one");
        Exception other = new Exception("other", one);
        one.initCause(other);

        assertThat(FailureClassifier.of(one).kind()).isEqualTo(FailureKind.UNEXPECTED);
    }

    @Test
    void exceptionIsOneLineWithoutStackTrace() {
        Failure failure =
                new Failure(
                        FailureKind.OVERLOADED,
                        503,
                        "UNAVAILABLE",
                        "The model\nis overloaded.",
                        null,
                        null,
                        null);

        GeminiException exception = new GeminiException(failure);

        assertThat(exception)
                .hasMessage("overloaded: 503 UNAVAILABLE: The model is overloaded.")
                .hasNoCause();
        assertThat(exception.getStackTrace()).isEmpty();
        assertThat(new GeminiException(Failure.of(FailureKind.NETWORK, ""), new IOException()))
                .hasMessage("network");
    }
}
