package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.geminiroutes.testing.DropFolders;
import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.ProgramSettings;
import io.github.geminiroutes.testing.ProgramUnderTest;
import io.github.geminiroutes.testing.Quota;
import io.github.geminiroutes.testing.RedisServer;
import io.github.geminiroutes.testing.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two real processes and one quota, by way of a real Redis: the first minute. Whole batches are the
 * benchmark's.
 */
@Timeout(300)
@Tag("process")
class SharedQuotaTest {

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final String MODEL = "gemini-3.8-flash";
    private static final String PASSWORD = "s3cr3t-of-redis";
    private static final String KEY = "key-of-gemini-that-is-secret";
    private static final int EACH = 25;
    private static final int QUOTA = 30;

    /** Each answer costs a cent: 1,000 input tokens at 0.75 and 2,466 at 3.75 a million. */
    private static final String A_CENT =
            """
            {"candidates":[{"content":{"parts":[{"text":"x"}],"role":"model"},"finishReason":"STOP"}],
             "usageMetadata":{"promptTokenCount":1000,"candidatesTokenCount":2466,
              "totalTokenCount":3466},"modelVersion":"gemini-3.8-flash"}""";

    @TempDir Path root;

    @Test
    void twoProcessesUseUpOneQuotaAndNoMore() throws Exception {
        try (RedisServer redis = RedisServer.start(PASSWORD);
                GeminiServer server =
                        GeminiServer.builder()
                                .quota(Quota.requestsPerMinute(MODEL, QUOTA))
                                .start();
                ProgramUnderTest one = instance("one", redis, server);
                ProgramUnderTest two = instance("two", redis, server)) {
            await().atMost(LIMIT).until(() -> server.log().answered() == QUOTA);
            await().during(Duration.ofSeconds(3))
                    .atMost(LIMIT)
                    .until(() -> server.log().arrived() == QUOTA);

            assertThat(server.log().perStatus()).containsOnlyKeys(200);
            assertThat(redis.commands().keys("*")).allMatch(key -> key.startsWith("gemini:{"));
            for (ProgramUnderTest program : List.of(one, two)) {
                program.terminate();
                assertThat(program.awaitExit(LIMIT)).isZero();
                assertThat(program.stdout() + program.stderr()).doesNotContain("out of reach");
            }
            String everything = redis.commands().keys("*") + written();
            assertThat(everything).doesNotContain(PASSWORD).doesNotContain(KEY);
        }
    }

    @Test
    void twoProcessesUseUpTheBudgetOfOneTask() throws Exception {
        try (RedisServer redis = RedisServer.start(PASSWORD);
                GeminiServer server = GeminiServer.start()) {
            server.when(request -> true, Reply.late(Duration.ofMillis(100), Reply.of(200, A_CENT)));
            List<ProgramUnderTest> programs = new ArrayList<>();
            try {
                for (String name : List.of("one", "two")) {
                    programs.add(cents(name, redis, server, "run", "--drain"));
                }
                for (ProgramUnderTest program : programs) {
                    assertThat(program.awaitExit(LIMIT)).isEqualTo(4);
                    assertThat(program.stdout() + program.stderr())
                            .contains("cents", "budget of 0.25 USD");
                }
            } finally {
                programs.forEach(ProgramUnderTest::close);
            }
            assertThat(server.log().arrived()).as("a cent each").isBetween(22L, 25L + 4);
            assertThat(redis.commands().keys("*cents*")).isEmpty();
        }
    }

    /** What the killed one had under way is set aside for minutes, and never spent twice. */
    @Test
    void oneOfTwoThatIsKilledLeavesTheBudgetOfATaskWhole() throws Exception {
        try (RedisServer redis = RedisServer.start(PASSWORD);
                GeminiServer server = GeminiServer.start()) {
            server.when(request -> true, Reply.late(Duration.ofSeconds(1), Reply.of(200, A_CENT)));
            try (ProgramUnderTest killed = cents("one", redis, server, "run");
                    ProgramUnderTest other = cents("two", redis, server, "run")) {
                await().atMost(LIMIT).until(() -> server.log().arrived() >= 8);
                killed.kill();

                await().atMost(LIMIT).until(() -> server.log().arrived() >= 17);
                await().during(Duration.ofSeconds(10))
                        .atMost(LIMIT)
                        .until(() -> server.log().arrived() <= 25 + 4);
                assertThat(other.isAlive()).isTrue();
            }
        }
    }

    /** Fifty documents of a task that may have 25 answers. */
    private ProgramUnderTest cents(
            String name, RedisServer redis, GeminiServer server, String... arguments)
            throws IOException {
        ProgramSettings settings = settings(name, redis, server).set("MAX_CONCURRENCY", "4");
        DropFolders folders = new DropFolders(settings.dataDir());
        Files.createDirectories(folders.in("inbox", "cents"));
        folders.drop("cents/task.prompt", "---\nbudget: 0.25\n---\nWhat is it?");
        for (int i = 0; i < 2 * EACH; i++) {
            folders.drop("cents/%d.txt".formatted(i), name + " " + i);
        }
        return ProgramUnderTest.start(settings, arguments);
    }

    private ProgramSettings settings(String name, RedisServer redis, GeminiServer server) {
        return new ProgramSettings(root.resolve(name))
                .server(server)
                .set("GEMINI_API_KEY", KEY)
                .set("GEMINI_QUOTA_REDIS_URL", redis.url())
                .set("GEMINI_QUOTA_INSTANCES", "2");
    }

    private ProgramUnderTest instance(String name, RedisServer redis, GeminiServer server)
            throws IOException {
        ProgramSettings settings =
                settings(name, redis, server).set("GEMINI_RPM", Integer.toString(QUOTA));
        DropFolders folders = new DropFolders(settings.dataDir());
        for (int i = 0; i < EACH; i++) {
            folders.drop("%s-%02d.txt".formatted(name, i), name + " " + i);
        }
        return ProgramUnderTest.start(settings, "run");
    }

    /** All that the programs wrote, their output included. */
    private String written() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return all.toString();
    }
}
