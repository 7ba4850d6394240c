package io.github.geminiroutes.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.geminiroutes.settings.Installation;
import io.github.geminiroutes.settings.Settings;
import io.github.geminiroutes.support.KeyMask;
import io.github.geminiroutes.support.SettingsException;
import io.github.geminiroutes.testing.Pipes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsValidatorTest {

    @TempDir Path directory;
    private final Map<String, String> environment = new HashMap<>();

    private SettingsValidator check() {
        return new SettingsValidator(
                Settings.load(new Installation(directory), "prod", environment::get, name -> null));
    }

    @Test
    void theDefaultsAreUsable() {
        assertThatCode(() -> check().requireUsable()).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MAX_RETRIES | abc | must be a whole number, 0 or more, at most 1000",
                "MAX_RETRIES | -1 | must be a whole number, 0 or more, at most 1000",
                "BASE_RETRY_DELAY | -1 | must be a number of seconds, 0 or more, at most 316224000",
                "BASE_RETRY_DELAY | NaN | must be a number of seconds, 0 or more, at most 316224000",
                "GEMINI_RETRY_MAX_DELAY | soon | must be a number of seconds, 0 or more, at most 316224000",
                "GEMINI_PROMPTS_QUIET_PERIOD | -0.1 | must be a number of seconds, 0 or more, at most 316224000",
                "GEMINI_PARKING_BASE_DELAY | 1e300 | must be a number of seconds, 0 or more, at most 316224000",
                "GEMINI_ANSWER_CACHE_TTL | 316224001 | must be a number of seconds, 0 or more, at most 316224000",
                "MAX_CONCURRENCY | 0 | must be a whole number, 1 or more, at most 10000",
                "MAX_CONCURRENCY | 4294967297 | must be a whole number, 1 or more, at most 10000",
                "GEMINI_MAX_REQUEST_SIZE | 20MB | must be a whole number, 1 or more, at most 2147483647",
                "GEMINI_HTTP_CONNECT_TIMEOUT | 0 | must be a whole number, 1 or more, at most 86400",
                "GEMINI_HTTP_RESPONSE_TIMEOUT | 1.5 | must be a whole number, 1 or more, at most 86400",
                "HTTP_PORT | 65536 | must be a whole number, 0 or more, at most 65535",
                "HTTP_HOST | http://x | must be an address of this machine such as 127.0.0.1",
                "GEMINI_SHUTDOWN_TIMEOUT | -1 | must be a whole number, 0 or more, at most 86400",
                "GEMINI_SHUTDOWN_TIMEOUT | soon | must be a whole number, 0 or more, at most 86400",
                "GOOGLE_GEMINI_BASE_URL | ftp://x | must be an http or https address without user, query or fragment",
                "GOOGLE_GEMINI_BASE_URL | not a URL | must be an http or https address without user, query or fragment",
                "DEFAULT_PERMS | 9 | must be three octal digits such as 755",
                "DEFAULT_PERMS | 999 | must be three octal digits such as 755",
                "GEMINI_DIAGNOSTICS_PERIOD | 5m | must be a whole number, 0 or more, at most 31622400",
                "GEMINI_DIAGNOSTICS_TRIGGER | nothing:x | must be a Camel endpoint whose component is on the class path, such as scheduler:sweep?delay=60000",
                "GEMINI_DIAGNOSTICS_TRIGGER | 5m | must be a Camel endpoint whose component is on the class path, such as scheduler:sweep?delay=60000",
                "GEMINI_BATCH_FALLBACK | flex | must be batch or standard",
                "GEMINI_BATCH_MAX_REQUESTS | 0 | must be a whole number, 1 or more, at most 200000",
                "GEMINI_TIER | fast | must be standard, flex, priority or batch",
                "GEMINI_FLEX_RESPONSE_TIMEOUT | 0 | must be a whole number, 1 or more, at most 86400",
                "GEMINI_HOURS | 22-6 | must be hours such as 22:00-06:00, or several of them separated by commas",
                "GEMINI_HOURS_ZONE | Mars | must be the name of a time zone such as Europe/Berlin",
                "GEMINI_PROMPTS_ENABLED | no | must be true or false",
                "GEMINI_GATEWAY_PRIORITY | urgent | must be high, normal or low",
                "GEMINI_GATEWAY_PATIENCE | long | must be a number of seconds, 0 or more, at most 316224000",
                "GEMINI_GATEWAY_JOIN | yes | must be true or false",
                "GEMINI_GATEWAY_MAX_CALLS | 0 | must be a whole number, 1 or more, at most 100000",
                "GEMINI_GATEWAY_CORS_ORIGINS | notes.example.com | must be origins such as https://notes.example.com, or *",
                "GEMINI_GATEWAY_TOKENS_FILE | /nowhere | must be a file that can be read",
                "GEMINI_EVENTS_TO | nothing:x | must be a Camel endpoint whose component is on the class path, such as https://example.org/hook, see docs/events.md",
                "GEMINI_EVENTS_TYPES | prompt.asked | must be types of events such as prompt.failed,intake.stopped, separated by commas",
                "GEMINI_EVENTS_MAX_PENDING | 0 | must be a whole number, 1 or more, at most 10000000",
                "GEMINI_MODEL | ../x | must be a model's name such as gemini-3.8-flash",
            })
    void refusesInOneLine(String variable, String value, String allowed) {
        environment.put(variable, value);
        assertThatThrownBy(() -> check().requireUsable())
                .isInstanceOf(SettingsException.class)
                .hasMessage(variable + "=" + value + ": " + allowed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "summary.prompt",
                "http://127.0.0.1/a.prompt",
                "file:absent.prompt",
                "file:pom.xml"
            })
    void aTemplateOfMessagesMustBeAFileThatCanBeRead(String location) {
        environment.put("GEMINI_MESSAGES_TEMPLATE", location);
        assertThatThrownBy(() -> check().requireUsable())
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("GEMINI_MESSAGES_TEMPLATE=" + location + ": must be file:");
    }

    @Test
    @Timeout(60)
    void aPipeInPlaceOfATemplateOfMessagesHoldsNobodyUp() throws Exception {
        Path pipe = Pipes.make(directory.resolve("t.prompt"));
        environment.put("GEMINI_MESSAGES_TEMPLATE", "file:" + pipe);
        assertThatThrownBy(() -> check().requireUsable())
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("a file that can be read");
    }

    @Test
    void aBrokenTemplateOfMessagesIsRefusedBeforeAnythingStarts() throws IOException {
        Path file = Files.writeString(directory.resolve("t.prompt"), "{{#if broken");
        environment.put("GEMINI_MESSAGES_TEMPLATE", "file:" + file);
        assertThatThrownBy(() -> check().requireUsable())
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("must be a dotprompt file, but line 1");
        Files.writeString(file, "{{>rule}} {{text}}");
        assertThatCode(() -> check().requireUsable()).doesNotThrowAnyException();
    }

    @Test
    void aTierThatVertexRefusesIsNoDefaultThere() {
        environment.put("GOOGLE_GEMINI_BASE_URL", "https://us-central1-aiplatform.googleapis.com");
        environment.put("GEMINI_TIER", "flex");
        assertThatThrownBy(() -> check().requireUsable())
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("GEMINI_TIER=flex: must be standard or batch where")
                .hasMessageEndingWith("where gemini.base-url is one of Vertex AI");

        environment.put("GOOGLE_GEMINI_BASE_URL", "https://gateway.example.org");
        assertThatCode(() -> check().requireUsable()).doesNotThrowAnyException();
    }

    @Test
    void anAddressWithAUserIsRefusedWithoutShowingIt() {
        environment.put("GOOGLE_GEMINI_BASE_URL", "https://me:secret@host");
        assertThatThrownBy(() -> check().requireUsable())
                .isInstanceOf(SettingsException.class)
                .hasMessage(
                        "GOOGLE_GEMINI_BASE_URL=https://…@host: must be an http or https address"
                                + " without user, query or fragment");
    }

    @Test
    void aDatabaseOfRedisIsANumber() {
        environment.put("GEMINI_QUOTA_REDIS_URL", "redis://host:6379/2");
        assertThatCode(() -> check().requireUsable()).doesNotThrowAnyException();
        environment.put("GEMINI_QUOTA_REDIS_URL", "redis://host:6379/x");
        assertThatThrownBy(() -> check().requireUsable())
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("GEMINI_QUOTA_REDIS_URL=redis://host:6379/x: must be");
    }

    @Test
    void withoutAKeyItSaysWhereToGetOne() {
        assertThatThrownBy(() -> check().requireKey())
                .isInstanceOf(SettingsException.class)
                .hasMessage(
                        "GEMINI_API_KEY is not set: set it, or GEMINI_API_KEY_FILE, to a key from"
                                + " https://aistudio.google.com/apikey");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AIzaSyA-0123456789_abc", "AQ.Ab8RN6-0123456789_abc.def", " padded\n"})
    void eitherFormOfKeyWillDo(String key) {
        environment.put("GOOGLE_API_KEY", key);
        assertThatCode(() -> check().requireKey()).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"two words", "schlüssel", "line\nbreak", "tab\tbed", "q\u007f"})
    void aKeyThatCannotBeSentIsRefusedWithoutShowingIt(String key) {
        environment.put("GEMINI_API_KEY", key);
        assertThatThrownBy(() -> check().requireKey())
                .isInstanceOf(SettingsException.class)
                .hasMessage("GEMINI_API_KEY=(not shown): must be one word of plain characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{x}}", "AQ.a{{gemini.model}}b", "#bean:x", "#class:java.lang.Object"})
    void aKeyThatCamelWouldReadAsANameIsRefusedWithoutShowingIt(String key) {
        for (String variable : List.of("GEMINI_API_KEY", "GOOGLE_API_KEY")) {
            environment.clear();
            environment.put(variable, key);
            assertThatThrownBy(() -> check().requireUsable())
                    .isInstanceOf(SettingsException.class)
                    .hasMessage(
                            "GEMINI_API_KEY=(not shown): must not contain {{ nor begin with #,"
                                    + " which Camel would read as a name");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"NO_PROXY", "GEMINI_QUOTA_STATE_FILE", "GEMINI_BUDGET_STATE_FILE"})
    void soIsAnyOtherSettingOfABean(String variable) {
        for (String value : List.of("a{{x}}b", "#bean:x")) {
            environment.put(variable, value);
            assertThatThrownBy(() -> check().requireUsable())
                    .isInstanceOf(SettingsException.class)
                    .hasMessageStartingWith(variable + "=")
                    .hasMessageEndingWith(
                            ": must not contain {{ nor begin with #, which Camel would read as a"
                                    + " name");
        }
    }

    @Test
    void aKeyFileMustBeThere() {
        Path file = directory.resolve("key");
        environment.put("GEMINI_API_KEY_FILE", file.toString());
        environment.put("GEMINI_API_KEY", "good");
        assertThatThrownBy(() -> check().requireKey())
                .isInstanceOf(SettingsException.class)
                .hasMessage("GEMINI_API_KEY_FILE=" + file + ": must be a file that can be read");
    }

    @Test
    void aKeyFileMustNotBeADirectory() {
        environment.put("GEMINI_API_KEY_FILE", directory.toString());
        assertThatThrownBy(() -> check().requireKey())
                .isInstanceOf(SettingsException.class)
                .hasMessage(
                        "GEMINI_API_KEY_FILE=" + directory + ": must be a file that can be read");
    }

    @Test
    void aKeyFileIsEnough() throws IOException {
        Path file = Files.writeString(directory.resolve("key"), "AQ.secret\n");
        environment.put("GEMINI_API_KEY_FILE", file.toString());
        assertThatCode(() -> check().requireKey()).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "AQ.secret and more", "AQ.secret\nAQ.secret"})
    void aKeyFileThatHoldsNoKeyIsRefusedWithoutShowingIt(String content) throws IOException {
        Path file = Files.writeString(directory.resolve("key"), content);
        environment.put("GEMINI_API_KEY_FILE", file.toString());

        Throwable thrown = catchThrowable(() -> check().requireKey());

        assertThat(thrown)
                .isInstanceOf(SettingsException.class)
                .hasMessage(
                        "GEMINI_API_KEY_FILE="
                                + file
                                + ": must be a file that contains one word of plain characters");
    }

    static Stream<String> settingsOfTheCatalogue() {
        return Settings.of(new Installation(Path.of("")), "test", Map.of())
                .all()
                .stringPropertyNames()
                .stream()
                .filter(name -> name.startsWith("gemini."));
    }

    /** A password lands in any setting once a line of an environment file slips. */
    @ParameterizedTest
    @MethodSource("settingsOfTheCatalogue")
    void noRefusalOfASettingShowsAPassword(String name) {
        for (String value :
                List.of(
                        "redis://:Pa55word@host:6379/x/y",
                        "redis://me:Pa55word@host:6379?a=b",
                        "rediss://me:Pa55/w@rd-Pa55word@host",
                        "redis://host?password=Pa55word",
                        "redis:/me:Pa55word@host",
                        "me:Pa55word@host",
                        "me:Pa55word@host:0",
                        "nothing:x?password=Pa55word&user=me",
                        "http://me:Pa55word@host:0",
                        "http://host#Pa55word",
                        "https://host?key=Pa55word",
                        "//me:Pa55word@host",
                        "jms:queue:a?username=me&password=RAW(Pa55word)",
                        "jms:queue:a?x=Pa55word",
                        "kafka:t?saslJaasConfig=x password='Pa55word';")) {
            environment.clear();
            environment.put(
                    name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_'), value);

            Throwable refused = catchThrowable(() -> check().requireUsable());

            if (refused != null) {
                assertThat(refused)
                        .as("%s=%s", name, value)
                        .isInstanceOf(SettingsException.class)
                        .message()
                        .doesNotContain("Pa55");
            }
        }
    }

    @Test
    void noRefusalOfASettingShowsAKey() {
        String key = "a-key/of:SettingsValidatorTest";
        KeyMask.add(key);
        for (String value : List.of(key, "AIzaSyA-0123456789_abcdefghijklmnopqrstu", "x=" + key)) {
            environment.put("MAX_RETRIES", value);

            assertThatThrownBy(() -> check().requireUsable())
                    .isInstanceOf(SettingsException.class)
                    .message()
                    .contains("[key]")
                    .doesNotContain("SettingsValidatorTest", "AIza");
        }
    }
}
