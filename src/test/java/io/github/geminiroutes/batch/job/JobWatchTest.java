package io.github.geminiroutes.batch.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.geminiroutes.api.ApiCalls;
import io.github.geminiroutes.failure.RecordedBody;
import io.github.geminiroutes.testing.SettableClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server, or something on the way to it, may say of a job that is paid for. */
class JobWatchTest {

    private static final String SUCCEEDED =
            "{\"name\":\"batches/a\",\"done\":true,\"metadata\":{\"state\":\"BATCH_STATE_SUCCEEDED\"},"
                    + "\"response\":{\"responsesFile\":\"files/batch-a\"}}";
    private static final String RUNNING =
            "{\"name\":\"batches/a\",\"metadata\":{\"state\":\"BATCH_STATE_RUNNING\"}}";
    private static final String MISSING =
            "{\"error\":{\"code\":404,\"status\":\"NOT_FOUND\",\"message\":\"Requested entity was not found.\"}}";

    @TempDir Path submitted;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-07-01T12:00:00Z"));
    private final CloseableHttpClient client =
            HttpClients.custom().disableAutomaticRetries().build();
    private final AtomicInteger cancels = new AtomicInteger();
    private volatile String operation = SUCCEEDED;
    private volatile String list = "{}";
    private volatile boolean refusesCancels;
    private final AtomicInteger deletions = new AtomicInteger();
    private volatile Duration deletionTime = Duration.ZERO;
    private volatile int lookCode = 200;
    private volatile int code = 404;
    private volatile String results = MISSING;
    private HttpServer server;
    private BatchApi api;
    private JobWatch watch;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1beta/batches", call -> send(call, 200, list));
        server.createContext("/v1beta/batches/", this::job);
        server.createContext("/download/", call -> send(call, code, results));
        server.start();
        api =
                new BatchApi(
                        new ApiCalls(
                                client, "http://127.0.0.1:" + server.getAddress().getPort(), null));
        watch = new JobWatch(api, JobFixture.settings(1_000_000), clock);
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.stop(0);
    }

    private void job(HttpExchange call) throws IOException {
        if (call.getRequestMethod().equals("DELETE")) {
            deletions.incrementAndGet();
            clock.advance(deletionTime);
        }
        boolean isCancel = call.getRequestURI().getPath().endsWith(":cancel");
        if (isCancel) {
            cancels.incrementAndGet();
        }
        send(
                call,
                isCancel && refusesCancels ? 404 : lookCode,
                isCancel && refusesCancels ? MISSING : operation);
    }

    private static void send(HttpExchange call, int code, String body) throws IOException {
        call.getRequestBody().readAllBytes();
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        call.sendResponseHeaders(code, bytes.length);
        call.getResponseBody().write(bytes);
        call.close();
    }

    private Job job(String state) throws IOException {
        return job(state, "\"name\": \"batches/a\",");
    }

    private Job job(String state, String name) throws IOException {
        Path path = Files.createDirectory(submitted.resolve("j"));
        Files.writeString(
                path.resolve("job.json"),
                """
                {"state": "%s", %s "requests": 1, "attempt": 1, "model": "gemini-3.8-flash",
                 "file": "files/a", "closedAt": "%s", "createdAt": "%s"}"""
                        .formatted(state, name, clock.instant(), clock.instant()));
        return Job.read(new JobDirectory(path));
    }

    private void look(Job job, Duration later) throws IOException {
        clock.advance(later);
        watch.look(job);
    }

    private static Stream<Arguments> refusalsThatSayNothingOfTheResults() {
        return Stream.of(
                Arguments.of(404, "<html><h1>404 Not Found</h1><hr>nginx</html>"),
                Arguments.of(403, RecordedBody.text("403-suspended.json")),
                Arguments.of(403, RecordedBody.text("403.json")));
    }

    /** The answers of fifty jobs that have ended would come a minute apart. */
    @Test
    void aDeletionThatTakesLongIsTheLastForTenMinutes() throws IOException {
        Job job = job("fetched");
        watch.forget(job);
        deletionTime = Duration.ofMinutes(1);
        watch.forget(job);
        assertThat(deletions).hasValue(2);

        watch.forget(job);
        assertThat(deletions).hasValue(2);

        clock.advance(Duration.ofMinutes(10));
        watch.forget(job);
        assertThat(deletions).hasValue(3);
    }

    /** The prompts would be asked, and paid, again, and that in each further job. */
    @ParameterizedTest
    @MethodSource("refusalsThatSayNothingOfTheResults")
    void onlyTheMissingFileTellsThatTheResultsAreGone(int refusal, String body) throws IOException {
        Job job = job("running");
        code = refusal;
        results = body;
        for (int hour = 0; hour < 3; hour++) {
            look(job, Duration.ofHours(1));
        }
        assertThat(job.state()).isEqualTo(JobState.RUNNING);

        code = 200;
        results = "{\"key\":\"a#1\",\"response\":{}}\n";
        look(job, Duration.ofHours(1));
        assertThat(job.state()).isEqualTo(JobState.FETCHED);
        assertThat(job.hasResults()).isTrue();
    }

    /** Its prompts would be asked, and paid, again, while the job goes on. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"name\":\"batches/b\",\"metadata\":{\"state\":\"BATCH_STATE_FAILED\"}",
                "\"name\":\"batches/a\",\"metadata\":{\"state\":\"BATCH_STATE_EXPIRED\","
                        + "\"displayName\":\"gemini-routes-other-1\"}",
                "\"name\":\"batches/b\",\"done\":true,"
                        + "\"response\":{\"inlinedResponses\":[{\"response\":{}}]}",
                "\"done\":true,\"response\":{\"inlinedResponses\":[{\"response\":{}}]},"
                        + "\"name\":\"batches/a\",\"metadata\":{\"displayName\":\"nobody's\"}"
            })
    void anAnswerAboutAnotherJobDecidesNothingAboutThisOne(String other) throws IOException {
        Job job = job("running");
        operation = "{" + other + "}";
        for (int hour = 0; hour < 3; hour++) {
            look(job, Duration.ofHours(1));
            assertThat(job.state()).isEqualTo(JobState.RUNNING);
            assertThat(job.remoteState()).isNull();
            assertThat(job.hasResults()).isFalse();
        }

        operation = SUCCEEDED.replace("{\"state", "{\"displayName\":\"gemini-routes-j-1\",\"state");
        code = 200;
        results = "{\"key\":\"a#1\",\"response\":{}}\n";
        look(job, Duration.ofHours(1));
        assertThat(job.state()).isEqualTo(JobState.FETCHED);
    }

    @Test
    void anAnswerToACreationThatNamesAnotherJobLeavesItToBeLookedFor() throws IOException {
        Job job = job("uploaded", "");
        server.createContext("/v1beta/models/", call -> send(call, 200, operation));
        operation = "{\"name\":\"batches/b\",\"metadata\":{\"displayName\":\"other\"}}";
        JobSteps steps =
                new JobSteps(api, JobFixture.settings(1_000_000), null, one -> true, clock);

        steps.advance(job);
        assertThat(job.state()).isEqualTo(JobState.CREATING);
        assertThat(job.name()).isNull();

        list =
                "{\"operations\":[{\"name\":\"batches/a\",\"metadata\":"
                        + "{\"displayName\":\"gemini-routes-j-2\"}}]}";
        clock.advance(Duration.ofMinutes(1));
        steps.advance(job);
        assertThat(job.state()).isEqualTo(JobState.RUNNING);
        assertThat(job.name()).isEqualTo("batches/a");
    }

    /** Its prompts would wait for ever, and what Google has of it is paid for. */
    @ParameterizedTest
    @ValueSource(ints = {200, 404})
    void aJobThatGotTheNameOfAnotherOneIsFoundByItsDisplayName(int look) throws IOException {
        Job job = job("running");
        lookCode = look;
        operation =
                look == 404
                        ? MISSING
                        : RUNNING.replace("{\"state", "{\"displayName\":\"o\",\"state");
        look(job, Duration.ofMinutes(1));
        assertThat(job.name()).as("a list lags").isEqualTo("batches/a");

        list = listOf("batches/a", "batches/b");
        look(job, Duration.ofMinutes(1));
        assertThat(job.name()).as("one answer may be wrong").isEqualTo("batches/a");

        list = listOf("batches/b");
        look(job, Duration.ofMinutes(1));
        assertThat(job.name()).isEqualTo("batches/b");
        assertThat(job.reason()).isNull();
        assertThat(Job.read(job.directory()).name()).isEqualTo("batches/b");

        lookCode = 200;
        operation = SUCCEEDED.replace("batches/a", "batches/b");
        code = 200;
        results = "{\"key\":\"a#1\",\"response\":{}}\n";
        look(job, Duration.ofMinutes(1));
        assertThat(job.state()).isEqualTo(JobState.FETCHED);
    }

    private static String listOf(String... names) {
        String metadata = "\"metadata\":{\"displayName\":\"gemini-routes-j-1\"}";
        return Stream.of(names)
                .map(name -> "{\"name\":\"%s\",%s}".formatted(name, metadata))
                .collect(Collectors.joining(",", "{\"operations\":[", "]}"));
    }

    /** Each look would read two hundred pages of the list. */
    @Test
    void aJobThatIsNotSeenForLongIsNotLookedForInTheList() throws IOException {
        Job job = job("running");
        lookCode = 404;
        operation = MISSING;
        look(job, Duration.ofMinutes(1));
        clock.advance(Duration.ofMinutes(11));
        list = listOf("batches/b");
        look(job, Duration.ofMinutes(1));
        assertThat(job.name()).isEqualTo("batches/a");
        assertThat(watch.isOutOfSight(job)).isTrue();
    }

    /** Looks become rare, and the answers are paid for. */
    @Test
    void whatIsHereDoesNotWaitForTheNextLook() throws IOException {
        Job job = job("running");
        operation = RUNNING;
        for (int hour = 0; hour < 6; hour++) {
            look(job, Duration.ofHours(1));
        }
        assertThat(job.dueAt()).isAfter(clock.instant().plusSeconds(60));

        operation = SUCCEEDED;
        code = 200;
        results = "{\"key\":\"a#1\",\"response\":{}}\n";
        look(job, Duration.ofHours(1));
        assertThat(job.state()).isEqualTo(JobState.FETCHED);
        assertThat(job.isDue(clock.instant())).isTrue();
    }

    private Job jobWithPrompt() throws IOException {
        CollectingJob collecting =
                CollectingJob.begin(submitted.resolve("p"), "gemini-3.8-flash", clock.instant());
        collecting.add(
                new SubmittedPrompt(
                        "p.txt",
                        "0123456789abcdef",
                        null,
                        clock.instant(),
                        null,
                        null,
                        List.of(),
                        0,
                        0),
                "{}".getBytes(StandardCharsets.UTF_8),
                10,
                20);
        Job job = collecting.close(clock.instant());
        String now = clock.instant().toString();
        job.change(
                JobState.RUNNING,
                fields -> fields.put("name", "batches/a").put("attempt", 1).put("createdAt", now));
        return job;
    }

    /** The prompts would be asked, and paid, again, though Google still has their answers. */
    @ParameterizedTest
    @ValueSource(strings = {"", "<html>Log in</html>", "%s\n%s\n", "{\"key\":\"b\"}", "%.30s"})
    void resultsThatLackLinesAreFetchedAgain(String other) throws IOException {
        Job job = jobWithPrompt();
        String line =
                "{\"key\":\"%s\",\"response\":{}}".formatted(job.directory().read().get(0).key());
        code = 200;
        results = other.formatted(line, line);
        look(job, Duration.ofMinutes(1));
        assertThat(job.state()).isEqualTo(JobState.RUNNING);

        results = line + "\n";
        look(job, Duration.ofMinutes(1));
        assertThat(job.state()).isEqualTo(JobState.FETCHED);
    }

    @Test
    void resultsThatLackLinesForGoodAreTakenAsTheyAre() throws IOException {
        Job job = jobWithPrompt();
        code = 200;
        results = "{\"key\":\"b\"}";
        for (int i = 0; i < 4; i++) {
            assertThat(job.state()).isEqualTo(JobState.RUNNING);
            look(job, Duration.ofHours(1));
        }
        assertThat(job.state()).isEqualTo(JobState.FETCHED);
    }

    @Test
    void aJobThatGoesOnAfterItsEndHasTimeForItsResultsAnew() throws IOException {
        Job job = job("running");
        look(job, Duration.ofMinutes(1));
        operation = RUNNING;
        look(job, Duration.ofHours(1));
        operation = SUCCEEDED;
        look(job, Duration.ofHours(1));
        assertThat(job.state()).isEqualTo(JobState.RUNNING);

        look(job, Duration.ofMinutes(16));
        assertThat(job.state()).as("what Google itself does not have").isEqualTo(JobState.FETCHED);
    }

    /** Each look made a further one, and the job counted as unseen. */
    @Test
    void aCancelThatIsRefusedCountsAsMade() throws IOException {
        Job job = job("running");
        operation = RUNNING;
        refusesCancels = true;
        look(job, Duration.ofHours(25));
        look(job, Duration.ofMinutes(20));
        look(job, Duration.ofMinutes(20));

        assertThat(cancels).hasValue(1);
        assertThat(job.reason()).isNull();
    }

    /** Each cancel is a call, and other jobs wait for it. */
    @Test
    void noMoreSecondJobsAreCancelledThanWereBegun() throws IOException {
        Job job = job("creating");
        String one =
                "{\"name\":\"batches/%d\",\"metadata\":{\"displayName\":\"gemini-routes-j-1\",\"createTime\":\"%d\"}}";
        StringBuilder all = new StringBuilder();
        for (int number = 100; number < 150; number++) {
            all.append(number == 100 ? "" : ",").append(one.formatted(number, number));
        }
        list = "{\"operations\":[" + all + "]}";

        Operation found = new LostCreation(api, JobFixture.settings(1_000_000), clock).find(job);

        assertThat(found.name()).isEqualTo("batches/100");
        assertThat(cancels).hasValueLessThanOrEqualTo(1);
    }
}
