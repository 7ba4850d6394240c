package io.github.geminiroutes.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.geminiroutes.support.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    /** Not a checkout: the catalogue comes from the class path, the stage is prod. */
    @TempDir Path directory;

    private final Map<String, String> environment = new HashMap<>();
    private final Map<String, String> system = new HashMap<>();

    private Settings settings(String profile) {
        return Settings.load(new Installation(directory), profile, environment::get, system::get);
    }

    private Settings settings() {
        return settings(null);
    }

    /** A catalogue of the test's own. */
    private Settings settingsOf(String catalogue) throws IOException {
        Path config = Files.createDirectories(directory.resolve("config"));
        Files.writeString(config.resolve("application.properties"), catalogue);
        return settings("test");
    }

    private void refuses(Runnable read, String message) {
        assertThatThrownBy(read::run).isInstanceOf(SettingsException.class).hasMessage(message);
    }

    @Nested
    class WhereAValueComesFrom {

        @ParameterizedTest
        @CsvSource({
            "gemini.model, gemini-3.8-flash",
            "gemini.base-url, https://generativelanguage.googleapis.com",
            "gemini.data-dir, /app/data",
            "gemini.log-dir, /app/logs",
            "gemini.cache-dir, /app/cache",
            "gemini.tmp-dir, /tmp/gemini_api",
            "gemini.required-dirs, /app/data /app/logs /app/cache /tmp/gemini_api",
            "gemini.default-perms, 750",
            "gemini.retry.max-retries, 5",
            "gemini.retry.base-delay, 15.0",
            "gemini.retry.max-delay, 300",
            "gemini.max-concurrency, 64",
            "gemini.shutdown-timeout, 20",
            "gemini.api-key, ''",
        })
        void theCataloguesDefaults(String name, String value) {
            assertThat(settings().text(name)).isEqualTo(value);
        }

        @ParameterizedTest
        @CsvSource({
            "GEMINI_API_KEY, gemini.api-key",
            "GOOGLE_API_KEY, gemini.api-key",
            "GEMINI_API_KEY_FILE, gemini.api-key-file",
            "GEMINI_MODEL, gemini.model",
            "GOOGLE_GEMINI_BASE_URL, gemini.base-url",
            "REQUIRED_DIRS, gemini.required-dirs",
            "DATA_DIR, gemini.data-dir",
            "LOG_DIR, gemini.log-dir",
            "CACHE_DIR, gemini.cache-dir",
            "TMP_DIR, gemini.tmp-dir",
            "DEFAULT_PERMS, gemini.default-perms",
            "MAX_RETRIES, gemini.retry.max-retries",
            "BASE_RETRY_DELAY, gemini.retry.base-delay",
            "MAX_CONCURRENCY, gemini.max-concurrency",
            "GEMINI_RETRY_MAX_DELAY, gemini.retry.max-delay",
            "GEMINI_PROMPTS_QUIET_PERIOD, gemini.prompts.quiet-period",
            "GEMINI_BASE_URL, gemini.base-url",
        })
        void variables(String variable, String name) {
            environment.put(variable, " set-by-variable ");
            assertThat(settings().text(name)).isEqualTo("set-by-variable");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " ", "\t"})
        void aBlankVariableCountsAsUnset(String blank) {
            environment.put("GEMINI_MODEL", blank);
            environment.put("MAX_RETRIES", blank);
            environment.put("GEMINI_RETRY_MAX_RETRIES", blank);
            environment.put("CAMEL_MAIN_PROFILE", blank);
            assertThat(settings().text("gemini.model")).isEqualTo("gemini-3.8-flash");
            assertThat(settings().wholeNumber("gemini.retry.max-retries", 0, 9)).isEqualTo(5);
            assertThat(settings().profile()).isEqualTo("prod");
        }

        @Test
        void theSystemPropertyGoesBeforeTheVariable() {
            environment.put("GEMINI_MODEL", "of-variable");
            system.put("gemini.model", " of-property ");
            assertThat(settings().text("gemini.model")).isEqualTo("of-property");
        }

        @Test
        void requiredDirectoriesFollowTheOthers() {
            environment.put("DATA_DIR", "/d");
            system.put("gemini.log-dir", "/l");
            assertThat(settings().directories("gemini.required-dirs"))
                    .containsExactly(
                            Path.of("/d"),
                            Path.of("/l"),
                            Path.of("/app/cache"),
                            Path.of("/tmp/gemini_api"));
        }

        @Test
        void theFirstKeySetWins() {
            environment.put("GOOGLE_API_KEY", "of-google");
            assertThat(settings().text("gemini.api-key")).isEqualTo("of-google");
            environment.put("GEMINI_API_KEY", "of-gemini");
            assertThat(settings().text("gemini.api-key")).isEqualTo("of-gemini");
        }

        @Test
        void nestedPlaceholders() throws IOException {
            String catalogue =
                    "a={{env:A:{{env:B:{{c}}/x:y}}}}\nc={{env:C:see}}\nnone={{env:NONE}}\n";
            assertThat(settingsOf(catalogue).text("a")).isEqualTo("see/x:y");
            environment.put("C", "sea");
            assertThat(settingsOf(catalogue).text("a")).isEqualTo("sea/x:y");
            environment.put("B", "https://b:1");
            assertThat(settingsOf(catalogue).text("a")).isEqualTo("https://b:1");
            environment.put("A", "a:a");
            assertThat(settingsOf(catalogue).text("a")).isEqualTo("a:a");
            assertThat(settingsOf(catalogue).text("none")).isEmpty();
            assertThat(settingsOf(catalogue).text("unknown")).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"pa{{x}}ss", "{{none}}", "}}{{", "{{{{a}}", "{{env:B}}"})
        void whatAVariableHoldsIsText(String password) throws IOException {
            environment.put("A", password);
            Settings settings = settingsOf("a={{env:C:{{env:A}}}}\nb=<{{a}}>\n");
            assertThat(settings.text("a")).isEqualTo(password);
            assertThat(settings.text("b")).isEqualTo("<" + password + ">");
        }

        @Test
        void allHoldsEverySettingResolved() {
            environment.put("DATA_DIR", "/d");
            assertThat(settings().all())
                    .containsEntry("gemini.data-dir", "/d")
                    .containsEntry(
                            "gemini.required-dirs", "/d /app/logs /app/cache /tmp/gemini_api")
                    .containsEntry("gemini.home", directory.toString())
                    .doesNotContainValue("{{");
        }
    }

    @Nested
    class Profiles {

        @Test
        void devStaysInTheCheckout() throws IOException {
            Files.writeString(directory.resolve("pom.xml"), "<project/>");
            Settings settings = settings();
            assertThat(settings.profile()).isEqualTo("dev");
            for (String name : new String[] {"data", "cache", "tmp"}) {
                assertThat(settings.directory("gemini." + name + "-dir"))
                        .isEqualTo(directory.resolve("var").resolve(name));
            }
            assertThat(settings.directory("gemini.log-dir"))
                    .isEqualTo(directory.resolve("var/logs"));
        }

        @Test
        void aVariableGoesBeforeTheProfile() {
            environment.put("DATA_DIR", "/d");
            assertThat(settings("dev").directory("gemini.data-dir")).isEqualTo(Path.of("/d"));
        }

        @Test
        void testIsQuickToGiveUp() {
            Settings settings = settings("test");
            assertThat(settings.number("gemini.retry.base-delay")).isEqualTo(1.0);
            assertThat(settings.number("gemini.retry.max-delay")).isEqualTo(10.0);
        }

        @Test
        void theOptionGoesBeforeThePropertyAndThatBeforeTheVariable() {
            environment.put("CAMEL_MAIN_PROFILE", "dev");
            assertThat(settings().profile()).isEqualTo("dev");
            system.put("camel.main.profile", "test");
            assertThat(settings().profile()).isEqualTo("test");
            assertThat(settings("prod").profile()).isEqualTo("prod");
        }

        @Test
        void anUnknownOneIsNamedAsItWasGiven() {
            refuses(() -> settings("stage"), "--profile=stage: must be dev, test or prod");
            refuses(() -> settings(""), "--profile=: must be dev, test or prod");
            environment.put("CAMEL_MAIN_PROFILE", "Dev");
            refuses(this::load, "CAMEL_MAIN_PROFILE=Dev: must be dev, test or prod");
            system.put("camel.main.profile", "x\ny");
            refuses(this::load, "camel.main.profile=x?y: must be dev, test or prod");
        }

        private void load() {
            settings();
        }
    }

    @Nested
    class SettingsOfTheirOwn {

        @Test
        void goBeforeTheCatalogueAndOweNothingToTheEnvironment() {
            Settings settings =
                    Settings.of(
                            new Installation(directory),
                            "prod",
                            Map.of("gemini.model", "m", "camel.server.port", "1"));
            assertThat(settings.text("gemini.model")).isEqualTo("m");
            assertThat(settings.text("gemini.max-concurrency")).isEqualTo("64");
            assertThat(settings.all()).containsEntry("camel.server.port", "1");
        }
    }

    /** One line: the setting by the name the user knows, its value, what is allowed. */
    @Nested
    class Refusals {

        @Test
        void nameTheVariable() {
            environment.put("MAX_RETRIES", "abc");
            refuses(
                    () -> settings().wholeNumber("gemini.retry.max-retries", 0, 9),
                    "MAX_RETRIES=abc: must be a whole number, 0 or more, at most 9");
        }

        @Test
        void nameTheDerivedVariable() {
            environment.put("MAX_RETRIES", "1");
            environment.put("GEMINI_RETRY_MAX_RETRIES", "1.5");
            refuses(
                    () -> settings().wholeNumber("gemini.retry.max-retries", 0, 9),
                    "GEMINI_RETRY_MAX_RETRIES=1.5: must be a whole number, 0 or more, at most 9");
        }

        @Test
        void nameTheSystemProperty() {
            environment.put("MAX_RETRIES", "1");
            system.put("gemini.retry.max-retries", "-1");
            refuses(
                    () -> settings().wholeNumber("gemini.retry.max-retries", 0, 9),
                    "gemini.retry.max-retries=-1: must be a whole number, 0 or more, at most 9");
        }

        @Test
        void nameTheSettingOfTheCatalogue() throws IOException {
            Settings settings = settingsOf("some.number=x");
            refuses(
                    () -> settings.number("some.number"),
                    "some.number=x: must be a number of seconds, 0 or more, at most 316224000");
        }

        @Test
        void areOneShortLine() {
            environment.put("MAX_RETRIES", "a\nb" + "c".repeat(200));
            refuses(
                    () -> settings().wholeNumber("gemini.retry.max-retries", 0, 9),
                    "MAX_RETRIES=a?b"
                            + "c".repeat(97)
                            + "…: must be a whole number, 0 or more, at most 9");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "10",
                    "-1",
                    "1.0",
                    "1e1",
                    "0x1",
                    "99999999999999999999",
                    "one",
                    "\u0663"
                })
        void wholeNumbers(String value) {
            environment.put("MAX_RETRIES", value);
            refuses(
                    () -> settings().wholeNumber("gemini.retry.max-retries", 0, 9),
                    "MAX_RETRIES=" + value + ": must be a whole number, 0 or more, at most 9");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "-1",
                    "-0.001",
                    "NaN",
                    "Infinity",
                    "1e999",
                    "1d",
                    "0x1p3",
                    "1,5",
                    "\uFF13"
                })
        void numbers(String value) {
            environment.put("BASE_RETRY_DELAY", value);
            refuses(
                    () -> settings().number("gemini.retry.base-delay"),
                    "BASE_RETRY_DELAY="
                            + value
                            + ": must be a number of seconds, 0 or more, at most 316224000");
        }

        @ParameterizedTest
        @ValueSource(strings = {"999", "75", "7555", "1755", "rwx", "-755", "07 5"})
        void permissions(String value) {
            environment.put("DEFAULT_PERMS", value);
            refuses(
                    () -> settings().permissions("gemini.default-perms"),
                    "DEFAULT_PERMS=" + value + ": must be three octal digits such as 755");
        }

        @ParameterizedTest
        @CsvSource({
            "generativelanguage.googleapis.com, generativelanguage.googleapis.com",
            "ftp://host, ftp://host",
            "file:/etc/passwd, file:/etc/passwd",
            "https://, https://",
            "https://a b, https://a b",
            "https://user:secret@host/p, https://…@host/p",
            "https://us/er:sec@ret@host?q, https://…@host?…",
            "https://host/?key=AIzaSecret, https://host/?…",
            "https://host/#x, https://host/#…",
        })
        void addressesWithoutTheirSecrets(String value, String shown) {
            environment.put("GOOGLE_GEMINI_BASE_URL", value);
            refuses(
                    () -> settings().address("gemini.base-url"),
                    "GOOGLE_GEMINI_BASE_URL="
                            + shown
                            + ": must be an http or https address without user, query or"
                            + " fragment");
        }

        @Test
        void directories() {
            system.put("gemini.data-dir", "");
            refuses(
                    () -> settings().directory("gemini.data-dir"),
                    "gemini.data-dir=: must be the path of a directory, without { } ? \\ %20");
            environment.put("LOG_DIR", "a\0b");
            refuses(
                    () -> settings().directory("gemini.log-dir"),
                    "LOG_DIR=a?b: must be the path of a directory, without { } ? \\ %20");
        }
    }

    @Nested
    class Values {

        @ParameterizedTest
        @CsvSource({"0, 0", "9, 9", "+3, 3", "007, 7"})
        void wholeNumbers(String text, long value) {
            environment.put("MAX_RETRIES", text);
            assertThat(settings().wholeNumber("gemini.retry.max-retries", 0, 9)).isEqualTo(value);
        }

        @ParameterizedTest
        @CsvSource({"0, 0", "15, 15", ".5, 0.5", "1e2, 100", "0.001, 0.001"})
        void numbers(String text, double value) {
            environment.put("BASE_RETRY_DELAY", text);
            assertThat(settings().number("gemini.retry.base-delay")).isEqualTo(value);
        }

        @ParameterizedTest
        @CsvSource({"755, 493", "0755, 493", "700, 448", "000, 0", "777, 511"})
        void permissions(String text, int value) {
            environment.put("DEFAULT_PERMS", text);
            assertThat(settings().permissions("gemini.default-perms")).isEqualTo(value);
        }

        @Test
        void directoriesAreAbsoluteAndPlain() {
            environment.put("DATA_DIR", "a/../b");
            assertThat(settings().directory("gemini.data-dir"))
                    .isEqualTo(Path.of("").toAbsolutePath().resolve("b"));
            environment.put("REQUIRED_DIRS", "  /a \t /b/./c\n");
            assertThat(settings().directories("gemini.required-dirs"))
                    .containsExactly(Path.of("/a"), Path.of("/b/c"));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"http://127.0.0.1:8080", "https://[::1]:1/p", "https://a.b/gemini/"})
        void addresses(String text) {
            environment.put("GOOGLE_GEMINI_BASE_URL", text);
            assertThat(settings().address("gemini.base-url")).hasToString(text);
        }
    }
}
