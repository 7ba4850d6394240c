package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.geminiroutes.testing.DropFolders;
import io.github.geminiroutes.testing.Fetch;
import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.ProgramSettings;
import io.github.geminiroutes.testing.ProgramUnderTest;
import io.github.geminiroutes.testing.Reply;
import io.github.geminiroutes.testing.SmallDisk;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A disk that takes no line about what calls cost. */
@Timeout(300)
@Tag("process")
class FullLogDiskTest {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final int FEW = 8;

    /** Each answer costs a cent, and the budget is for ten of them. */
    private static final String A_CENT =
            """
            {"candidates":[{"content":{"parts":[{"text":"x"}],"role":"model"},"finishReason":"STOP"}],
             "usageMetadata":{"promptTokenCount":1000,"candidatesTokenCount":2466,
              "totalTokenCount":3466},"modelVersion":"gemini-3.8-flash"}""";

    @TempDir Path root;
    private DropFolders folders;

    @BeforeEach
    void prepare() {
        folders = new DropFolders(root.resolve("data"));
    }

    private GeminiServer server() {
        GeminiServer server = GeminiServer.start();
        server.when(request -> true, Reply.of(200, A_CENT));
        return server;
    }

    private ProgramSettings settings(GeminiServer server) {
        return new ProgramSettings(root)
                .server(server)
                .set("MAX_CONCURRENCY", "1")
                .set("GEMINI_BUDGET_USD_PER_DAY", "0.10");
    }

    private void drop(String prefix, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            folders.drop(prefix + i + ".txt", prefix + i);
        }
    }

    private static String ready(ProgramUnderTest program) throws Exception {
        HttpResponse<String> ready = Fetch.get(program.httpUrl() + "/observe/health/ready");
        return ready.statusCode() + " " + ready.body();
    }

    private int answered(String prefix) throws IOException {
        return (int) folders.names("done").stream().filter(n -> n.startsWith(prefix)).count();
    }

    @Test
    void aFullLogDiskIsToldAndItsLinesAreWrittenLater() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(root.resolve("disk"), 1024);
                GeminiServer server = server()) {
            Path logs = disk.directory().resolve("logs");
            ProgramSettings settings = settings(server).set("LOG_DIR", logs.toString());
            try (ProgramUnderTest program = ProgramUnderTest.start(settings, "run")) {
                await().atMost(LIMIT).until(() -> program.stderr().contains("Answering prompts"));
                disk.fillUpTo(0);
                drop("a", FEW);
                await().atMost(LIMIT).until(() -> answered("a") == FEW);
                assertThat(ready(program))
                        .startsWith("503")
                        .contains("gemini-accounting", logs.resolve("usage.jsonl").toString());

                disk.makeRoom();
                await().atMost(LIMIT).until(() -> !ready(program).contains("gemini-accounting"));
                assertThat(Files.readString(logs.resolve("usage.jsonl")).lines())
                        .filteredOn(line -> line.contains("\"a") && line.endsWith("}"))
                        .hasSize(FEW);
            }
        }
    }

    @Test
    void aKillWhileTheLogDiskIsFullForgetsNoMoney() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(root.resolve("disk"), 1024);
                GeminiServer server = server()) {
            ProgramSettings settings =
                    settings(server).set("LOG_DIR", disk.directory().resolve("logs").toString());
            try (ProgramUnderTest program = ProgramUnderTest.start(settings, "run")) {
                await().atMost(LIMIT).until(() -> program.stderr().contains("Answering prompts"));
                disk.fillUpTo(0);
                drop("a", FEW);
                await().atMost(LIMIT)
                        .pollInterval(Duration.ofMillis(10))
                        .until(() -> answered("a") == FEW);
                program.kill();
                program.awaitExit(LIMIT);
            }
            disk.makeRoom();
            drop("b", FEW);
            try (ProgramUnderTest program = ProgramUnderTest.start(settings, "run", "--drain")) {
                assertThat(program.awaitExit(LIMIT)).isEqualTo(4);
            }
            assertThat(server.log().arrived()).isLessThanOrEqualTo(11);
        }
    }

    @Test
    void withABudgetNoCallIsMadeWhileItsFileCannotBeWritten() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(root.resolve("disk"), 2048);
                GeminiServer server = server()) {
            ProgramSettings settings =
                    settings(server)
                            .set("LOG_DIR", disk.directory().resolve("logs").toString())
                            .set("CACHE_DIR", disk.directory().resolve("cache").toString());
            try (ProgramUnderTest program = ProgramUnderTest.start(settings, "run")) {
                await().atMost(LIMIT).until(() -> program.stderr().contains("Answering prompts"));
                disk.fillUpTo(0);
                drop("a", FEW);
                await().atMost(LIMIT)
                        .until(() -> program.stderr().contains("calls with a budget wait"));
                assertThat(ready(program)).startsWith("503").contains("gemini-accounting");
                await().during(Duration.ofSeconds(2)).until(() -> server.log().arrived() <= 2);
                disk.makeRoom();
                await().atMost(LIMIT).until(() -> answered("a") == FEW);
                assertThat(ready(program)).doesNotContain("gemini-accounting");
            }
        }
    }
}
