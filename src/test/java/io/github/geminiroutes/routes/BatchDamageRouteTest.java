package io.github.geminiroutes.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.api.ApiCalls;
import io.github.geminiroutes.batch.BatchLane;
import io.github.geminiroutes.batch.JobView;
import io.github.geminiroutes.batch.job.BatchApi;
import io.github.geminiroutes.batch.job.BatchSettings;
import io.github.geminiroutes.batch.job.CollectingJob;
import io.github.geminiroutes.batch.job.Job;
import io.github.geminiroutes.batch.job.JobSteps;
import io.github.geminiroutes.batch.job.JobUploads;
import io.github.geminiroutes.batch.job.JobWatch;
import io.github.geminiroutes.batch.job.SubmittedPrompt;
import io.github.geminiroutes.folder.DropFolderService;
import io.github.geminiroutes.support.UntrustedFiles;
import io.github.geminiroutes.testing.BatchScript;
import io.github.geminiroutes.testing.BatchServer;
import io.github.geminiroutes.testing.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.camel.builder.AdviceWith;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestMethodOrder;

/** Directories of jobs that a hand or a fault of the disk has damaged. */
@Order(6)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BatchDamageRouteTest extends BatchRoutesTestSupport {

    private static final BatchSettings SETTINGS =
            new BatchSettings(
                    Duration.ZERO,
                    100,
                    1_000_000,
                    Duration.ofMillis(1),
                    Duration.ofHours(1),
                    Duration.ZERO,
                    false,
                    1_000_000);

    private static final BatchScript SCRIPT = new BatchScript();

    /** The jobs are there, and damaged, before the routes start. */
    private static Path dataOfClass;

    @Override
    BatchScript script() {
        return SCRIPT;
    }

    @Override
    Properties settings() {
        Properties properties = super.settings();
        properties.setProperty("gemini.batch.linger", "0.3");
        return properties;
    }

    @BeforeAll
    static void startServer(TestInfo test) throws IOException {
        dataOfClass = dataOf(test);
        for (String folder : io.github.geminiroutes.folder.DropFolder.FOLDERS) {
            Files.createDirectories(dataOfClass.resolve(folder));
        }
        damageJobs(server(test.getTestClass().orElseThrow(), SCRIPT));
    }

    @AfterEach
    void clear() throws IOException {
        context().stop();
        delete(folder.submitted());
    }

    /** What an earlier process has left, and what became of it since. */
    private static void damageJobs(BatchServer server) throws IOException {
        try (CloseableHttpClient client = HttpClients.custom().disableAutomaticRetries().build()) {
            BatchApi api = new BatchApi(new ApiCalls(client, server.baseUrl(), null));
            JobUploads uploads =
                    new JobUploads(
                            () -> {
                                throw new IOException("No prompt of these has files");
                            },
                            new UntrustedFiles(dataOfClass, false),
                            path -> new UntrustedFiles(path, false));
            JobSteps steps = new JobSteps(api, SETTINGS, uploads, job -> true, Clock.systemUTC());
            JobWatch watch = new JobWatch(api, SETTINGS, Clock.systemUTC());
            for (String id :
                    List.of(
                            "no-state",
                            "torn-state",
                            "no-requests",
                            "no-list",
                            "no-results",
                            "torn-both")) {
                Job job = close(gathering(id));
                steps.advance(job);
                if (id.equals("no-results")) {
                    soon().until(
                                    () -> {
                                        watch.look(job);
                                        return job.hasResults();
                                    });
                }
            }
            CollectingJob two = gathering("short-list");
            add(two, "short-list-2");
            steps.advance(close(two));
            close(gathering("unsent-no-requests"));
            close(gathering("unsent-no-list"));
            close(gathering("unknown"));
            gathering("gathering").abandon();
        }
        Files.delete(file("no-state", "job.json"));
        Files.writeString(file("torn-state", "job.json"), "{\"state\": \"runn");
        Files.delete(file("torn-both", "job.json"));
        Files.write(file("torn-both", "prompts.jsonl"), new byte[] {'{', '"', -1, -2, '"'});
        Files.delete(file("short-list", "job.json"));
        cutAfterFirstLine(file("short-list", "prompts.jsonl"));
        Files.delete(file("no-requests", "requests.jsonl"));
        Files.delete(file("no-list", "prompts.jsonl"));
        Files.delete(file("no-results", "results.jsonl"));
        Files.delete(file("unsent-no-requests", "requests.jsonl"));
        Files.delete(file("unsent-no-list", "prompts.jsonl"));
        Files.delete(file("unknown", "job.json"));
    }

    private static Path file(String job, String name) {
        return dataOfClass.resolve("submitted").resolve(job).resolve(name);
    }

    /** A job with a prompt that is named like it. */
    private static CollectingJob gathering(String id) throws IOException {
        CollectingJob job =
                CollectingJob.begin(
                        dataOfClass.resolve("submitted").resolve(id),
                        "gemini-3.8-flash",
                        Instant.now());
        add(job, id);
        return job;
    }

    private static void add(CollectingJob job, String id) throws IOException {
        String text = "---\ntier: batch\n---\nAsk " + id;
        Files.writeString(job.directory().prompts().resolve(id + ".txt"), text);
        byte[] request =
                "{\"contents\":[{\"parts\":[{\"text\":\"Ask %s\"}]}]}".formatted(id).getBytes();
        job.add(
                new SubmittedPrompt(
                        id + ".txt",
                        Sha256.hex(text),
                        null,
                        Instant.now(),
                        null,
                        null,
                        List.of(),
                        0,
                        0),
                request,
                10,
                10);
    }

    /** Nothing of the line that is left is amiss. */
    private static void cutAfterFirstLine(Path list) throws IOException {
        Files.writeString(list, Files.readAllLines(list).get(0) + "\n");
    }

    private static Job close(CollectingJob job) throws IOException {
        return job.close(Instant.now());
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                if (!path.equals(dataOfClass.resolve("submitted"))) {
                    Files.deleteIfExists(path);
                }
            }
        }
    }

    private Map<String, String> unreadable() {
        return BatchLane.of(context()).unreadable();
    }

    @Test
    @Order(1)
    void whatIsPaidForIsDeliveredOrStaysAndNothingIsAskedTwice() throws IOException {
        for (String id :
                List.of(
                        "no-state",
                        "torn-state",
                        "no-requests",
                        "no-results",
                        "unsent-no-requests",
                        "unsent-no-list",
                        "gathering")) {
            awaitDone(id + ".txt");
            assertThat(folder.outbox().resolve(id + ".txt.response.md"))
                    .hasContent("Answer to: Ask " + id);
            assertThat(server.jobs().paid()).containsEntry("Ask " + id, 1);
        }
        soon().until(() -> unreadable().size() == 4);

        assertThat(unreadable().get("no-list"))
                .startsWith(file("no-list", "prompts.jsonl") + " is gone or not whole")
                .contains("put it back from a backup", "move the files below prompts/");
        assertThat(file("no-list", "results.jsonl")).exists();
        assertThat(file("no-list", "prompts/no-list.txt")).exists();
        assertThat(unreadable().get("torn-both"))
                .startsWith(file("torn-both", "prompts.jsonl") + " is gone or not whole");
        assertThat(file("torn-both", "results.jsonl")).exists();
        assertThat(unreadable().get("short-list"))
                .startsWith(file("short-list", "prompts.jsonl") + " is gone or not whole");
        assertThat(file("short-list", "results.jsonl"))
                .content()
                .contains("Answer to: Ask short-list-2");
        assertThat(file("short-list", "prompts/short-list-2.txt")).exists();
        assertThat(unreadable().get("unknown"))
                .startsWith(
                        file("unknown", "job.json") + " is gone, and Google's list has no such");
        assertThat(file("unknown", "prompts/unknown.txt")).exists();
        assertThat(server.jobs().paid()).doesNotContainKey("Ask unknown");
        assertThat(BatchLane.of(context()).views().stream().filter(JobView::isDamaged)).hasSize(4);
        assertThat(DropFolderService.of(context()).folder().health().reason()).isNull();
    }

    @Test
    void aJobThatIsRemovedDuringItsDeliveryDoesNotMakeTheFoldersUnwell() throws Exception {
        AdviceWith.adviceWith(
                context(),
                "gemini-batch-result",
                route ->
                        route.weaveById("to-gemini-result-outcome")
                                .before()
                                .process(exchange -> deleteAll()));
        drop("gone.txt", "---\ntier: batch\n---\nGone");
        soon().until(() -> Files.notExists(folder.inbox().resolve("gone.txt")));
        soon().until(() -> BatchLane.of(context()).views().isEmpty() && isEmpty());

        drop("now.txt", "Asked at once");
        awaitDone("now.txt");
        assertThat(DropFolderService.of(context()).folder().health().reason()).isNull();
    }

    private void deleteAll() throws IOException {
        try {
            delete(folder.submitted());
        } catch (NoSuchFileException | java.io.UncheckedIOException e) {
            delete(folder.submitted());
        }
    }

    private boolean isEmpty() throws IOException {
        try (Stream<Path> jobs = Files.list(folder.submitted())) {
            return jobs.findAny().isEmpty();
        }
    }

    @Test
    void aJobThatIsRemovedWhileItGathersOrRunsIsForgotten() throws IOException {
        drop("gathers.txt", "---\ntier: batch\n---\nGathers");
        soon().until(() -> Files.notExists(folder.inbox().resolve("gathers.txt")));
        deleteAll();
        soon().until(() -> BatchLane.of(context()).views().isEmpty());

        // It does not end before the test has done its damage.
        SCRIPT.jobTime(Duration.ofHours(1));
        drop("runs.txt", "---\ntier: batch\n---\nRuns");
        soon().until(
                        () ->
                                BatchLane.of(context()).views().stream()
                                        .anyMatch(view -> view.name() != null));
        deleteAll();
        soon().until(() -> BatchLane.of(context()).views().isEmpty());

        SCRIPT.jobTime(Duration.ofMillis(300));
        drop("next.txt", "---\ntier: batch\n---\nNext");
        awaitDone("next.txt");
        assertThat(DropFolderService.of(context()).folder().health().reason()).isNull();
    }
}
