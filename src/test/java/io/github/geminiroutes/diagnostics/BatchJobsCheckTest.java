package io.github.geminiroutes.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.app.TextReport;
import io.github.geminiroutes.diagnostics.network.NetworkProbe;
import io.github.geminiroutes.diagnostics.network.NetworkReport;
import io.github.geminiroutes.diagnostics.network.RemoteJobs;
import io.github.geminiroutes.diagnostics.section.DiagnosticConfig;
import io.github.geminiroutes.diagnostics.section.Finding;
import io.github.geminiroutes.diagnostics.section.Finding.Status;
import io.github.geminiroutes.diagnostics.section.TestInput;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.testing.ProbedApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The batch jobs of a data directory beside those of a server. */
class BatchJobsCheckTest {

    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

    @TempDir Path data;
    private final TestInput settings = new TestInput();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ProbedApi api = ProbedApi.start();

    @BeforeEach
    void setUp() {
        settings.with("gemini.base-url", api.baseUrl()).with("gemini.data-dir", data.toString());
    }

    @AfterEach
    void end() {
        threads.shutdownNow();
        api.close();
    }

    private List<Finding> findings() {
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        BatchJobsCheck check = new BatchJobsCheck(settings.input(), clock);
        check.begin();
        NetworkProbe probe =
                new NetworkProbe(settings.input(), DiagnosticConfig.DEFAULT, clock, threads);
        probe.listJobs(check::names);
        NetworkReport report = probe.probe(Duration.ofSeconds(8));
        return check.findings(Optional.ofNullable(report.jobs()));
    }

    private void local(String directory, String state) throws IOException {
        Path job = Files.createDirectories(data.resolve("submitted").resolve(directory));
        if (state != null) {
            Files.writeString(job.resolve("job.json"), state);
        }
    }

    private static ObjectNode job(String name, String displayName, String state, String made) {
        ObjectNode job = GeminiJson.MAPPER.createObjectNode().put("name", name);
        job.putObject("metadata")
                .put("displayName", displayName)
                .put("model", "models/gemini-3.8-flash")
                .put("createTime", made)
                .put("state", "BATCH_STATE_" + state);
        return job;
    }

    private static String page(String next, ObjectNode... jobs) {
        ObjectNode page = GeminiJson.MAPPER.createObjectNode();
        List.of(jobs).forEach(page.withArray("operations")::add);
        if (next != null) {
            page.put("nextPageToken", next);
        }
        return page.toString();
    }

    private static Finding named(List<Finding> findings, String name) {
        return findings.stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
    }

    @Test
    @Timeout(30)
    void aLookThatFailsHoldsNothingUp() {
        BatchJobsCheck check = new BatchJobsCheck(null, Clock.systemUTC());

        assertThatThrownBy(check::begin).isInstanceOf(NullPointerException.class);

        assertThat(check.names()).isEmpty();
        RemoteJobs none = new RemoteJobs(List.of(), true, null, Map.of());
        assertThatThrownBy(() -> check.findings(Optional.of(none)))
                .as("fails, and does not wait")
                .isInstanceOf(NullPointerException.class);
    }

