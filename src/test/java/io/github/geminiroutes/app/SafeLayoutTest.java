package io.github.geminiroutes.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.KeyMask;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The logs of the program, as {@code config/log4j2.xml} sets them up, with hostile messages. */
class SafeLayoutTest {

    private static final String KEY = "secret.of/SafeLayoutTest+2026";
    private static final String FORGED = "2026-11-26T04:00:00.000+0000 INFO  [main] Main: forged";
    private static final String USAGE = "io.github.geminiroutes.usage.UsageLog";

    @TempDir Path directory;

    /** What a log holds after one event. */
    private List<String> lines(
            String file, String format, String logger, String message, Throwable thrown)
            throws IOException {
        KeyMask.add(KEY);
        String configuration =
                Files.readString(Path.of("config/log4j2.xml"))
                        .replace("${sys:gemini.log-dir}", directory.toString())
                        // Other tests of this process may set the property.
                        .replace("gemini.log.file-format", "java.specification.name")
                        .replace(
                                "propertyValue=\"json\"",
                                "json".equals(format)
                                        ? "propertyValue=\""
                                                + System.getProperty("java.specification.name")
                                                + "\""
                                        : "propertyValue=\"none\"");
        Path ours = Files.writeString(directory.resolve("log4j2.xml"), configuration);
        LoggerContext context = new LoggerContext("safe", null, ours.toUri());
        context.start();
        try {
            Logger log = context.getLogger(logger);
            log.info(message, thrown);
        } finally {
            context.stop();
        }
        return Files.readAllLines(directory.resolve(file));
    }

    @Test
    void aMessageIsOneLineThatSteersNoTerminal() throws IOException {
        List<String> lines =
                lines(
                        "gemini-routes.log",
                        "text",
                        "x",
                        "a\n" + FORGED + "\r\u001b[2Jb\u009bc\u2028d\u202ee ä 😀",
                        null);

        assertThat(lines).singleElement().asString().endsWith("?[2Jb?c?d?e ä 😀");
        assertThat(lines.get(0)).contains("a\\n" + FORGED + "\\r?");
    }

    @Test
    void noLineOfAnExceptionLooksLikeAnEvent() throws IOException {
        Exception thrown =
                new IOException("a\n" + FORGED, new IllegalStateException("b\r\n" + FORGED));

        List<String> lines = lines("gemini-routes.log", "text", "x", "m", thrown);

        assertThat(lines).hasSizeGreaterThan(4);
        assertThat(lines.subList(1, lines.size()))
                .allMatch(line -> line.startsWith("\t") || line.startsWith(" "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "json"})
    void aKeyIsInNoLogHoweverItIsWritten(String format) throws IOException {
        String base64 =
                Base64.getEncoder().encodeToString(("u:" + KEY).getBytes(StandardCharsets.UTF_8));
        Exception thrown = new IOException("no " + KEY + " in exceptions");

        List<String> lines =
                lines(
                        "gemini-routes.log",
                        format,
                        "x",
                        "A " + KEY + ", " + base64 + ", AIzaSyA-b_c123456 and ?key=abc",
                        thrown);

        assertThat(String.join("\n", lines))
                .doesNotContain("SafeLayoutTest+", base64, "AIza", "abc")
                .contains("no [key] in exceptions");
    }

    @Test
    void jsonStaysJson() throws IOException {
        List<String> lines =
                lines("gemini-routes.log", "json", "x", "a\n" + FORGED + " \u001b \u2028", null);

        assertThat(lines).hasSize(1);
        JsonNode event = GeminiJson.MAPPER.readTree(lines.get(0));
        assertThat(event.path("message").asText()).isEqualTo("a\n" + FORGED + " \u001b ?");
    }

    @Test
    void theBooksHoldNoKeyEither() throws IOException {
        List<String> lines =
                lines("usage.jsonl", "text", USAGE, "{\"prompt\":\"" + KEY + "\"}", null);

        assertThat(lines).containsExactly("{\"prompt\":\"[key]\"}");
    }
}
