package io.github.geminiroutes.diagnostics;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.diagnostics.network.HttpAnswer;
import io.github.geminiroutes.diagnostics.network.NetworkReport;
import io.github.geminiroutes.diagnostics.section.DiagnosticInput;
import io.github.geminiroutes.diagnostics.section.Finding;
import io.github.geminiroutes.diagnostics.section.Units;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.prompt.ModelName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Whether the API has the requested model and the fallback models. */
final class ModelCheck {

    private final DiagnosticInput input;

    ModelCheck(DiagnosticInput input) {
        this.input = input;
    }

    List<Finding> findings(Optional<NetworkReport> report) {
        List<Finding> findings = new ArrayList<>();
        findings.add(requested(report.map(NetworkReport::model).orElse(null)));
        report.ifPresent(
                found ->
                        found.fallbacks()
                                .forEach((model, answer) -> findings.add(fallback(model, answer))));
        return findings;
    }

    private Finding requested(HttpAnswer answer) {
        String model = input.text("gemini.model");
        if (!ModelName.isValid(model)) {
            return Finding.error(
                    "model",
                    "GEMINI_MODEL is not the name of a model",
                    "Set GEMINI_MODEL to a model such as gemini-3.8-flash.");
        }
        if (answer == null
                || !answer.isGood() && answer.failure().kind() != FailureKind.NOT_FOUND) {
            return Finding.ok("model", model + ", not known whether the API has it");
        }
        if (!answer.isGood()) {
            return Finding.error(
                    "model",
                    model + " is unknown to the API",
                    "Set GEMINI_MODEL to a model of https://ai.google.dev/gemini-api/docs/models: this one is"
                            + " misspelt or retired. If the API knows no model, correct GOOGLE_GEMINI_BASE_URL.");
        }
        return known(model, answer.json());
    }

    private static Finding known(String model, JsonNode json) {
        JsonNode methods = json.path("supportedGenerationMethods");
        boolean generates =
                methods.isMissingNode()
                        || StreamSupport.stream(methods.spliterator(), false)
                                .anyMatch(method -> method.asText().equals("generateContent"));
        StringBuilder value = new StringBuilder(model);
        if (json.has("inputTokenLimit")) {
            value.append(", at most ")
                    .append(Units.count(json.path("inputTokenLimit").asDouble()))
                    .append(" tokens in");
        }
        if (json.has("outputTokenLimit")) {
            value.append(", ")
                    .append(Units.count(json.path("outputTokenLimit").asDouble()))
                    .append(" out");
        }
        return generates
                ? Finding.ok("model", value.toString())
                : Finding.error(
                        "model",
                        value + ", does not generate content",
                        "Set GEMINI_MODEL to a model that offers generateContent.");
    }

    /** Fallback models are rarely used, so a wrong name would go unnoticed for a long time. */
    private static Finding fallback(String model, HttpAnswer answer) {
        String name = "fallback " + model;
        if (answer.isGood()) {
            return Finding.ok(name, "known to the API");
        }
        return answer.failure().kind() == FailureKind.NOT_FOUND
                ? Finding.warn(
                        name,
                        "unknown to the API",
                        "Remove it from gemini.fallback-models, or correct it: it is misspelt or retired.")
                : Finding.ok(name, "not known whether the API has it");
    }
}
