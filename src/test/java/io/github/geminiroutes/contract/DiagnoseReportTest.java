package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.github.geminiroutes.folder.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What {@code diagnose} says of a healthy set-up. {@code SweepTest} holds how soon. */
class DiagnoseReportTest extends DiagnoseTestSupport {

    @Test
    void aHealthySetUpIsToldInFullAndAsJson() throws Exception {
        Path output = root.resolve("report.json");

        Outcome outcome = diagnose("--output", output.toString());

        assertThat(outcome.code()).as(outcome.stdout()).isZero();
        assertThat(outcome.stderr()).isEmpty();
        assertThat(outcome.stdout())
                .contains(
                        "System Information",
                        "Directory Permissions",
                        "API Configuration",
                        "Runtime Environment",
                        "Network Connectivity",
                        "Performance Metrics",
                        "OK: 0 errors, 0 warnings")
                .doesNotContain(KEY.substring(0, 10), "\u001b");
        assertThat(outcome.stdout().lines()).allMatch(line -> line.length() <= 80);
        JsonNode report = outcome.report(output);
        assertThat(report).isEqualTo(outcome.report(root.resolve("logs/diagnostics/latest.json")));
        assertThat(report.path("tookMillis").asLong()).isPositive();
        assertThat(
                        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                                .getSchema(
                                        Files.readString(
                                                Path.of("config/diagnostics-report.schema.json")))
                                .validate(report))
                .isEmpty();
        assertThat(Files.readString(output)).doesNotContain(KEY.substring(0, 10));
        assertThat(api.requests()).hasSize(3).noneMatch(line -> line.contains(KEY));
    }
}
