package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.geminiroutes.testing.DropFolders;
import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.ProgramSettings;
import io.github.geminiroutes.testing.ProgramUnderTest;
import io.github.geminiroutes.testing.RecordedErrors;
import io.github.geminiroutes.testing.RecordedMessage;
import io.github.geminiroutes.testing.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The key goes to Gemini in its header and nowhere else, whatever happens on the way. */
@Timeout(300)
@EnabledOnOs(OS.LINUX)
@Tag("process")
class KeySecrecyTest {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final String KEY_HEADER = "x-goog-api-key";
    private static final String STANDARD = "AIzaSyD1st1nct1veKey-For_Tests0nly12345";
    private static final String NEWER = "AQ.Ab8RN6Kd1st1nct1ve-Newer_Key0fTests.0nly-9876543210";
    private static final String ROTATED = "AQ.Ab8RN6Lr0tated-Newer_Key0fTests.0nly-1234567890ab";

    @TempDir Path temporary;
    private final Queue<RecordedMessage> received = new ConcurrentLinkedQueue<>();
    private GeminiServer server;
    private Path work;
    private DropFolders folders;
    private ProgramSettings settings;

    @BeforeEach
    void startServer() {
        server = GeminiServer.start();
        server.watch(received::add);
        work = temporary.resolve("work");
        folders = new DropFolders(work.resolve("data"));
        settings =
                new ProgramSettings(work)
                        .server(server)
                        .unset("GEMINI_API_KEY")
                        .set("BASE_RETRY_DELAY", "0.05")
                        .set("MAX_RETRIES", "1");
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    /** Prompts that meet success and all kinds of trouble, some of which repeats the key. */
    private void dropAllKinds(String key) throws IOException {
        folders.drop("fine.txt", "fine");
        server.when(
                request -> request.prompt().equals("echo"),
                Reply.of(
                        400,
                        """
                        {"error":{"code":400,"message":"Bad request with API key %1$s, see \
                        https://example.com/?key=%1$s and 'api_key:%1$s'","status":\
                        "INVALID_ARGUMENT","details":[{"@type":\
                        "type.googleapis.com/google.rpc.ErrorInfo","reason":"%1$s",\
                        "metadata":{"consumer":"api_key:%1$s","%1$s":"x"}}]}}"""
                                .formatted(key)));
        folders.drop("echo.txt", "echo");
        server.when(
                request -> request.prompt().equals("broken echo"),
                Reply.of(200, "<html>no JSON, but the key " + key + "</html>"));
        folders.drop("broken-echo.txt", "broken echo");
        server.when(
                request -> request.prompt().equals("named"),
                Reply.of(
                        200,
                        """
                        {"candidates":[{"content":{"parts":[{"text":"Your key is %1$s"}]},\
                        "finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":1,\
                        "serviceTier":"%1$s"},"modelVersion":"%1$s","responseId":"%1$s"}"""
                                .formatted(key)));
        folders.drop("named.txt", "named");
        server.when(
                request -> request.prompt().equals("redirect"),
                Reply.withHeader("Location", server.baseUrl() + "/?key=" + key, 302, "moved"));
        folders.drop("redirect.txt", "redirect");
        server.inTurn(
                request -> request.prompt().equals("limited"),
                RecordedErrors.perMinute("gemini-3.8-flash", Duration.ofMillis(100)));
        folders.drop("limited.txt", "limited");
        server.when(request -> request.prompt().equals("per day"), RecordedErrors.perDay("m"));
        folders.drop("per-day.txt", "---\nmodel: gemini-daily\n---\nper day");
        server.when(request -> request.prompt().equals("reset"), Reply.reset());
        folders.drop("reset.txt", "reset");
        server.when(request -> request.prompt().equals("cut"), Reply.cutBody());
        folders.drop("cut.txt", "cut");
        folders.drop("bad.json", "{\"contents\": [");
        folders.drop("placeholder.txt", "{{gemini.api-key}} {{env:GEMINI_API_KEY}} ${env:X}");
    }

    @Test
    void standardKeyOfTheEnvironmentStaysSecret() throws Exception {
        assertThat(STANDARD).hasSize(39);
        settings.set("GEMINI_API_KEY", STANDARD);
        dropAllKinds(STANDARD);

        try (ProgramUnderTest program = ProgramUnderTest.start(settings, "run", "--drain")) {
            await().atMost(LIMIT).until(() -> !received.isEmpty() || !program.isAlive());
            assertNotInProcess(program, STANDARD);
            assertThat(program.awaitExit(LIMIT)).isEqualTo(3);
        }

        assertThat(folders.names("inbox")).isEmpty();
        assertThat(folders.whereabouts("fine.txt")).containsExactly("done");
        assertThat(folders.error("echo.txt").path("code").asInt()).isEqualTo(400);
        assertNowhereBelow(work, STANDARD);
        assertOnlyInItsHeader(STANDARD);
    }

    @Test
    void newerKeyOfAFileStaysSecretAndIsReadAgainWhenItChanges() throws Exception {
        Path keyFile = temporary.resolve("secret");
        Files.writeString(keyFile, NEWER + "\n");
        settings.set("GEMINI_API_KEY_FILE", keyFile.toString());
        dropAllKinds(NEWER);

        try (ProgramUnderTest program = ProgramUnderTest.start(settings, "run")) {
            await().atMost(LIMIT).until(() -> folders.names("inbox").isEmpty());
            assertNotInProcess(program, NEWER);
            assertOnlyInItsHeader(NEWER);

            Files.writeString(temporary.resolve("new"), ROTATED);
            Files.move(
                    temporary.resolve("new"),
                    keyFile,
                    java.nio.file.StandardCopyOption.ATOMIC_MOVE);
            folders.drop("after.txt", "after the rotation");
            await().atMost(LIMIT).until(() -> !keysOf("after the rotation").isEmpty());
            assertThat(keysOf("after the rotation")).containsOnly(ROTATED);
            assertNotInProcess(program, ROTATED);
            program.terminate();
            assertThat(program.awaitExit(LIMIT)).isZero();
        }

        assertNowhereBelow(work, NEWER);
        assertNowhereBelow(work, ROTATED);
    }

    private List<String> keysOf(String prompt) {
        return received.stream()
                .filter(call -> call.request().prompt().equals(prompt))
                .flatMap(call -> call.header(KEY_HEADER).stream())
                .toList();
    }

    private void assertOnlyInItsHeader(String key) {
        assertThat(received).hasSizeGreaterThan(8);
        for (RecordedMessage call : received) {
            assertThat(call.header(KEY_HEADER)).containsExactly(key);
            assertThat(call.uri()).doesNotContain("key");
            assertThat(call.request().body().toString()).doesNotContain(key);
            assertThat(call.headers())
                    .filteredOn(header -> !header.getKey().equalsIgnoreCase(KEY_HEADER))
                    .noneMatch(header -> header.toString().contains(key));
        }
    }

    /** Command line, thread names and output; the environment is where a user has put it. */
    private static void assertNotInProcess(ProgramUnderTest program, String key)
            throws IOException {
        Path process = Path.of("/proc", Long.toString(program.handle().pid()));
        assertThat(Files.readString(process.resolve("cmdline")))
                .contains("io.github.geminiroutes.Main")
                .doesNotContain(key);
        List<String> threads = new ArrayList<>();
        try (Stream<Path> tasks = Files.list(process.resolve("task"))) {
            for (Path task : tasks.toList()) {
                try {
                    threads.add(Files.readString(task.resolve("comm")));
                } catch (NoSuchFileException e) {
                    // A thread that ended meanwhile has no name to show.
                }
            }
        }
        // Linux keeps 15 characters of a name.
        assertThat(threads).isNotEmpty().noneMatch(name -> name.contains(key.substring(0, 8)));
        assertThat(program.stdout() + program.stderr()).doesNotContain(key);
    }

    /** Captured output and the log lie there too. */
    private static void assertNowhereBelow(Path directory, String key) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(directory)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        assertThat(files).hasSizeGreaterThan(10);
        assertThat(files).anyMatch(file -> file.endsWith("logs/gemini-routes.log"));
        for (Path file : files) {
            assertThat(file.toString()).doesNotContain(key);
            assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                    .as(file.toString())
                    .doesNotContain(key);
        }
    }
}
