package io.github.geminiroutes.batch.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.geminiroutes.api.ApiCalls;
import io.github.geminiroutes.testing.Sha256;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchApiTest {

    private final AtomicInteger calls = new AtomicInteger();
    private final CloseableHttpClient client = HttpClients.createDefault();
    private HttpServer server;

    @BeforeEach
    void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        server.stop(0);
    }

    private BatchApi api(UnaryOperator<String> answer) {
        server.createContext("/", call -> answer(call, answer));
        String address = "http://127.0.0.1:" + server.getAddress().getPort();
        return new BatchApi(new ApiCalls(client, address, null));
    }

    private void answer(HttpExchange call, UnaryOperator<String> answer) throws IOException {
        calls.incrementAndGet();
        byte[] body =
                answer.apply(call.getRequestURI().toString()).getBytes(StandardCharsets.UTF_8);
        try (call) {
            call.sendResponseHeaders(200, body.length);
            call.getResponseBody().write(body);
        }
    }

    private static Job job(Path directory) throws IOException {
        CollectingJob job = CollectingJob.begin(directory, "gemini-x", Instant.EPOCH);
        job.add(
                new SubmittedPrompt(
                        "a.txt", Sha256.hex("a"), null, Instant.EPOCH, null, null, List.of(), 0, 0),
                "{}".getBytes(StandardCharsets.UTF_8),
                1,
                1);
        return job.close(Instant.EPOCH);
    }

    @Test
    void aServerThatHasAnotherFileOfEachNameIsAskedForAFewNamesOnly(@TempDir Path directory)
            throws IOException {
        BatchApi api =
                api(path -> "{\"name\":\"files/other\",\"sizeBytes\":\"1\",\"state\":\"ACTIVE\"}");
        Job job = job(directory.resolve("job"));

        assertThatThrownBy(() -> api.upload(job.directory().requests(), job))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("Google has 20 other files named files/gr-");
        assertThat(calls).hasValue(20);
    }

    @Test
    void aListWithoutAnEndIsReadForSomePagesOnly() {
        BatchApi api =
                api(path -> "{\"operations\":[{\"name\":\"batches/a\"}],\"nextPageToken\":\"n\"}");

        assertThatThrownBy(() -> api.list(job -> true))
                .isInstanceOf(IOException.class)
                .hasMessage("The list of batch jobs has more than 200 pages");
        assertThat(calls).hasValue(200);
    }

    @Test
    void theListHasTheJobsOfAllItsPages() throws IOException {
        BatchApi api =
                api(
                        path ->
                                path.endsWith("pageToken=n%2F2")
                                        ? "{\"operations\":[{\"name\":\"batches/b\"}]}"
                                        : "{\"operations\":[{\"name\":\"batches/a\"}],"
                                                + "\"nextPageToken\":\"n/2\"}");

        assertThat(api.list(job -> true))
                .extracting(Operation::name)
                .containsExactly("batches/a", "batches/b");
    }
}
