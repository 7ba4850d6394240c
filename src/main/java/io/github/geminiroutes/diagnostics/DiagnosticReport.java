package io.github.geminiroutes.diagnostics;

import io.github.geminiroutes.diagnostics.section.Finding;
import io.github.geminiroutes.diagnostics.section.Finding.Status;
import io.github.geminiroutes.diagnostics.section.SectionName;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The result of one sweep.
 *
 * @param at when the sweep began
 * @param took how long it took
 * @param sections in the order of {@link SectionName}; skipped sections are left out
 */
public record DiagnosticReport(Instant at, Duration took, List<SectionResult> sections) {

    /**
     * The result of one section.
     *
     * @param name which section
     * @param took how long it took
     * @param findings in a fixed order
     */
    public record SectionResult(SectionName name, Duration took, List<Finding> findings) {

        public SectionResult {
            findings = List.copyOf(findings);
        }

        /** The worst status of its findings. */
        public Status status() {
            return Status.worst(findings.stream().map(Finding::status).toList());
        }
    }

    public DiagnosticReport {
        sections = List.copyOf(sections);
    }

    /** The worst status of all findings. */
    public Status status() {
        return Status.worst(statuses().values());
    }

    /** The status of each section in the report. */
    public Map<SectionName, Status> statuses() {
        Map<SectionName, Status> statuses = new EnumMap<>(SectionName.class);
        sections.forEach(section -> statuses.put(section.name(), section.status()));
        return statuses;
    }

    /** The findings of a section; empty if it was skipped. */
    public List<Finding> findings(SectionName section) {
        return sections.stream()
                .filter(result -> result.name() == section)
                .flatMap(result -> result.findings().stream())
                .toList();
    }

    /** How many findings have this status. */
    public long count(Status status) {
        return sections.stream()
                .flatMap(section -> section.findings().stream())
                .filter(finding -> finding.status() == status)
                .count();
    }
}
