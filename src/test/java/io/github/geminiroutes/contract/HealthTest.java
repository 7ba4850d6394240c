package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.geminiroutes.testing.ArtemisBroker;
import io.github.geminiroutes.testing.ArtemisBus;
import io.github.geminiroutes.testing.DropFolders;
import io.github.geminiroutes.testing.Fetch;
import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.ProgramSettings;
import io.github.geminiroutes.testing.ProgramUnderTest;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Live and ready, as a container platform asks for them. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
@Tag("process")
@Order(9)
class HealthTest {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final String GOOD_KEY = "AIzaSyGood-Key-Of-The-Health-Test-00001";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir Path temporary;
    private GeminiServer server;
    private ProgramSettings settings;
    private DropFolders folders;

    @BeforeEach
    void startServer() {
        server = GeminiServer.builder().keys(GOOD_KEY).start();
        settings = new ProgramSettings(temporary.resolve("work")).server(server);
        folders = new DropFolders(settings.dataDir());
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    private static JsonNode down(HttpResponse<String> ready, String check) throws Exception {
        assertThat(ready.statusCode()).isEqualTo(503);
        for (JsonNode one : JSON.readTree(ready.body()).path("checks")) {
            if (one.path("name").asText().equals(check)) {
                return one;
            }
        }
        throw new AssertionError("No " + check + " in " + ready.body());
    }

    @Test
    void aBadKeyTakesReadinessAwayUntilTheKeyFileChanges() throws Exception {
        Path keyFile = Files.writeString(temporary.resolve("key"), "AIzaSyBad-Key");
        settings.unset("GEMINI_API_KEY").set("GEMINI_API_KEY_FILE", keyFile.toString());
        folders.drop("waits.txt", "waits");
        try (ProgramUnderTest program = ProgramUnderTest.start(settings, "run")) {
            String ready = program.httpUrl() + "/observe/health/ready";
            await().atMost(LIMIT).until(() -> Fetch.get(ready).statusCode() == 503);
            await().atMost(LIMIT)
                    .untilAsserted(
                            () ->
                                    assertThat(
                                                    down(Fetch.get(ready), "gemini-intake")
                                                            .path("message")
                                                            .asText())
                                            .startsWith("api-key-invalid: ")
                                            .contains(" | "));
            assertThat(Fetch.get(program.httpUrl() + "/observe/health/live").statusCode())
                    .isEqualTo(200);
            JsonNode intake =
                    JSON.readTree(Fetch.get(program.httpUrl() + "/observe/status").body())
                            .path("intake");
            assertThat(intake.path("isOpen").asBoolean()).isFalse();
            assertThat(intake.path("kind").asText()).isEqualTo("api-key-invalid");
            assertThat(folders.names("inbox")).containsExactly("waits.txt");

            Path next = Files.writeString(temporary.resolve("key.next"), GOOD_KEY);
            Files.move(next, keyFile, StandardCopyOption.ATOMIC_MOVE);

            await().atMost(LIMIT)
                    .untilAsserted(
                            () -> {
                                HttpResponse<String> now = Fetch.get(ready);
                                assertThat(now.statusCode()).as(now.body()).isEqualTo(200);
                            });
            await().atMost(LIMIT).until(() -> folders.names("done").equals(List.of("waits.txt")));
        }
    }

    @Test
    void foldersThatAreGoneTakeReadinessAway() throws Exception {
        settings.set("GEMINI_API_KEY", GOOD_KEY);
        try (ProgramUnderTest program = ProgramUnderTest.start(settings, "run")) {
            String ready = program.httpUrl() + "/observe/health/ready";
            assertThat(Fetch.get(ready).statusCode()).isEqualTo(200);
            // The sweep at the start must not find the folder gone: the next one is far away.
            Path swept = settings.root().resolve("logs/diagnostics/latest.json");
            await().atMost(LIMIT).until(() -> Files.exists(swept));

            Path away = temporary.resolve("away");
            Files.move(folders.folder("outbox"), away);

            await().atMost(LIMIT)
                    .untilAsserted(
                            () ->
                                    assertThat(
                                                    down(Fetch.get(ready), "gemini-folders")
                                                            .path("message")
                                                            .asText())
                                            .startsWith(folders.folder("outbox") + " is gone"));
            Files.move(away, folders.folder("outbox"));
            await().atMost(LIMIT)
                    .untilAsserted(
                            () -> {
                                HttpResponse<String> now = Fetch.get(ready);
                                assertThat(now.statusCode()).as(now.body()).isEqualTo(200);
                            });
        }
    }

    /** As the container's health check and a probe of Kubernetes see it. */
    @Test
    void aBrokerThatIsGoneTakesReadinessAway() throws Exception {
        settings.set("GEMINI_API_KEY", GOOD_KEY);
        Path journal = temporary.resolve("broker");
        int port;
        try (ArtemisBus bus = new ArtemisBus(journal, true, 2)) {
            bus.make("asked", "replies", "dead");
            bus.configure(settings, "asked", "replies", "dead");
            port = bus.broker().port();
            try (ProgramUnderTest program = ProgramUnderTest.start(settings, "run")) {
                String ready = program.httpUrl() + "/observe/health/ready";
                settings.set("HTTP_PORT", String.valueOf(URI.create(ready).getPort()));
                await().atMost(LIMIT).until(() -> bus.broker().consumers("asked") == 2);
                await().atMost(LIMIT).until(() -> Fetch.get(ready).statusCode() == 200);
                assertThat(checkDirs(0)).contains("OK    " + ready);

                bus.broker().close();

                await().atMost(LIMIT)
                        .untilAsserted(
                                () ->
                                        assertThat(
                                                        down(Fetch.get(ready), "gemini-messages")
                                                                .path("message")
                                                                .asText())
                                                .contains("out of reach"));
                assertThat(checkDirs(1))
                        .contains("ERROR " + ready + " answers 503")
                        .contains("gemini-messages");
                try (ArtemisBroker again = ArtemisBroker.start(journal, port)) {
                    await().atMost(LIMIT).until(() -> again.consumers("asked") == 2);
                    await().atMost(LIMIT).until(() -> Fetch.get(ready).statusCode() == 200);
                }
            }
        }
        assertThat(checkDirs(1)).contains("does not answer (ConnectException)");
    }

    private String checkDirs(int code) throws Exception {
        try (ProgramUnderTest probe = ProgramUnderTest.start(settings, "check-dirs", "--ready")) {
            assertThat(probe.awaitExit(LIMIT)).isEqualTo(code);
            return probe.stdout();
        }
    }
}
