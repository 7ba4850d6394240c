package io.github.geminiroutes.routes;

import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.client.WireMock;
import io.github.geminiroutes.diagnostics.DiagnosticReport;
import io.github.geminiroutes.diagnostics.Diagnostics;
import io.github.geminiroutes.diagnostics.section.Finding;
import io.github.geminiroutes.diagnostics.section.Finding.Status;
import io.github.geminiroutes.diagnostics.section.SectionName;
import io.github.geminiroutes.support.GeminiJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.apache.camel.component.scheduler.SchedulerEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The route file alone, as in a host application that has set little. */
class DiagnosticsRouteTest extends GeminiRoutesTestSupport {

    @TempDir static Path logs;

    @Override
    List<String> routes() {
        return List.of("gemini-diagnostics");
    }

    @Override
    Properties settings() {
        Properties settings = super.settings();
        settings.setProperty("gemini.log-dir", logs.toString());
        settings.setProperty("gemini.diagnostics.period", "1");
        return settings;
    }

    private Diagnostics diagnostics() {
        return context.getRegistry().lookupByNameAndType("gemini-diagnostics", Diagnostics.class);
    }

    @Test
    void sweepsKeepsTheReportAndWritesIt() throws IOException {
        gemini.stubFor(
                get(urlPathMatching("/v1beta/models/[^/:]+"))
                        .willReturn(okJson("{\"inputTokenLimit\":7}")));
        gemini.stubFor(
                post(urlPathMatching("/v1beta/models/[^/]+:countTokens"))
                        .willReturn(okJson("{\"totalTokens\":2}")));

        await().untilAsserted(
                        () ->
                                assertThat(diagnostics().last())
                                        .hasValueSatisfying(
                                                report ->
                                                        assertThat(report.statuses())
                                                                .containsEntry(
                                                                        SectionName.NETWORK,
                                                                        Status.OK)
                                                                .containsEntry(
                                                                        SectionName.API,
                                                                        Status.OK)));

        DiagnosticReport report = diagnostics().last().orElseThrow();
        assertThat(report.findings(SectionName.RUNTIME))
                .extracting(Finding::name)
                .contains("camel", "routes", "components");
        assertThat(report.findings(SectionName.RUNTIME).toString())
                .contains("1 of ours started", "4.18");
        assertThat(report.findings(SectionName.DIRECTORIES))
                .extracting(Finding::name)
                .containsExactly(logs.toString());
        Path latest = logs.resolve("diagnostics/latest.json");
        await().until(() -> Files.exists(latest));
        assertThat(GeminiJson.MAPPER.readTree(latest.toFile()).path("sections")).hasSize(6);
        assertThat(Files.readString(latest)).doesNotContain(KEY);
        gemini.verify(
                WireMock.moreThanOrExactly(1),
                WireMock.postRequestedFor(urlPathMatching(".*:countTokens"))
                        .withHeader("x-goog-api-key", WireMock.equalTo(KEY)));
        assertThat(calls()).as("no generation is paid for").isZero();
    }

    @Test
    void thePeriodIsInSeconds() {
        SchedulerEndpoint schedule =
                (SchedulerEndpoint) context.getRoute("gemini-diagnostics").getEndpoint();

        assertThat(schedule.getDelay()).isEqualTo(1_000);
        assertThat(schedule.getInitialDelay()).isEqualTo(2_000);
        assertThat(context.getRoute("gemini-diagnostics-once")).isNull();
    }

    @Test
    void aRouteThatIsSuspendedIsSeen() throws Exception {
        context.getRouteController().suspendRoute("gemini-diagnostics");

        diagnostics().sweep();

        assertThat(diagnostics().last().orElseThrow().findings(SectionName.RUNTIME))
                .filteredOn(finding -> finding.name().equals("route gemini-diagnostics"))
                .extracting(Finding::status)
                .containsExactly(Status.WARN);
    }
}
