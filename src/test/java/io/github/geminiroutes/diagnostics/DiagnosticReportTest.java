package io.github.geminiroutes.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.github.geminiroutes.diagnostics.DiagnosticReport.SectionResult;
import io.github.geminiroutes.diagnostics.section.Finding;
import io.github.geminiroutes.diagnostics.section.Finding.Status;
import io.github.geminiroutes.diagnostics.section.SectionName;
import io.github.geminiroutes.support.GeminiJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report for programs, on disk, and as lines of the log. */
class DiagnosticReportTest {

    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

    @TempDir Path directory;

    static DiagnosticReport report(Instant at, Finding... findings) {
        return new DiagnosticReport(
                at,
                Duration.ofMillis(820),
                List.of(
                        new SectionResult(
                                SectionName.SYSTEM,
                                Duration.ofMillis(3),
                                List.of(Finding.ok("java", "17"))),
                        new SectionResult(
                                SectionName.NETWORK, Duration.ofMillis(800), List.of(findings))));
    }

    private static final DiagnosticReport MIXED =
            report(
                    NOON,
                    Finding.warn("tls", "certificate until 2026-11-30 (5 days)", "Renew it."),
                    Finding.error("models.get", "503", "Wait."),
                    Finding.error("countTokens", "503", "Wait."));

    private static JsonSchema schema() throws IOException {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(Files.readString(Path.of("config/diagnostics-report.schema.json")));
    }

    @Test
    void theWorstFindingCounts() {
        assertThat(MIXED.status()).isEqualTo(Status.ERROR);
        assertThat(MIXED.statuses())
                .isEqualTo(
                        Map.of(SectionName.SYSTEM, Status.OK, SectionName.NETWORK, Status.ERROR));
        assertThat(MIXED.count(Status.WARN)).isEqualTo(1);
        assertThat(MIXED.findings(SectionName.SYSTEM)).hasSize(1);
        assertThat(MIXED.findings(SectionName.API)).isEmpty();
        assertThat(report(NOON).status()).isEqualTo(Status.OK);
    }

    @Test
    void theJsonKeepsToThePublishedSchema() throws IOException {
        JsonNode json = GeminiJson.MAPPER.readTree(ReportJson.bytes(MIXED));

        assertThat(schema().validate(json)).isEmpty();
        assertThat(json.path("at").asText()).isEqualTo("2026-11-25T12:00:00Z");
        assertThat(json.path("status").asText()).isEqualTo("ERROR");
        assertThat(json.at("/counts/ERROR").asInt()).isEqualTo(2);
        assertThat(json.at("/sections/0/id").asText()).isEqualTo("system");
        assertThat(json.at("/sections/0/findings/0").has("advice")).isFalse();
        assertThat(json.at("/sections/1/findings/0/advice").asText()).isEqualTo("Renew it.");
    }

    @Test
    void theSchemaIsStrict() throws IOException {
        String json = new String(ReportJson.bytes(MIXED));

        assertThat(schema().validate(GeminiJson.MAPPER.readTree(json.replace("WARN", "BAD"))))
                .isNotEmpty();
        assertThat(schema().validate(GeminiJson.MAPPER.readTree(json.replace("advice", "tip"))))
                .isNotEmpty();
    }

    @Test
    void aFindingIsOneBoundedLine() {
        Finding finding = Finding.error("a\nb", "x\u001b[31m\u202e y\t".repeat(200), "1\r\n2");

        assertThat(finding.name()).isEqualTo("a b");
        assertThat(finding.value())
                .hasSizeLessThanOrEqualTo(600)
                .doesNotContain("\u001b", "\u202e");
        assertThat(finding.advice()).isEqualTo("1 2");
    }

    @Test
    void theLatestIsReplacedAndTheDatedAreBounded() throws IOException {
        ReportFiles files = new ReportFiles(directory);
        for (int i = 0; i < 5; i++) {
            DiagnosticReport report = report(NOON.plusSeconds(i));
            files.writeLatest(report);
            files.writeDated(report, 3);
        }
        Files.writeString(directory.resolve("diagnostics/notes.txt"), "mine");
        files.writeDated(report(NOON.plusSeconds(5)), 3);

        assertThat(GeminiJson.MAPPER.readTree(files.latest().toFile()).path("at").asText())
                .isEqualTo("2026-11-25T12:00:04Z");
        try (Stream<Path> all = Files.list(directory.resolve("diagnostics"))) {
            assertThat(all.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "latest.json",
                            "notes.txt",
                            "report-20261125T120003.000Z.json",
                            "report-20261125T120004.000Z.json",
                            "report-20261125T120005.000Z.json");
        }
    }

    @Test
    void onlyChangesAreWorthALine() {
        StatusChanges changes = new StatusChanges();
        Finding bad = Finding.error("dns", "unknown", "Correct it.");

        assertThat(changes.next(report(NOON, Finding.ok("dns", "well")))).isEmpty();
        assertThat(changes.next(report(NOON, bad)))
                .containsExactly(
                        new StatusChanges.Line(
                                Status.ERROR, "Network Connectivity, dns: unknown. Correct it."));
        assertThat(changes.next(report(NOON, bad))).isEmpty();
        assertThat(changes.next(report(NOON, Finding.warn("dns", "slow", "Wait."))))
                .extracting(StatusChanges.Line::status)
                .containsExactly(Status.WARN);
        assertThat(changes.next(report(NOON, Finding.ok("dns", "well"))))
                .containsExactly(
                        new StatusChanges.Line(
                                Status.OK, "Network Connectivity, dns is OK again: well"));
        assertThat(changes.next(report(NOON, Finding.ok("dns", "well")))).isEmpty();
    }

    @Test
    void aCheckThatIsNotMadeAnyMoreIsWellOnlyWithItsSection() {
        StatusChanges changes = new StatusChanges();
        changes.next(report(NOON, Finding.error("tls", "expired", "Renew it.")));

        assertThat(changes.next(report(NOON, Finding.error("dns", "unknown", "Correct it."))))
                .extracting(StatusChanges.Line::text)
                .containsExactly("Network Connectivity, dns: unknown. Correct it.");
        assertThat(changes.next(report(NOON, Finding.ok("dns", "well"))))
                .extracting(StatusChanges.Line::text)
                .containsExactly(
                        "Network Connectivity, dns is OK again: well",
                        "Network Connectivity, tls is OK again");
    }
}
