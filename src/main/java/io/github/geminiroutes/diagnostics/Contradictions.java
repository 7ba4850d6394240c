package io.github.geminiroutes.diagnostics;

import io.github.geminiroutes.api.ForwardProxy;
import io.github.geminiroutes.support.SettingsException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** Settings that are each allowed and make no sense together. */
final class Contradictions {

    private final Subject subject;
    private final Runnable settingsCheck;
    private final List<Finding> findings = new ArrayList<>();

    Contradictions(Subject subject, Runnable settingsCheck) {
        this.subject = subject;
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
                            "Correct this setting: run does not start with it."));
        }
        keys();
        address();
        larger(
                "back-off",
                "gemini.retry.base-delay",
                "gemini.retry.max-delay",
                "Lower BASE_RETRY_DELAY or raise gemini.retry.max-delay: the first back-off is cut to the longest.");
        larger(
                "time-outs",
                "gemini.http.connect-timeout",
                "gemini.http.response-timeout",
                "Raise gemini.http.response-timeout: an answer may take less time than connecting.");
        larger(
                "quotas",
                "gemini.quota.requests-per-minute",
                "gemini.quota.requests-per-day",
                "Correct GEMINI_RPM or GEMINI_RPD: one minute may use up more than the day allows.");
        if (findings.isEmpty()) {
            findings.add(Finding.ok("settings", "usable, and none contradicts another"));
        }
        return findings;
    }

    private void keys() {
        String key = subject.text("gemini.api-key");
        if (!key.isEmpty() && !subject.text("gemini.api-key-file").isEmpty()) {
            findings.add(
                    Finding.warn(
                            "two-keys",
                            "GEMINI_API_KEY and GEMINI_API_KEY_FILE are both set; the file is taken",
                            "Unset one of them, so that nobody takes the other for the one in use."));
        }
        String gemini = subject.variable("GEMINI_API_KEY");
        String google = subject.variable("GOOGLE_API_KEY");
        if (!gemini.isEmpty() && !google.isEmpty() && !gemini.equals(google)) {
            findings.add(
                    Finding.warn(
                            "two-variables",
                            "GEMINI_API_KEY and GOOGLE_API_KEY hold different keys; the first is taken",
                            "Unset one of them, so that nobody takes the other for the one in use."));
        }
    }

    private void address() {
        URI base = subject.baseUrl().orElse(null);
        if (base == null) {
            return;
        }
        if (base.getPath() != null && base.getPath().matches(".*/v1(beta|alpha)?(/models)?")) {
            findings.add(
                    Finding.error(
                            "base-url-path",
                            base + " already has the API's version",
                            "Take it off GOOGLE_GEMINI_BASE_URL: /v1beta/models is added to it."));
        }
        if (base.getScheme().equals("http") && !ForwardProxy.isThisMachine(base.getHost())) {
            findings.add(
                    Finding.warn(
                            "plain-http",
                            "the key and the prompts go to " + base.getHost() + " unencrypted",
                            "Use https in GOOGLE_GEMINI_BASE_URL: on the way, everybody can read the key."));
        }
    }

    private void larger(String name, String small, String large, String advice) {
        subject.number(small)
                .flatMap(
                        smaller ->
                                subject.number(large)
                                        .filter(larger -> smaller > larger)
                                        .map(
                                                larger ->
                                                        small
                                                                + "="
                                                                + subject.text(small)
                                                                + " is more than "
                                                                + large
                                                                + "="
                                                                + subject.text(large)))
                .ifPresent(value -> findings.add(Finding.warn(name, value, advice)));
    }
}
