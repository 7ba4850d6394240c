package io.github.geminiroutes.diagnostics;

import io.github.geminiroutes.diagnostics.network.HttpAnswer;
import io.github.geminiroutes.diagnostics.network.NetworkReport;
import io.github.geminiroutes.diagnostics.section.DiagnosticInput;
import io.github.geminiroutes.diagnostics.section.Finding;
import io.github.geminiroutes.diagnostics.section.Section;
import io.github.geminiroutes.diagnostics.section.SectionName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The key, the model, the account, and whether the settings make sense together. */
final class ApiSection implements Section {

    private final DiagnosticInput input;
    private final Runnable settingsCheck;
    private final Supplier<Optional<NetworkReport>> network;
    private final BatchJobsCheck jobs;

    /**
     * @param settingsCheck throws a SettingsException for a setting that cannot be used
     * @param network waits for the report of the probe; empty if the network is left alone
     * @param jobs compares batch jobs; null where that is not wanted
     */
    ApiSection(
            DiagnosticInput input,
            Runnable settingsCheck,
            Supplier<Optional<NetworkReport>> network,
            BatchJobsCheck jobs) {
        this.input = input;
        this.settingsCheck = settingsCheck;
        this.network = network;
        this.jobs = jobs;
    }

    @Override
    public SectionName name() {
        return SectionName.API;
    }

    @Override
    public List<Finding> examine() {
        if (jobs != null) {
            jobs.begin();
        }
        List<Finding> findings = new ArrayList<>();
        ApiKeyCheck key = new ApiKeyCheck(input);
        findings.addAll(key.findings());
        findings.add(Finding.ok("base-url", shownBaseUrl()));
        Optional<NetworkReport> report = network.get();
        if (key.isUsable()) {
            findings.add(ApiKeyCheck.accepted(answers(report)));
        }
        findings.addAll(new ModelCheck(input).findings(report));
        AccountCheck.finding(answers(report)).ifPresent(findings::add);
        if (jobs != null) {
            findings.addAll(jobs.findings(report.map(NetworkReport::jobs)));
        }
        findings.addAll(new SettingsConsistency(input, settingsCheck).find());
        return findings;
    }

    private static List<HttpAnswer> answers(Optional<NetworkReport> report) {
        return report.map(NetworkReport::answers).orElse(List.of());
    }

    private String shownBaseUrl() {
        return input.baseUrl().map(Object::toString).orElse("not an http or https address");
    }
}