    @Test
    void whatTheDataDirectoryDoesNotKnowIsNamedWithItsStateAndAge() throws IOException {
        local("20261126-100000-known", "{\"state\":\"running\",\"name\":\"batches/known\"}");
        local("20261126-100000-creating", "{\"state\":\"creating\"}");
        local("20261126-100000-torn", "{\"state\":");
        String h3 = "2026-11-26T08:30:00Z";
        api.batches(
                query ->
                        query.contains("pageToken=p%2F2")
                                ? page(
                                        null,
                                        job(
                                                "batches/ended",
                                                "gemini-routes-old-2",
                                                "SUCCEEDED",
                                                "2026-11-20T12:00:00Z"),
                                        job(
                                                "batches/theirs",
                                                "a night job",
                                                "PENDING",
                                                "yesterday"),
                                        job("batches/done", "another", "SUCCEEDED", h3))
                                : page(
                                        "p/2",
                                        job("batches/known", "gemini-routes-x-1", "RUNNING", h3),
                                        job(
                                                "batches/c",
                                                "gemini-routes-20261126-100000-creating-1",
                                                "PENDING",
                                                h3),
                                        job(
                                                "batches/t",
                                                "gemini-routes-20261126-100000-torn-3",
                                                "PENDING",
                                                h3),
                                        job(
                                                "batches/lost",
                                                "gemini-routes-20261125-090000-gone-1",
                                                "RUNNING",
                                                h3)));

        List<Finding> findings = findings();

        assertThat(named(findings, "batch-jobs").value())
                .isEqualTo(
                        "7 at Google: 3 of this data directory, 2 that this program made elsewhere or has lost,"
                                + " 2 of other programs");
        Finding lost = named(findings, "batches/lost");
        assertThat(lost.status()).isEqualTo(Status.WARN);
        assertThat(lost.value())
                .isEqualTo(
                        "running, made 3 hours ago, gemini-3.8-flash, named gemini-routes-20261125-090000-gone-1");
        assertThat(lost.advice()).contains("another data directory", "cancel it at https://");
        Finding ended = named(findings, "batches/ended");
        assertThat(ended.value()).startsWith("succeeded, made 6 days ago");
        assertThat(ended.advice()).contains("its answers, which are paid for");
        Finding theirs = named(findings, "batches/theirs");
        assertThat(theirs.status()).isEqualTo(Status.OK);
        assertThat(theirs.value()).startsWith("pending, made at an unknown time");
        assertThat(findings).hasSize(4);
    }

    @Test
    void aJobThatTheListDoesNotHaveIsAskedForByItsName() throws IOException {
        local("hidden", "{\"state\":\"running\",\"name\":\"batches/hidden\"}");
        local("gone", "{\"state\":\"running\",\"name\":\"batches/gone\"}");
        local("bad", "{\"state\":\"running\",\"name\":\"batches/../../models\"}");
        api.batches(
                query ->
                        query.equals("/gone")
                                ? null
                                : query.equals("/hidden")
                                        ? job("batches/hidden", "x", "RUNNING", "").toString()
                                        : page(null));

        List<Finding> findings = findings();

        assertThat(findings)
                .extracting(Finding::name)
                .containsExactly("batch-jobs", "batches/gone");
        assertThat(named(findings, "batches/gone").value())
                .isEqualTo(
                        "Google does not show it with the key in use; its prompts wait in submitted/gone");
        assertThat(named(findings, "batches/gone").advice()).contains("docs/batch.md");
        assertThat(api.requests()).noneMatch(request -> request.contains(".."));
    }

    @Test
    void whatTheServerSaysGoesNeitherRawIntoTheTerminalNorIntoAPath() {
        api.batches(
                query ->
                        page(
                                null,
                                job(
                                        "batches/../../etc\u001b[2J",
                                        "gemini-routes-../../x\u009b31m\u202e\u0007-1\n\u001b]0;t",
                                        "RUN\u001b[1mNING",
                                        "2026-11-26T11:59:00Z")));

        List<Finding> findings = findings();

        assertThat(findings).hasSize(2);
        assertThat(findings.toString()).doesNotMatch("(?s).*[\\p{Cc}\\p{Cf}].*");
        DiagnosticReport report =
                new DiagnosticReport(
                        NOW,
                        Duration.ZERO,
                        List.of(
                                new DiagnosticReport.SectionResult(
                                        io.github.geminiroutes.diagnostics.section.SectionName.API,
                                        Duration.ZERO,
                                        findings)));
        assertThat(new TextReport(100, false, (status, word) -> word).lines(report))
                .noneMatch(line -> line.matches("(?s).*[\\p{Cc}\\p{Cf}].*"));
    }

    @Test
    void aListWithoutAnEndIsReadInPart() {
        api.batches(query -> page("again", job("batches/a", "x", "RUNNING", "")));

        assertThat(findings().get(0).value())
                .startsWith("20 at Google on the pages that were read:");
        assertThat(api.requests()).filteredOn(line -> line.contains("/batches?")).hasSize(20);
    }

    @Test
    void aServerWithoutSuchAListIsNoFault() {
        api.batches(query -> null);

        assertThat(findings())
                .singleElement()
                .satisfies(
                        finding -> {
                            assertThat(finding.status()).isEqualTo(Status.OK);
                            assertThat(finding.value()).startsWith("not known: not-found: 404");
                        });
    }
}
