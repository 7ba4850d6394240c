package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.testing.DropFolders;
import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.ProgramSettings;
import io.github.geminiroutes.testing.ProgramUnderTest;
import io.github.geminiroutes.testing.PromptRequest;
import io.github.geminiroutes.testing.RecordedAnswers;
import io.github.geminiroutes.testing.RecordedErrors;
import io.github.geminiroutes.testing.Reply;
import io.github.geminiroutes.testing.ServedCall;
import io.github.geminiroutes.testing.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One drain over prompts that meet all kinds of answers; each test looks at what became of some.
 */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("process")
class DrainTest {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final int PLAIN = 24;
    private static final int MAX_RETRIES = 5;

    /** Longer than an answer takes on a machine under load; one call waits for it in vain. */
    private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(5);

    @TempDir static Path root;
    private GeminiServer server;
    private DropFolders folders;
    private int exitCode;
    private String stdout;
    private String stderr;

    @BeforeAll
    void drainOnce() throws Exception {
        server = GeminiServer.start();
        folders = new DropFolders(root.resolve("data"));
        dropPlainPrompts();
        drop("bad-request", RecordedErrors.invalidRequest("Unsupported value of the prompt."));
        drop("unknown-model", RecordedErrors.unknownModel("unknown"));
        drop("blocked", RecordedAnswers.blocked("PROHIBITED_CONTENT"));
        drop("unsafe", RecordedAnswers.finished("SAFETY", "half"));
        drop("cut-by-limit", RecordedAnswers.finished("MAX_TOKENS", "the first half"));
        drop("per-day", RecordedErrors.perDay("gemini-daily"), "gemini-daily");
        dropInTurn(
                "overloaded",
                RecordedErrors.overloaded(),
                RecordedErrors.overloaded(),
                RecordedErrors.overloaded());
        dropInTurn("internal", RecordedErrors.internal(), RecordedErrors.deadlineExceeded());
        dropInTurn("reset", Reply.reset());
        dropInTurn("half-body", Reply.cutBody());
        dropInTurn("silence", Reply.hang());
        dropInTurn("html", RecordedAnswers.malformed());
        dropInTurn("empty", RecordedAnswers.emptyStop());
        dropInTurn(
                "retry-after-header",
                Reply.withHeader("Retry-After", "3", 503, "{\"error\":{\"code\":503}}"));
        server.inTurn(
                asks("limited"),
                RecordedErrors.perMinute("gemini-limited", Duration.ofMillis(1500)),
                RecordedErrors.perMinute("gemini-limited", Duration.ofMillis(1500)));
        folders.drop("limited.txt", text("limited", "gemini-limited"));
        drop("always-empty", RecordedAnswers.emptyStop());
        drop("always-overloaded", RecordedErrors.overloaded());
        ProgramSettings settings =
                new ProgramSettings(root)
                        .server(server)
                        .set("BASE_RETRY_DELAY", "0.05")
                        .set("MAX_RETRIES", Integer.toString(MAX_RETRIES))
                        .property(
                                "gemini.http.response-timeout",
                                Long.toString(RESPONSE_TIMEOUT.toSeconds()));
        try (ProgramUnderTest program = ProgramUnderTest.start(settings, "run", "--drain")) {
            exitCode = program.awaitExit(LIMIT);
            stdout = program.stdout();
            stderr = program.stderr();
        }
    }

    @AfterAll
    void stopServer() {
        server.close();
    }

    private void dropPlainPrompts() throws IOException {
        for (int i = 0; i < PLAIN; i++) {
            folders.drop("plain-" + i + ".txt", "Plain prompt " + i + "\nwith a second line\n");
        }
        folders.drop("same-name.txt", "Text of the .txt");
        folders.drop("same-name.md", "Text of the .md");
        folders.drop(
                "with-config.prompt",
                """
                ---
                model: googleai/gemini-other
                config: {temperature: 0.25}
                system: Be brief.
                ---
                Prompt with front matter
                """);
        folders.drop(
                "whole.json",
                "{\"model\":\"gemini-other\",\"contents\":[{\"parts\":[{\"text\":\"Whole request\"}]}]}");
    }

    private void drop(String subject, Reply always) throws IOException {
        drop(subject, always, null);
    }

    private void drop(String subject, Reply always, String model) throws IOException {
        server.when(asks(subject), always);
        folders.drop(subject + ".txt", text(subject, model));
    }

    private void dropInTurn(String subject, Reply... replies) throws IOException {
        server.inTurn(asks(subject), replies);
        folders.drop(subject + ".txt", text(subject, null));
    }

