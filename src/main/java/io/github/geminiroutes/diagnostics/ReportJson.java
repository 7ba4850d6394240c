package io.github.geminiroutes.diagnostics;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.diagnostics.DiagnosticReport.SectionResult;
import io.github.geminiroutes.diagnostics.section.Finding;
import io.github.geminiroutes.diagnostics.section.Finding.Status;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.VisibleJson;

/** The report for programs; its schema is {@code config/diagnostics-report.schema.json}. */
public final class ReportJson {

    /** Incremented when a field changes its meaning or is removed. */
    private static final int VERSION = 1;

    private ReportJson() {}

    /** The report as UTF-8 JSON, indented. */
    public static byte[] bytes(DiagnosticReport report) {
        ObjectNode root = GeminiJson.MAPPER.createObjectNode();
        root.put("version", VERSION);
        root.put("at", report.at().toString());
        root.put("tookMillis", report.took().toMillis());
        root.put("status", report.status().name());
        ObjectNode counts = root.putObject("counts");
        for (Status status : Status.values()) {
            counts.put(status.name(), report.count(status));
        }
        ArrayNode sections = root.putArray("sections");
        report.sections().forEach(section -> add(sections.addObject(), section));
        try {
            return VisibleJson.of(
                    GeminiJson.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(root));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree of texts and numbers can be written", e);
        }
    }

    private static void add(ObjectNode json, SectionResult section) {
        json.put("id", section.name().id());
        json.put("title", section.name().title());
        json.put("status", section.status().name());
        json.put("tookMillis", section.took().toMillis());
        ArrayNode findings = json.putArray("findings");
        for (Finding finding : section.findings()) {
            ObjectNode one =
                    findings.addObject()
                            .put("name", finding.name())
                            .put("status", finding.status().name())
                            .put("value", finding.value());
            if (!finding.advice().isEmpty()) {
                one.put("advice", finding.advice());
            }
        }
    }
}
