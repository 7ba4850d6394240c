package io.github.geminiroutes.monitoring;

import io.github.geminiroutes.diagnostics.DiagnosticReport;
import io.github.geminiroutes.diagnostics.DiagnosticReport.SectionResult;
import io.github.geminiroutes.diagnostics.Diagnostics;
import io.github.geminiroutes.diagnostics.section.Finding;
import io.github.geminiroutes.diagnostics.section.Finding.Status;
import io.github.geminiroutes.diagnostics.section.SectionName;
import io.github.geminiroutes.folder.DropFolderService;
import io.github.geminiroutes.message.MessageProcessor;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.annotations.HealthCheck;

/**
 * Whether the last sweep found an error that stops the work: directories, key and model, network. A
 * prompt or message answered since the sweep began proves that the work continues, earlier than the
 * next sweep.
 */
@HealthCheck("gemini-diagnostics-check")
public final class DiagnosticsHealthCheck extends GeminiHealthCheck<Diagnostics> {

    private static final Set<SectionName> NEEDED =
            EnumSet.of(SectionName.DIRECTORIES, SectionName.API, SectionName.NETWORK);

    public DiagnosticsHealthCheck() {
        super("gemini-diagnostics", DiagnosticsHealthCheck::diagnostics);
    }

    private static Diagnostics diagnostics(CamelContext context) {
        return context.getRegistry().lookupByNameAndType("gemini-diagnostics", Diagnostics.class);
    }

    @Override
    String trouble(Diagnostics diagnostics) {
        DiagnosticReport report = diagnostics.last().orElse(null);
        if (report == null) {
            return null;
        }
        DropFolderService dropFolder = DropFolderService.of(getCamelContext());
        MessageProcessor messages = MessageProcessor.of(getCamelContext());
        return trouble(
                report,
                later(
                        dropFolder == null ? null : dropFolder.counters().answeredAt(),
                        messages == null ? null : messages.counters().answeredAt()));
    }

    private static Instant later(Instant one, Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isAfter(other) ? one : other;
    }

    static String trouble(DiagnosticReport report, Instant answeredAt) {
        if (answeredAt != null && answeredAt.isAfter(report.at())) {
            return null;
        }
        String errors =
                report.sections().stream()
                        .filter(section -> NEEDED.contains(section.name()))
                        .flatMap(DiagnosticsHealthCheck::errors)
                        .collect(Collectors.joining(" | "));
        return errors.isEmpty() ? null : errors;
    }

    private static Stream<String> errors(SectionResult section) {
        return section.findings().stream()
                .filter(finding -> finding.status() == Status.ERROR)
                .map(DiagnosticsHealthCheck::line);
    }

    private static String line(Finding finding) {
        return finding.line();
    }
}
