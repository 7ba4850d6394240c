package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.geminiroutes.testing.DropFolders;
import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.ProgramSettings;
import io.github.geminiroutes.testing.ProgramUnderTest;
import io.github.geminiroutes.testing.Quota;
import io.github.geminiroutes.testing.RedisServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
                    .atMost(Duration.ofSeconds(6))
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

    private ProgramUnderTest instance(String name, RedisServer redis, GeminiServer server)
            throws IOException {
        ProgramSettings settings =
                new ProgramSettings(root.resolve(name))
                        .server(server)
                        .set("GEMINI_API_KEY", KEY)
                        .set("GEMINI_RPM", Integer.toString(QUOTA))
                        .set("GEMINI_QUOTA_REDIS_URL", redis.url())
                        .set("GEMINI_QUOTA_INSTANCES", "2");
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