    private static Predicate<PromptRequest> asks(String subject) {
        return request -> request.prompt().equals(body(subject));
    }

    private static String body(String subject) {
        return "What about " + subject + "?";
    }

    private static String text(String subject, String model) {
        return (model == null ? "" : "---\nmodel: " + model + "\n---\n") + body(subject);
    }

    private List<ServedCall> calls(String subject) {
        return server.log().calls().stream()
                .filter(call -> call.firstLine().equals(body(subject)))
                .toList();
    }

    private List<Integer> statuses(String subject) {
        return calls(subject).stream().map(ServedCall::status).toList();
    }

    @Test
    void saysHowManyFailed() throws Exception {
        assertThat(exitCode).isEqualTo(3);
        assertThat(folders.names("inbox")).isEmpty();
        long failed = folders.names("failed").stream().filter(n -> n.endsWith(".txt")).count();
        assertThat(stdout.lines().reduce((first, last) -> last).orElseThrow())
                .startsWith("%d answered".formatted(folders.names("done").size()))
                .contains(" failed, 2 parked in ");
        assertThat(failed).isPositive();
        assertThat(stdout + stderr).doesNotContain("Exception").doesNotContain("\tat ");
    }

    @Test
    void everyAnswerBelongsToItsPrompt() throws Exception {
        List<String> names = new ArrayList<>(folders.names("done"));
        assertThat(names).hasSizeGreaterThan(PLAIN + 10);
        for (String name : names) {
            byte[] prompt = Files.readAllBytes(folders.in("done", name));
            JsonNode record = folders.record(name);
            assertThat(record.path("prompt").asText()).isEqualTo(name);
            assertThat(record.path("sha256").asText())
                    .as(name)
                    .isEqualTo(Sha256.hex(new String(prompt, "UTF-8")));
            assertThat(folders.answer(name)).as(name).isEqualTo(record.path("text").asText());
            assertThat(folders.whereabouts(name)).containsExactly("done");
        }
        assertThat(folders.names("outbox")).hasSize(2 * names.size());
        for (int i = 0; i < PLAIN; i++) {
            assertThat(folders.answer("plain-" + i + ".txt"))
                    .isEqualTo("Answer to: Plain prompt " + i + "\nwith a second line\n");
        }
        assertThat(folders.answer("same-name.txt")).isEqualTo("Answer to: Text of the .txt");
        assertThat(folders.answer("same-name.md")).isEqualTo("Answer to: Text of the .md");
        assertThat(server.log().duplicates()).isZero();
    }

    @Test
    void theRecordTellsWhatTheCallCost() throws Exception {
        JsonNode record = folders.record("whole.json");

        assertThat(record.path("model").asText()).isEqualTo("gemini-other");
        assertThat(record.path("modelVersion").asText()).isEqualTo("gemini-other");
        assertThat(record.path("responseId").asText()).startsWith("echo-");
        assertThat(record.path("finishReason").asText()).isEqualTo("STOP");
        assertThat(record.path("attempts").asInt()).isEqualTo(1);
        assertThat(record.path("usage").path("totalTokenCount").asInt()).isPositive();
        assertThat(record.path("latencySeconds").isNumber()).isTrue();
        assertThat(record.path("sentAt").asText()).endsWith("Z");
    }

