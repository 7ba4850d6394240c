package io.github.geminiroutes.batch.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.geminiroutes.api.ApiCalls;
import io.github.geminiroutes.testing.SettableClock;
import io.github.geminiroutes.testing.Sha256;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchApiTest {

    private final AtomicInteger calls = new AtomicInteger();
    private final List<String> uses = new CopyOnWriteArrayList<>();
    private final CloseableHttpClient client =
            HttpClients.custom()
                    .addRequestInterceptorFirst(
                            (request, entity, context) ->
                                    uses.add("" + context.getAttribute("gemini-key-use")))
                    .build();
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
    void aCreationAndACancelTakeAMinuteAtMostAsOtherJobsWaitForThem() throws IOException {
        BatchApi api = api(path -> "{\"name\":\"batches/a\"}");

        api.create("gemini-x", "a", "files/a");
        api.cancel("batches/a");

        assertThat(uses).hasSize(2).allMatch(use -> use.contains("time=PT1M"));
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
                .hasMessage("The list of batch jobs has more than 200 pages, or comes too slowly");
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

    @Test
    void aJobThatStandsOnTwoPagesIsListedOnce() throws IOException {
        String job = "{\"name\":\"batches/a\",\"response\":{\"inlinedResponses\":[{}]}}";
        BatchApi api =
                api(
                        path ->
                                "{\"operations\":[%s]%s}"
                                        .formatted(
                                                job,
                                                path.contains("pageToken")
                                                        ? ""
                                                        : ",\"nextPageToken\":\"n\""));

        List<Operation> found = api.list(one -> true);

        assertThat(found).hasSize(1);
    }

    @Test
    void aListOfMoreJobsThanAnyProjectHasIsNotKept() {
        AtomicInteger number = new AtomicInteger();
        BatchApi api =
                api(
                        path ->
                                Stream.generate(number::incrementAndGet)
                                        .limit(1_000)
                                        .map("{\"name\":\"batches/%d\"}"::formatted)
                                        .collect(
                                                Collectors.joining(
                                                        ",",
                                                        "{\"operations\":[",
                                                        "],\"nextPageToken\":\"n\"}")));

        assertThatThrownBy(() -> api.list(job -> true))
                .isInstanceOf(IOException.class)
                .hasMessage("The list of batch jobs has more than 20000 jobs");
    }

    private static final BatchSettings SETTINGS = JobFixture.settings(1_000);

    @Test
    void aLostJobIsFoundAlthoughASecondOneCannotBeCancelled(@TempDir Path directory)
            throws IOException {
        Job job = job(directory.resolve("job"));
        String one =
                "{\"name\":\"batches/%s\",\"metadata\":{\"displayName\":\"%s\",\"createTime\":\"%s\"}}";
        BatchApi api =
                api(
                        path ->
                                path.endsWith(":cancel")
                                        ? "no JSON"
                                        : "{\"operations\":[%s,%s]}"
                                                .formatted(
                                                        one.formatted("b", job.displayName(), "2"),
                                                        one.formatted(
                                                                "a", job.displayName(), "1")));

        Operation found = new LostCreation(api, SETTINGS, Clock.systemUTC()).find(job);

        assertThat(found.name()).isEqualTo("batches/a");
    }

    @Test
    void resultsThatAreLargerThanAllAnswersMayBeAreNotKeptAndFetchedEverMoreSeldom(
            @TempDir Path directory) throws IOException {
        BatchApi api =
                api(
                        path ->
                                path.contains(":batchGenerateContent")
                                        ? "{\"name\":\"batches/a\"}"
                                        : path.startsWith("/download")
                                                ? "x".repeat(70_000)
                                                : """
                                                {"name":"batches/a","metadata":{"state":"BATCH_STATE_SUCCEEDED"},
                                                 "response":{"responsesFile":"files/a"},
                                                 "uri":"http://x/a","sizeBytes":"10","state":"ACTIVE"}""");
        Job job = job(directory.resolve("job"));
        job.change(
                JobState.RUNNING,
                fields -> fields.put("name", "batches/a").put("createdAt", "2026-11-26T10:00:00Z"));
        SettableClock clock = new SettableClock(Instant.parse("2026-11-26T10:01:00Z"));
        JobWatch watch = new JobWatch(api, SETTINGS, clock);
        Duration last = Duration.ZERO;
        for (int look = 0; look < 3; look++) {
            watch.look(job);
            Duration pause = Duration.between(clock.instant(), job.dueAt());
            assertThat(pause).isGreaterThan(last);
            last = pause;
            clock.advance(pause);
        }

        assertThat(job.state()).isEqualTo(JobState.RUNNING);
        assertThat(job.hasResults()).isFalse();
    }

    private static final int INLINE = 40;

    /** Larger than what is read into memory, with the same results in two places. */
    private static String withResults(String state) {
        String results =
                IntStream.range(0, INLINE)
                        .mapToObj(
                                number ->
                                        "{\"response\":{\"x\":\"%s\"},\"metadata\":{\"key\":\"k%d\"}}"
                                                .formatted("x".repeat(1_000_000), number))
                        .collect(Collectors.joining(",\n"));
        return "{\"name\":\"batches/a\",\"metadata\":{\"output\":{\"inlinedResponses\":"
                + "{\"inlinedResponses\":["
                + results
                + "]}},\"state\":\""
                + state
                + "\"},\"response\":{\"inlinedResponses\":{\"inlinedResponses\":[{}]}}}";
    }

    private static Job running(Path directory) throws IOException {
        Job job = job(directory);
        job.change(
                JobState.RUNNING,
                fields -> fields.put("name", "batches/a").put("createdAt", "2026-11-26T10:00:00Z"));
        return job;
    }

    /** They are paid for: a job of them was looked at for ever. */
    @Test
    void resultsThatStandInTheJobAreFetchedHoweverLargeTheyAre(@TempDir Path directory)
            throws IOException {
        String answer = withResults("BATCH_STATE_SUCCEEDED");
        Job job = running(directory.resolve("job"));

        new JobWatch(api(path -> answer), JobFixture.settings(100_000_000), Clock.systemUTC())
                .look(job);

        assertThat(job.state()).isEqualTo(JobState.FETCHED);
        assertThat(job.remoteState()).isEqualTo("SUCCEEDED");
        assertThat(calls).hasValue(2);
        Set<String> keys =
                IntStream.range(0, INLINE)
                        .mapToObj(number -> "k" + number)
                        .collect(Collectors.toSet());
        ResultFile results = ResultFile.read(job.directory(), keys, 2_000_000);
        assertThat(results.answers()).isEqualTo(INLINE);
        assertThat(results.unknown()).isZero();
        assertThat(results.body("k7")).hasSize(1_000_008);
    }

    @Test
    void resultsInAJobThatAreLargerThanAllAnswersMayBeAreNotKept(@TempDir Path directory)
            throws IOException {
        String answer = withResults("BATCH_STATE_SUCCEEDED");
        Job job = running(directory.resolve("job"));

        new JobWatch(api(path -> answer), JobFixture.settings(1_000_000), Clock.systemUTC())
                .look(job);

        assertThat(job.state()).isEqualTo(JobState.RUNNING);
        assertThat(job.hasResults()).isFalse();
    }

    @Test
    void theFirstResultsOfAJobThatGoesOnAreNotTakenForAll(@TempDir Path directory)
            throws IOException {
        String answer = withResults("BATCH_STATE_RUNNING");
        Job job = running(directory.resolve("job"));
        SettableClock clock = new SettableClock(Instant.parse("2026-11-26T10:01:00Z"));

        new JobWatch(api(path -> answer), JobFixture.settings(100_000_000), clock).look(job);

        assertThat(job.state()).isEqualTo(JobState.RUNNING);
        assertThat(job.hasResults()).isFalse();
    }

    @Test
    void aLostJobIsFoundHoweverLargeTheResultsInTheListAre(@TempDir Path directory)
            throws IOException {
        Job job = job(directory.resolve("job"));
        String list =
                "{\"operations\":[%s,{\"name\":\"batches/b\",\"metadata\":{\"displayName\":\"%s\"}}]}"
                        .formatted(withResults("BATCH_STATE_SUCCEEDED"), job.displayName());

        Operation found =
                new LostCreation(api(path -> list), SETTINGS, Clock.systemUTC()).find(job);

        assertThat(found.name()).isEqualTo("batches/b");
    }

    @Test
    void aJobThatEndedByItselfBeforeItsTimeIsEarly(@TempDir Path directory) throws IOException {
        Job job = job(directory.resolve("job"));
        assertThat(SETTINGS.isEarly(job)).as("never created").isFalse();
        job.change(
                JobState.FETCHED,
                fields ->
                        fields.put("remoteState", "EXPIRED")
                                .put("createdAt", "2026-11-26T10:00:00Z")
                                .put("endedAt", "2026-11-26T10:00:30Z"));
        assertThat(SETTINGS.isEarly(job)).isTrue();

        job.change(JobState.FETCHED, fields -> fields.put("endedAt", "2026-11-27T10:00:30Z"));
        assertThat(SETTINGS.isEarly(job)).as("after the deadline").isFalse();
        job.change(
                JobState.FETCHED,
                fields ->
                        fields.put("endedAt", "2026-11-26T10:00:30Z")
                                .put("cancelledAt", "2026-11-26T10:00:20Z"));
        assertThat(SETTINGS.isEarly(job)).as("cancelled").isFalse();
    }
}
