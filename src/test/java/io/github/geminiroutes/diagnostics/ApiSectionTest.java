package io.github.geminiroutes.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.diagnostics.network.HttpAnswer;
import io.github.geminiroutes.diagnostics.network.NetworkReport;
import io.github.geminiroutes.diagnostics.section.Finding;
import io.github.geminiroutes.diagnostics.section.Finding.Status;
import io.github.geminiroutes.diagnostics.section.TestInput;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureClassifier;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.SettingsException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiSectionTest {

    @TempDir Path directory;
    private final TestInput settings = new TestInput();
    private NetworkReport report;

    private List<Finding> examine() {
        return new ApiSection(settings.input(), () -> {}, () -> Optional.ofNullable(report), null)
                .examine();
    }

    private Finding finding(String name) {
        return examine().stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
    }

    private List<String> names() {
        return examine().stream().map(Finding::name).toList();
    }

    private static HttpAnswer good(String json) throws IOException {
        JsonNode body = GeminiJson.MAPPER.readTree(json);
        return new HttpAnswer(200, body, null, Duration.ZERO, Duration.ZERO);
    }

    private HttpAnswer recorded(int code, String name) throws IOException {
        try (InputStream in = getClass().getResourceAsStream("/gemini/errors/" + name + ".json")) {
            Failure failure =
                    new FailureClassifier(GeminiJson.MAPPER).classify(code, in.readAllBytes());
            return new HttpAnswer(code, null, failure, Duration.ZERO, Duration.ZERO);
        }
    }

    private void bothSay(HttpAnswer answer) {
        report = new NetworkReport(List.of(), answer, answer);
    }

    @ParameterizedTest
    @CsvSource({
        "AIzaSyTestKeyOfTheDiagnostics0123456789, AIza…, OK",
        "AQ.Ab8RN6KqTestTestTestTestTestTestTestTest, AQ.…, OK",
        "AIzaTooShort, AIza…, WARN",
        "sk-somebody-elses-key-0123456789, unknown form, WARN"
    })
    void tellsTheFormOfAKeyAndNothingElseOfIt(String key, String form, Status status) {
        settings.with("gemini.api-key", key).variable("GEMINI_API_KEY", key);

        Finding finding = finding("key");

        assertThat(finding.status()).isEqualTo(status);
        assertThat(finding.value())
                .isEqualTo(form + ", " + key.length() + " characters, from GEMINI_API_KEY");
        assertThat(examine().toString()).doesNotContain(key.substring(5));
    }

    @Test
    void tellsWhereTheKeyComesFrom() throws IOException {
        settings.variables.clear();
        assertThat(finding("key").value()).endsWith("from the property gemini.api-key");

        settings.variable("GOOGLE_API_KEY", TestInput.KEY);
        assertThat(finding("key").value()).endsWith("from GOOGLE_API_KEY");

        Path file = Files.writeString(directory.resolve("key"), TestInput.KEY + "\n");
        settings.with("gemini.api-key-file", file.toString());
        assertThat(finding("key").value()).endsWith("from the file " + file);
    }

    @Test
    void aMissingKeyIsAnErrorWithTheRemedy() {
        settings.with("gemini.api-key", "");

        assertThat(finding("key").status()).isEqualTo(Status.ERROR);
        assertThat(finding("key").advice())
                .contains("GEMINI_API_KEY", "https://aistudio.google.com/apikey");
        assertThat(names()).doesNotContain("key-accepted");
    }

    @Test
    void aKeyFileThatIsNotThereOrEmptyIsAnError() throws IOException {
        Path file = directory.resolve("key");
        settings.with("gemini.api-key-file", file.toString());
        assertThat(finding("key").value()).contains("Cannot read", file.toString());

        Files.writeString(file, "\n");
        assertThat(finding("key").value()).isEqualTo("The API key file " + file + " is empty");
    }

    @Test
    void aKeyFileThatAllMayReadIsAWarning() throws IOException {
        Path file = Files.writeString(directory.resolve("key"), TestInput.KEY);
        settings.with("gemini.api-key-file", file.toString());

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(finding("key-file").status()).isEqualTo(Status.WARN);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(finding("key-file").status()).isEqualTo(Status.OK);
    }

    @Test
    void aKeyOfTwoWordsIsAnError() {
        settings.with("gemini.api-key", "half a key");

        assertThat(finding("key").status()).isEqualTo(Status.ERROR);
        assertThat(finding("key").value()).doesNotContain("half");
    }

    @ParameterizedTest
    @CsvSource({
        "400, 400-api-key-invalid, GEMINI_API_KEY",
        "401, 401, credentials",
        "403, 403-suspended, restrictions",
        "400, 400-failed-precondition-region, billing"
    })
    void aRefusedKeyIsAnErrorInTheServersWords(int code, String name, String advice)
            throws IOException {
        bothSay(recorded(code, name));

        Finding finding = finding("key-accepted");

        assertThat(finding.status()).isEqualTo(Status.ERROR);
        assertThat(finding.value()).startsWith("no: ").contains(String.valueOf(code));
        assertThat(finding.advice()).contains(advice);
        assertThat(examine()).filteredOn(f -> f.status() == Status.ERROR).containsExactly(finding);
    }

    @Test
    void anUnknownModelIsAnErrorAndTheKeyIsNotBlamed() throws IOException {
        bothSay(recorded(404, "404-unknown-model"));

        assertThat(finding("model").status()).isEqualTo(Status.ERROR);
        assertThat(finding("model").value()).contains("gemini-3.8-flash", "unknown");
        assertThat(finding("model").advice()).contains("GEMINI_MODEL");
        assertThat(finding("key-accepted").status()).isEqualTo(Status.OK);
    }

    @Test
    void aKnownModelIsToldWithItsLimits() throws IOException {
        report =
                new NetworkReport(
                        List.of(),
                        good(
                                "{\"inputTokenLimit\":1048576,\"outputTokenLimit\":65536,"
                                        + "\"supportedGenerationMethods\":[\"generateContent\"]}"),
                        good("{\"totalTokens\":2}"));

        assertThat(finding("model").value())
                .isEqualTo("gemini-3.8-flash, at most 1,048,576 tokens in, 65,536 out");
        assertThat(finding("key-accepted").value()).startsWith("yes");
        assertThat(examine()).allMatch(finding -> finding.status() == Status.OK);
    }

    @Test
    void aModelThatDoesNotGenerateIsAnError() throws IOException {
        report =
                new NetworkReport(
                        List.of(),
                        good("{\"supportedGenerationMethods\":[\"embedContent\"]}"),
                        good("{}"));

        assertThat(finding("model").status()).isEqualTo(Status.ERROR);
    }

    @Test
    void aModelThatIsNoNameIsAnError() {
        settings.with("gemini.model", "../x");

        assertThat(finding("model").status()).isEqualTo(Status.ERROR);
    }

    @ParameterizedTest
    @CsvSource({
        "402, 402-prepay-depleted, ERROR",
        "429, 429-per-minute-requests, WARN",
        "429, 429-limit-zero, ERROR"
    })
    void quotaAndBillingAreTheAccounts(int code, String name, Status status) throws IOException {
        bothSay(recorded(code, name));

        assertThat(finding("account").status()).isEqualTo(status);
        assertThat(finding("account").advice()).isNotEmpty();
    }

    @Test
    void withoutAnAnswerNothingIsClaimed() {
        assertThat(finding("key-accepted").value()).startsWith("not known");
        assertThat(finding("model").value()).contains("not known");
    }

    @Test
    void settingsThatCannotBeUsedAreTold() {
        List<Finding> findings =
                new ApiSection(
                                settings.input(),
                                () -> {
                                    throw new SettingsException("GEMINI_RPM=x: must be a number");
                                },
                                Optional::empty,
                                null)
                        .examine();

        assertThat(findings)
                .filteredOn(finding -> finding.status() == Status.ERROR)
                .extracting(Finding::value)
                .containsExactly("GEMINI_RPM=x: must be a number");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "back-off | gemini.retry.base-delay=20;gemini.retry.max-delay=10",
                "time-outs | gemini.http.connect-timeout=20;gemini.http.response-timeout=10",
                "quotas | gemini.quota.requests-per-minute=20;gemini.quota.requests-per-day=10",
                "base-url-path | gemini.base-url=https://example.com/v1beta/openai/",
                "plain-http | gemini.base-url=http://example.com",
                "two-keys | gemini.api-key-file=/nowhere"
            })
    void settingsThatContradictEachOtherAreTold(String name, String values) {
        for (String value : values.split(";")) {
            settings.with(value.split("=")[0], value.split("=", 2)[1]);
        }

        assertThat(finding(name).status()).isNotEqualTo(Status.OK);
        assertThat(finding(name).advice()).isNotEmpty();
        assertThat(names()).doesNotContain("settings");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://generativelanguage.googleapis.com",
                "http://127.0.0.1:8080/x",
                "https://example.com/v1beta",
                "https://example.com/v1beta/models/",
                "https://example.com/gemini/"
            })
    void goodSettingsAgree(String url) {
        settings.with("gemini.base-url", url)
                .with("gemini.retry.base-delay", "15.0")
                .with("gemini.retry.max-delay", "300");

        assertThat(finding("settings").status()).isEqualTo(Status.OK);
    }

    @Test
    void twoVariablesWithDifferentKeysAreTold() {
        settings.variable("GOOGLE_API_KEY", "AIzaAnother");
        assertThat(finding("two-variables").status()).isEqualTo(Status.WARN);

        settings.variable("GOOGLE_API_KEY", TestInput.KEY);
        assertThat(names()).doesNotContain("two-variables");
    }

    @Test
    void aFallbackModelThatIsUnknownIsAWarning() throws IOException {
        Map<String, HttpAnswer> fallbacks =
                Map.of("gemini-x", recorded(404, "404-unknown-model"), "gemini-y", good("{}"));
        report = new NetworkReport(List.of(), good("{}"), good("{}"), fallbacks, null);

        assertThat(finding("fallback gemini-x").status()).isEqualTo(Status.WARN);
        assertThat(finding("fallback gemini-y").status()).isEqualTo(Status.OK);
    }
}
