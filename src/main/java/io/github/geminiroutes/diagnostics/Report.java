package io.github.geminiroutes.diagnostics;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What one sweep found.
 *
 * @param at when the sweep began
 * @param took how long it took
 * @param sections in the order of {@link SectionName}; a section that was skipped is not there
 */
public record Report(Instant at, Duration took, List<SectionReport> sections) {

    public Report {
        sections = List.copyOf(sections);
    }

    /** The worst of all findings. */
    public Status status() {
        return Status.worst(statuses().values());
    }

    /** The status of each section that was looked at. */
    public Map<SectionName, Status> statuses() {
        Map<SectionName, Status> statuses = new EnumMap<>(SectionName.class);
        sections.forEach(section -> statuses.put(section.name(), section.status()));
        return statuses;
    }

    /** The findings of a section; empty if it was not looked at. */
    public List<Finding> findings(SectionName section) {
        return sections.stream()
                .filter(report -> report.name() == section)
                .flatMap(report -> report.findings().stream())
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
