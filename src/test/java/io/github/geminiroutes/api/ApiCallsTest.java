package io.github.geminiroutes.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.support.KeyMask;
import io.github.geminiroutes.testing.HostileServer;
import java.io.IOException;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is taken from an answer about files, caches and jobs. */
class ApiCallsTest {

    private static final String KEY = "key-of-the-test-of-calls";

    /** The name of a job or a file goes into files of state. */
    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16BE", "UTF-32LE"})
    void aNameThatHoldsTheKeyComesWithoutIt(String charset) throws IOException {
        KeyMask.add(KEY);

        String tree =
                ApiResponses.tree(
                                "{\"name\":\"batches/%s\",\"%s\":[\"\\u006b%s\"]}"
                                        .formatted(KEY, KEY, KEY.substring(1))
                                        .getBytes(Charset.forName(charset)))
                        .toString();

        assertThat(tree).startsWith("{\"name\":\"batches/").doesNotContain(KEY);
    }

    private static JsonNode get(HostileServer.Answer answer, boolean isLarge) throws IOException {
        try (HostileServer server = new HostileServer();
                CloseableHttpClient http = ConfiguredClient.of(new GeminiHttpClient())) {
            server.answers(answer);
            ApiCalls calls = new ApiCalls(http, server.address(), null);
            return isLarge ? calls.getLarge("/v1beta/files") : calls.get("/v1beta/files/a");
        }
    }

    /** Dozens of them are read at the same time. */
    @Test
    void onlyAListMayBeLarge() throws IOException {
        HostileServer.Answer large =
                HostileServer.json("{\"a\":\"" + "x".repeat(1_000_000) + "\"}");

        assertThat(get(large, true).path("a").asText()).hasSize(1_000_000);
        assertThatThrownBy(() -> get(large, false))
                .isInstanceOf(GeminiException.class)
                .hasMessageContaining("larger than 65536 bytes");
    }

    /** As a bound of ours it would fail the prompt whose file is looked up. */
    @Test
    void anAnswerThatAnnouncesTooMuchIsAFaultOfTheAnswer() {
        for (String head : List.of("Content-Length: 9000000000000", "X: " + "x".repeat(100_000))) {
            assertThatThrownBy(
                            () ->
                                    get(
                                            request -> {
                                                request.write(
                                                        "HTTP/1.1 200 OK\r\n" + head + "\r\n\r\n");
                                                request.hangUp();
                                            },
                                            false))
                    .isInstanceOfSatisfying(
                            GeminiException.class,
                            e ->
                                    assertThat(e.failure().kind())
                                            .isEqualTo(FailureKind.MALFORMED_ANSWER));
        }
    }

    private static boolean isEnd(String token, LongSupplier nanos) throws IOException {
        try (HostileServer server = new HostileServer();
                CloseableHttpClient http = HttpClientBuilder.create().build()) {
            server.answers(HostileServer.json("{\"nextPageToken\":\"" + token + "\"}"));
            return new ApiCalls(http, server.address(), null, nanos)
                    .pages("/v1beta/files?pageSize=1", 3, page -> true);
        }
    }

    /** It becomes part of an address: one of megabytes fills the memory of a small heap. */
    @Test
    void theNameOfTheNextPageIsBounded() throws IOException {
        assertThat(isEnd("x".repeat(2_000), System::nanoTime)).isFalse();
        assertThatThrownBy(() -> isEnd("x".repeat(2_001), System::nanoTime))
                .isInstanceOf(GeminiException.class)
                .hasMessageContaining("too long");
    }

    /** Each page may take a minute, and other jobs and prompts wait meanwhile. */
    @Test
    void aListThatComesSlowlyIsGivenUp() throws IOException {
        AtomicLong nanos = new AtomicLong();
        AtomicInteger pages = new AtomicInteger();

        assertThat(
                        isEnd(
                                "x",
                                () -> {
                                    pages.incrementAndGet();
                                    return nanos.getAndAdd(Duration.ofMinutes(3).toNanos());
                                }))
                .isFalse();
        assertThat(pages).as("begin, two pages, and the end").hasValue(3);
    }

    @Test
    void whatHoldsNoKeyIsAsItCame() throws IOException {
        assertThat(ApiResponses.tree("{\"a\": 1.50, \"b\": [null]}".getBytes()))
                .hasToString("{\"a\":1.50,\"b\":[null]}");
    }
}
