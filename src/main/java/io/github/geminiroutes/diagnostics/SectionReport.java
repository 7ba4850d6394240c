package io.github.geminiroutes.diagnostics;

import java.time.Duration;
import java.util.List;

/**
 * What one section found.
 *
 * @param name which section
 * @param took how long it looked
 * @param findings in a fixed order
 */
public record SectionReport(SectionName name, Duration took, List<Finding> findings) {

    public SectionReport {
        findings = List.copyOf(findings);
    }

    /** The worst of its findings. */
    public Status status() {
        return Status.worst(findings.stream().map(Finding::status).toList());
    }
}
