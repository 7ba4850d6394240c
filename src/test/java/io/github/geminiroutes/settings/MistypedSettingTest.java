package io.github.geminiroutes.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.geminiroutes.support.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A setting with a slip in its name has no effect: it must not go unnoticed. */
class MistypedSettingTest {

    @TempDir Path home;

    private Settings settings() {
        return Settings.load(new Installation(home), "prod", name -> null, name -> null);
    }

    @ParameterizedTest
    @CsvSource({
        "gemini.max-concurency, gemini.max-concurrency",
        "gemini.maxConcurrency, gemini.max-concurrency",
        "gemini.max_concurrency, gemini.max-concurrency",
        "gemini.modle, gemini.model",
        "gemini.quota.request-per-minute, gemini.quota.requests-per-minute",
        "gemini.retry.maxretries, gemini.retry.max-retries",
        "gemini.prompts.quiet.period, gemini.prompts.quiet-period",
        "gemni.model, gemini.model",
        "GEMINI_MODEL, gemini.model",
        "Gemini.Base-Url, gemini.base-url"
    })
    void aFileAndASystemPropertyAreRefusedWithTheNearestName(String written, String meant)
            throws IOException {
        String refusal = written + " is no setting: did you mean " + meant + "?";

        assertThatThrownBy(() -> settings().requireKnownNames(Set.of(written)))
                .isInstanceOf(SettingsException.class)
                .hasMessage("-D" + refusal);

        Path config = Files.createDirectory(home.resolve("config"));
        for (String file : List.of("application-prod.properties", "application.properties")) {
            Path own = Files.writeString(config.resolve(file), "\n" + written + "=secret\n");
            assertThatThrownBy(() -> settings().requireKnownNames(Set.of()))
                    .isInstanceOf(SettingsException.class)
                    .hasMessage("config/" + file + ": " + refusal);
            Files.delete(own);
        }
    }

    @Test
    void aNameOfOursThatResemblesNoneIsRefusedToo() {
        assertThatThrownBy(() -> settings().requireKnownNames(Set.of("gemini.colour")))
                .hasMessage(
                        "-Dgemini.colour is no setting: the settings are those of docs/settings.md");
    }

    @Test
    void everySettingAndTheNamesOfOthersAreTaken() throws IOException {
        Set<String> names = new HashSet<>(settings().all().stringPropertyNames());
        assertThat(names).contains("gemini.model", "gemini.home");
        names.addAll(Set.of("java.home", "camel.main.name", "my.own", "log4j2.level", "user.dir"));

        assertThatCode(() -> settings().requireKnownNames(names)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "GEMINI_MAX_CONCURENCY, GEMINI_MAX_CONCURRENCY",
        "GEMINI_MODLE, GEMINI_MODEL",
        "GEMINI_APIKEY, GEMINI_API_KEY",
        "GEMINI_API_KEYFILE, GEMINI_API_KEY_FILE",
        "GEMINI_QUOTA_REDISURL, GEMINI_QUOTA_REDIS_URL",
        "MAX_CONCURENCY, MAX_CONCURRENCY",
        "MAX_RETRYS, MAX_RETRIES",
        "REQUIRE_DIR, REQUIRED_DIRS",
        "BASE_RETRY_DELY, BASE_RETRY_DELAY"
    })
    void aVariableThatResemblesOursIsToldWithTheNearestName(String written, String meant) {
        assertThat(Settings.mistypedVariables(Set.of(written, "PATH")))
                .containsExactly(Map.entry(written, meant));
        assertThat(Settings.mistypedVariables(Set.of(written, meant)))
                .as("both are set: the other is another program's")
                .isEmpty();
    }

    @Test
    void variablesOfOthersAreNotTold() {
        assertThat(
                        Settings.mistypedVariables(
                                Set.of(
                                        "HTTP_PROXY",
                                        "http_proxy",
                                        "ALL_PROXY",
                                        "JAVA_HOME",
                                        "HOSTNAME",
                                        "GEMINI_ROUTES_OPTS",
                                        "GEMINI_TAG",
                                        "GEMINI_PORT",
                                        "GEMINI_UID",
                                        "GEMINI_GID",
                                        "GEMINI_WORKERS",
                                        "GEMINI_KEY_DIR",
                                        "GEMINI_BROKER_URL",
                                        "GEMINI_CLI_HOME",
                                        "GEMINI_SANDBOX",
                                        "GEMINI_SYSTEM_MD",
                                        "GOOGLE_CLOUD_PROJECT",
                                        "GOOGLE_APPLICATION_CREDENTIALS")))
                .isEmpty();
    }
}