    @Test
    void frontMatterGoesWhereItBelongs() throws Exception {
        assertThat(folders.answer("with-config.prompt"))
                .as("as in dotprompt, the blanks around the text go")
                .isEqualTo("Answer to: Prompt with front matter");
        assertThat(folders.record("with-config.prompt").path("model").asText())
                .isEqualTo("gemini-other");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bad-request", "unknown-model", "blocked", "unsafe"})
    void whatNoRetryHelpsIsAskedOnce(String subject) throws Exception {
        assertThat(calls(subject)).hasSize(1);
        assertThat(folders.whereabouts(subject + ".txt")).containsExactly("failed");
        assertThat(folders.in("outbox", subject + ".txt.response.md")).doesNotExist();
        assertThat(folders.error(subject + ".txt").path("attempts").asInt()).isEqualTo(1);
        assertThat(folders.error(subject + ".txt").path("whatToDo").asText()).isNotBlank();
    }

    @Test
    void errorRecordsNameTheReason() throws Exception {
        JsonNode badRequest = folders.error("bad-request.txt");
        assertThat(badRequest.path("class").asText()).isEqualTo("invalid-request");
        assertThat(badRequest.path("code").asInt()).isEqualTo(400);
        assertThat(badRequest.path("status").asText()).isEqualTo("INVALID_ARGUMENT");
        assertThat(badRequest.path("message").asText()).contains("Unsupported value");
        assertThat(folders.error("unknown-model.txt").path("code").asInt()).isEqualTo(404);
        assertThat(folders.error("blocked.txt").toString()).contains("PROHIBITED_CONTENT");
        assertThat(folders.error("unsafe.txt").toString()).contains("SAFETY");
        assertThat(folders.in("failed", "bad-request.txt.error.txt")).doesNotExist();
    }

    @Test
    void perDayLimitComesWithAReportForPeople() throws Exception {
        assertThat(calls("per-day")).hasSize(1);
        assertThat(folders.whereabouts("per-day.txt")).containsExactly("parked");
        JsonNode error =
                GeminiJson.MAPPER.readTree(
                        folders.in("parked", "per-day.txt.parked.json").toFile());
        Instant notBefore = Instant.parse(error.path("notBefore").asText());
        assertThat(notBefore.atZone(ZoneId.of("America/Los_Angeles")).toLocalTime())
                .isEqualTo(LocalTime.MIDNIGHT);
        assertThat(error.path("class").asText()).isEqualTo("rate-limit-per-day");
        assertThat(error.path("quota").path(0).path("scope").asText()).contains("day");
        assertThat(Files.readString(folders.in("parked", "per-day.txt.parked.txt")))
                .contains("RATE LIMIT ERROR ENCOUNTERED", "RESOURCE_EXHAUSTED", "America/Los_Ang");
    }

    @Test
    void overloadIsRetriedUntilItIsOver() throws Exception {
        assertThat(statuses("overloaded")).containsExactly(503, 503, 503, 200);
        assertThat(statuses("internal")).containsExactly(500, 504, 200);
        assertThat(folders.answer("overloaded.txt")).isEqualTo("Answer to: " + body("overloaded"));
        assertThat(folders.record("overloaded.txt").path("attempts").asInt()).isEqualTo(4);
    }

    @Test
    void brokenConnectionsAreRetried() throws Exception {
        assertThat(statuses("reset")).containsExactly(ServedCall.NONE, 200);
        assertThat(statuses("half-body")).containsExactly(ServedCall.NONE, 200);
        for (String subject : List.of("reset", "half-body", "silence")) {
            assertThat(folders.whereabouts(subject + ".txt")).containsExactly("done");
            assertThat(folders.answer(subject + ".txt")).isEqualTo("Answer to: " + body(subject));
            assertThat(folders.record(subject + ".txt").path("attempts").asInt()).isEqualTo(2);
        }
    }

    @Test
    void silenceEndsWithTheTimeOut() throws Exception {
        assertThat(calls("silence")).hasSize(2);
        JsonNode record = folders.record("silence.txt");
        assertThat(time(record, "receivedAt").plus(RESPONSE_TIMEOUT).minusMillis(10))
                .as("the second attempt comes after the time-out")
                .isBefore(time(record, "sentAt"));
        assertThat(time(record, "sentAt")).isBefore(time(record, "receivedAt").plusSeconds(60));
    }

    private static Instant time(JsonNode record, String name) {
        return Instant.parse(record.path(name).asText());
    }

    @Test
    void uselessAnswersAreRetried() throws Exception {
        assertThat(statuses("html")).containsExactly(200, 200);
        assertThat(statuses("empty")).containsExactly(200, 200);
        assertThat(folders.answer("html.txt")).isEqualTo("Answer to: " + body("html"));
        assertThat(folders.answer("empty.txt")).isEqualTo("Answer to: " + body("empty"));
    }

    @Test
    void perMinuteLimitIsWaitedForAsLongAsTheServerSays() throws Exception {
        List<ServedCall> calls = calls("limited");
        assertThat(statuses("limited")).containsExactly(429, 429, 200);
        for (int i = 1; i < calls.size(); i++) {
            assertThat(Duration.between(calls.get(i - 1).end(), calls.get(i).arrival()))
                    .isBetween(Duration.ofMillis(1500), Duration.ofSeconds(20));
        }
        assertThat(folders.whereabouts("limited.txt")).containsExactly("done");
        assertThat(stderr).contains("rate-limit-per-minute (gemini-limited)");
    }

    @Test
    void theRetryAfterHeaderCountsWhereTheBodyNamesNoDelay() {
        List<ServedCall> calls = calls("retry-after-header");
        assertThat(statuses("retry-after-header")).containsExactly(503, 200);
        assertThat(Duration.between(calls.get(0).end(), calls.get(1).arrival()))
                .isBetween(Duration.ofSeconds(3), Duration.ofSeconds(20));
    }

    @Test
    void answerCutByItsLimitIsKeptAndFlagged() throws Exception {
        assertThat(folders.answer("cut-by-limit.txt")).isEqualTo("the first half");
        JsonNode record = folders.record("cut-by-limit.txt");
        assertThat(record.path("finishReason").asText()).isEqualTo("MAX_TOKENS");
        assertThat(record.path("truncated").asBoolean()).isTrue();
    }

    @Test
    void retriesEnd() {
        assertThat(calls("always-overloaded")).hasSize(1 + MAX_RETRIES);
        assertThat(folders.whereabouts("always-overloaded.txt"))
                .singleElement()
                .isIn("failed", "parked");
        assertThat(calls("always-empty")).hasSize(3);
        assertThat(folders.whereabouts("always-empty.txt")).containsExactly("failed");
        assertThat(folders.in("outbox", "always-empty.txt.response.md")).doesNotExist();
    }

    @Test
    void drainOfGoodPromptsSaysSo() throws Exception {
        Path work = root.resolve("good");
        DropFolders good = new DropFolders(work.resolve("data"));
        for (int i = 0; i < 10; i++) {
            good.drop("good-" + i + ".md", "Good prompt " + i);
        }
        ProgramSettings settings = new ProgramSettings(work).server(server);
        try (ProgramUnderTest program = ProgramUnderTest.start(settings, "run", "--drain")) {
            assertThat(program.awaitExit(LIMIT)).isZero();
            assertThat(program.stdout()).contains("10 answered, 0 failed, 0 parked in ");
            assertThat(program.stdout()).doesNotContain("\r").doesNotContain("\u001b");
        }
        assertThat(good.names("done")).hasSize(10);
        assertThat(good.answer("good-7.md")).isEqualTo("Answer to: Good prompt 7");
        assertThat(good.names("inbox")).isEmpty();
        assertThat(good.names("failed")).isEmpty();
    }

    /**
     * Old archives carry Latin-1 names; Java finds such a file, but cannot open it by its name.
     * Where the locale is that of C, as under cron, it cannot even say its name.
     */
    @ParameterizedTest
    @ValueSource(strings = {"C.UTF-8", "POSIX"})
    @EnabledOnOs(OS.LINUX)
    void drainEndsAlthoughANameCannotBeRead(String locale) throws Exception {
        Path work = root.resolve("latin-" + locale);
        DropFolders latin = new DropFolders(work.resolve("data"));
        latin.drop("good.txt", "Good prompt");
        Files.createDirectories(latin.in("inbox", "t"));
        Files.createDirectories(latin.in("inbox", "r"));
        latin.drop("t/task.prompt", "Sum up");
        latin.drop("t/good.txt", "Good document");
        latin.drop("r/task.prompt", "---\nrows: true\n---\n{{a}}");
        latin.drop("r/good.csv", "a\nGood row\n");
        Files.createDirectories(latin.folder("parked"));
        Files.createDirectories(latin.folder("failed"));
        Files.createDirectories(latin.folder("submitted"));
        // What a killed process had in flight.
        byte[] name = "caf\u00e9.txt".getBytes(StandardCharsets.UTF_8);
        Files.write(
                work.resolve("data/.gemini-in-flight-p-1"),
                ByteBuffer.allocate(4096)
                        .put((byte) 'a')
                        .putLong(0)
                        .putShort((short) name.length)
                        .put(name)
                        .array());
        Process touch =
                new ProcessBuilder(
                                "sh",
                                "-c",
                                "n=$(printf 'caf\\351'); cd inbox; mkdir \"$n\" \"t/$n\"; for f in . t r"
                                        + " \"$n\" \"t/$n\" ../parked ../failed ../submitted;"
                                        + " do printf x > \"$f/$n.txt\"; done")
                        .directory(work.resolve("data").toFile())
                        .start();
        assertThat(touch.waitFor()).isZero();
        ProgramSettings settings = new ProgramSettings(work).server(server).set("LC_ALL", locale);

        try (ProgramUnderTest program = ProgramUnderTest.start(settings, "run", "--drain")) {
            assertThat(program.awaitExit(LIMIT)).isZero();
            assertThat(program.stdout())
                    .contains("3 answered, 0 failed", "has a name that the encoding");
            assertThat(program.stderr())
                    .contains("Left alone in the inbox: caf")
                    .doesNotContain("InvalidPathException");
        }
        assertThat(latin.names("done")).contains("good.txt");
        assertThat(latin.in("done", "t/good.txt")).exists();
        assertThat(latin.in("done", "r/good.csv")).exists();
    }
}
