package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.geminiroutes.testing.DropFolders;
import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.ProgramSettings;
import io.github.geminiroutes.testing.ProgramUnderTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Metrics and traces go to an OTLP receiver once OpenTelemetry's variable names one. */
@Timeout(300)
@Tag("process")
class TelemetryTest {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final String KEY = "AIzaSyKeyThatNoTraceMayShow0123456789ab";

    /** The bodies by path; their names and texts lie open in the protocol's bytes. */
    private final Map<String, String> received = new ConcurrentHashMap<>();

    private void take(HttpExchange call) throws IOException {
        byte[] body = call.getRequestBody().readAllBytes();
        boolean isZipped = "gzip".equals(call.getRequestHeaders().getFirst("Content-Encoding"));
        try (InputStream plain =
                isZipped
                        ? new GZIPInputStream(new ByteArrayInputStream(body))
                        : new ByteArrayInputStream(body)) {
            received.merge(
                    call.getRequestURI().getPath(),
                    new String(plain.readAllBytes(), StandardCharsets.ISO_8859_1),
                    String::concat);
        }
        call.getResponseHeaders().set("Content-Type", "application/x-protobuf");
        call.sendResponseHeaders(200, -1);
        call.close();
    }

    @Test
    void metricsAndTracesArriveAndTellNoSecret(@TempDir Path root) throws Exception {
        HttpServer receiver =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", this::take);
        receiver.start();
        try (GeminiServer gemini = GeminiServer.start()) {
            new DropFolders(root.resolve("data")).drop("traced.txt", "A question of great secrecy");
            ProgramSettings settings =
                    new ProgramSettings(root)
                            .server(gemini)
                            .set("GEMINI_API_KEY", KEY)
                            .set(
                                    "OTEL_EXPORTER_OTLP_ENDPOINT",
                                    "http://127.0.0.1:" + receiver.getAddress().getPort());
            try (ProgramUnderTest program = ProgramUnderTest.start(settings, "run", "--drain")) {
                assertThat(program.awaitExit(LIMIT)).as(program.stderr()).isZero();
                assertThat(program.stderr()).doesNotContain("Exception");
            }
        } finally {
            receiver.stop(0);
        }

        assertThat(received).containsOnlyKeys("/v1/metrics", "/v1/traces");
        assertThat(received.get("/v1/metrics"))
                .contains("gen_ai.client.operation.duration", "gen_ai.client.token.usage")
                .contains("gcp.gemini", "generate_content", "gemini.requests", "gemini.cost.usd")
                .contains("service.name", "gemini-routes");
        assertThat(received.get("/v1/traces"))
                .contains("gemini-generate", "direct://gemini-generate", "gemini-routes")
                .contains("generate_content gemini-", "gen_ai.operation.name", "gcp.gemini")
                .contains("gen_ai.request.model", "gen_ai.response.model", "gen_ai.response.id")
                .contains("gen_ai.response.finish_reasons", "STOP")
                .contains("gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens");
        assertThat(received.values())
                .allSatisfy(
                        body ->
                                assertThat(body)
                                        .doesNotContain(KEY)
                                        .doesNotContain("great secrecy"));
    }
}
