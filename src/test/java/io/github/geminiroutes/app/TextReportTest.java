package io.github.geminiroutes.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.diagnostics.DiagnosticReport;
import io.github.geminiroutes.diagnostics.DiagnosticReport.SectionResult;
import io.github.geminiroutes.diagnostics.section.Finding;
import io.github.geminiroutes.diagnostics.section.SectionName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The report for people. */
class TextReportTest {

    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

    private static final DiagnosticReport MIXED =
            report(
                    Finding.warn("tls", "certificate until 2026-11-30 (5 days)", "Renew it."),
                    Finding.error("models.get", "503", "Wait."),
                    Finding.error("countTokens", "503", "Wait."));

    private static DiagnosticReport report(Finding... findings) {
        return new DiagnosticReport(
                NOON,
                Duration.ofMillis(820),
                List.of(
                        new SectionResult(
                                SectionName.SYSTEM,
                                Duration.ofMillis(3),
                                List.of(Finding.ok("java", "17"))),
                        new SectionResult(
                                SectionName.NETWORK, Duration.ofMillis(800), List.of(findings))));
    }

    private static List<String> lines(int width, boolean isQuiet) {
        return new TextReport(width, isQuiet, (status, word) -> word).lines(MIXED);
    }

    @Test
    void peopleReadItInColumnsAndTheSameAdviceOnce() {
        assertThat(String.join("\n", lines(60, false)))
                .isEqualTo(
                        """
                        gemini-routes diagnostics, 2026-11-25 12:00:00 UTC

                        System Information                                        OK
                          ok    java             17

                        Network Connectivity                                   ERROR
                          WARN  tls              certificate until 2026-11-30 (5
                                                 days)
                                -> Renew it.
                          ERROR models.get       503
                          ERROR countTokens      503
                                -> Wait.

                        ERROR: 2 errors, 1 warning, 1 ok, in 0.8 s""");
    }

    @Test
    void quietIsOnlyWhatIsWrong() {
        assertThat(lines(80, true).get(0)).startsWith("Network Connectivity");
        assertThat(lines(80, true)).noneMatch(line -> line.contains(" ok "));
        assertThat(
                        new TextReport(80, true, (status, word) -> word)
                                .lines(report(Finding.ok("dns", "well"))))
                .isEmpty();
    }

    @Test
    void noLineIsWiderThanTheTerminal() {
        for (int width : new int[] {60, 80, 120}) {
            assertThat(lines(width, false)).allMatch(line -> line.length() <= width);
        }
    }
}
