package io.github.geminiroutes.diagnostics;

import io.github.geminiroutes.api.ForwardProxy;
import io.github.geminiroutes.diagnostics.section.DiagnosticInput;
import io.github.geminiroutes.diagnostics.section.Finding;
import io.github.geminiroutes.support.SettingsException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** Checks that the settings are valid, and that they make sense together. */
final class SettingsConsistency {

    private final DiagnosticInput input;
    private final Runnable settingsCheck;
    private final List<Finding> findings = new ArrayList<>();

    SettingsConsistency(DiagnosticInput input, Runnable settingsCheck) {
        this.input = input;
        this.settingsCheck = settingsCheck;
    }

    List<Finding> find() {
        try {
            settingsCheck.run();
        } catch (SettingsException e) {
            findings.add(
                    Finding.error(
                            "settings",
                            e.getMessage(),
                            "Correct this setting: the program does not start with it."));
        }
        keys();
        address();
        larger(
                "back-off",
                "gemini.retry.base-delay",
                "gemini.retry.max-delay",
                "Lower BASE_RETRY_DELAY or raise gemini.retry.max-delay: the first delay is cut to the maximum.");
        larger(
                "time-outs",
                "gemini.http.connect-timeout",
                "gemini.http.response-timeout",
                "Raise gemini.http.response-timeout: an answer gets less time than connecting.");
        larger(
                "quotas",
                "gemini.quota.requests-per-minute",
                "gemini.quota.requests-per-day",
                "Correct GEMINI_RPM or GEMINI_RPD: one minute allows more than a whole day.");
        if (findings.isEmpty()) {
            findings.add(Finding.ok("settings", "valid and consistent"));
        }
        return findings;
    }

    private void keys() {
        String key = input.text("gemini.api-key");
        if (!key.isEmpty() && !input.text("gemini.api-key-file").isEmpty()) {
            findings.add(
                    Finding.warn(
                            "two-keys",
                            "GEMINI_API_KEY and GEMINI_API_KEY_FILE are both set; the file is used",
                            "Unset one of them, so that it is clear which key is in use."));
        }
        String gemini = input.variable("GEMINI_API_KEY");
        String google = input.variable("GOOGLE_API_KEY");
        if (!gemini.isEmpty() && !google.isEmpty() && !gemini.equals(google)) {
            findings.add(
                    Finding.warn(
                            "two-variables",
                            "GEMINI_API_KEY and GOOGLE_API_KEY hold different keys; the first is used",
                            "Unset one of them, so that it is clear which key is in use."));
        }
    }

    private void address() {
        URI base = input.baseUrl().orElse(null);
        if (base == null) {
            return;
        }
        if (base.getPath() != null && base.getPath().matches(".*/v1(beta|alpha)?/openai")) {
            findings.add(
                    Finding.error(
                            "base-url-path",
                            base + " is the address for clients of OpenAI",
                            "Remove the path from GOOGLE_GEMINI_BASE_URL: /v1beta/models is appended to it."));
        }
        if (base.getScheme().equals("http") && !ForwardProxy.isThisMachine(base.getHost())) {
            findings.add(
                    Finding.warn(
                            "plain-http",
                            "the key and the prompts go to " + base.getHost() + " unencrypted",
                            "Use https in GOOGLE_GEMINI_BASE_URL: anyone on the network can read the key."));
        }
    }

    private void larger(String name, String small, String large, String advice) {
        input.number(small)
                .flatMap(
                        smaller ->
                                input.number(large)
                                        .filter(larger -> smaller > larger)
                                        .map(
                                                larger ->
                                                        small
                                                                + "="
                                                                + input.text(small)
                                                                + " is more than "
                                                                + large
                                                                + "="
                                                                + input.text(large)))
                .ifPresent(value -> findings.add(Finding.warn(name, value, advice)));
    }
}
