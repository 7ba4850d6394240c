package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.geminiroutes.testing.DropFolders;
import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.ProgramSettings;
import io.github.geminiroutes.testing.ProgramUnderTest;
import io.github.geminiroutes.testing.Signals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Two real processes on one drop folder: one works, the other takes over. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
@Tag("process")
@Order(8)
class TakeOverTest {

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final int PROMPTS = 160;
    private static final int CONCURRENCY = 4;
    private static final String WORKS = "This instance takes the prompts";
    private static final String STANDS_BY = "Standing by";

    @TempDir Path root;

    private final Map<String, AtomicInteger> callsByKey = new ConcurrentHashMap<>();
    private DropFolders folders;

    @BeforeEach
    void nameFolders() {
        folders = new DropFolders(root.resolve("shared"));
    }

    /** Once both programs are there: however slow they start, there is work left for the second. */
    private void fillInbox() throws IOException {
        for (int i = 0; i < PROMPTS; i++) {
            folders.drop(name(i), "Prompt number " + i);
        }
    }

    private static String name(int number) {
        return "prompt-%03d.txt".formatted(number);
    }

    private GeminiServer server() {
        GeminiServer server = GeminiServer.builder().latency(Duration.ofMillis(200)).start();
        server.watch(
                call ->
                        callsByKey
                                .computeIfAbsent(
                                        call.header("x-goog-api-key").get(0),
                                        key -> new AtomicInteger())
                                .incrementAndGet());
        return server;
    }

    private int calls(String key) {
        return callsByKey.getOrDefault(key, new AtomicInteger()).get();
    }

    /** An instance with directories of its own, but for the drop folder. */
    private ProgramUnderTest instance(GeminiServer server, String key) throws IOException {
        return ProgramUnderTest.start(settings(server, key), "run");
    }

    private ProgramSettings settings(GeminiServer server, String key) {
        return new ProgramSettings(root.resolve(key))
                .server(server)
                .set("DATA_DIR", root.resolve("shared").toString())
                .set("GEMINI_API_KEY", key)
                .set("MAX_CONCURRENCY", Integer.toString(CONCURRENCY))
                .set("GEMINI_CLUSTER_LOCK_DIR", root.resolve("locks").toString())
                .set("GEMINI_CLUSTER_LOCK_INTERVAL", "0.5");
    }

    private static void awaitWord(ProgramUnderTest program, String word) {
        await().atMost(LIMIT).until(() -> (program.stdout() + program.stderr()).contains(word));
    }

    private void awaitDone() {
        await().atMost(LIMIT).until(() -> folders.names("done").size() == PROMPTS);
    }

    private void assertEachIsAnsweredOnce() throws IOException {
        assertThat(folders.names("inbox")).isEmpty();
        assertThat(folders.names("failed")).isEmpty();
        assertThat(folders.names("parked")).isEmpty();
        assertThat(folders.names("done")).hasSize(PROMPTS);
        assertThat(folders.names("outbox")).as("no second answer").hasSize(2 * PROMPTS);
        for (int i = 0; i < PROMPTS; i++) {
            assertThat(folders.answer(name(i))).isEqualTo("Answer to: Prompt number " + i);
            assertThat(folders.in("done", name(i))).hasContent("Prompt number " + i);
        }
    }

    @Test
    void anotherTakesOverWhenTheOneThatWorksIsKilled() throws Exception {
        try (GeminiServer server = server();
                ProgramUnderTest one = instance(server, "one")) {
            awaitWord(one, WORKS);
            try (ProgramUnderTest two = instance(server, "two")) {
                awaitWord(two, STANDS_BY);
                fillInbox();
                await().atMost(LIMIT).until(() -> calls("one") >= 15);
                assertThat(calls("two")).as("it only stands by").isZero();
                long killed = System.nanoTime();
                one.kill();
                one.awaitExit(LIMIT);
                await().pollInterval(Duration.ofMillis(20))
                        .atMost(LIMIT)
                        .untilAsserted(
                                () ->
                                        assertThat(calls("two"))
                                                .as(one.stdout() + two.stdout() + folders)
                                                .isPositive());
                assertThat(Duration.ofNanos(System.nanoTime() - killed))
                        .isLessThan(Duration.ofSeconds(20));

                awaitDone();
                assertThatOutsidersAreRefused(server);
                two.terminate();
                assertThat(two.awaitExit(LIMIT)).isZero();
            }
            assertEachIsAnsweredOnce();
            assertThat(server.log().duplicates()).isLessThanOrEqualTo(2L * CONCURRENCY);
        }
    }

    private void assertThatOutsidersAreRefused(GeminiServer server) throws Exception {
        ProgramSettings knowsNoCluster =
                settings(server, "outsider").set("GEMINI_CLUSTER_LOCK_DIR", "");
        try (ProgramUnderTest outsider = ProgramUnderTest.start(knowsNoCluster, "run", "--drain")) {
            assertThat(outsider.awaitExit(LIMIT)).isEqualTo(2);
            assertThat(outsider.stderr()).contains("another program answers its prompts");
        }
    }

    @Test
    void oneThatStoodStillGoesOnOrLetsGoButNothingIsAnsweredTwice() throws Exception {
        try (GeminiServer server = server();
                ProgramUnderTest one = instance(server, "one")) {
            awaitWord(one, WORKS);
            try (ProgramUnderTest two = instance(server, "two")) {
                awaitWord(two, STANDS_BY);
                fillInbox();
                await().atMost(LIMIT).until(() -> calls("one") >= 15);
                Signals.stop(one.handle());
                try {
                    // Long enough to be taken for dead; the system's lock tells better.
                    await().during(Duration.ofSeconds(4))
                            .atMost(LIMIT)
                            .until(() -> calls("two") == 0);
                } finally {
                    Signals.resume(one.handle());
                }

                awaitDone();
                for (ProgramUnderTest program : List.of(one, two)) {
                    program.terminate();
                    assertThat(program.awaitExit(LIMIT)).isZero();
                }
            }
            assertEachIsAnsweredOnce();
            // Calls that were out when it let go may be asked again by the other.
            assertThat(server.log().duplicates()).isLessThanOrEqualTo(2L * CONCURRENCY);
        }
    }

    @Test
    void parkedPromptsComeBackByTheOneThatWorks() throws Exception {
        Files.createDirectories(folders.folder("parked"));
        Files.writeString(folders.in("parked", "late.txt"), "Come back");
        try (GeminiServer server = server();
                ProgramUnderTest one = instance(server, "one")) {
            awaitWord(one, WORKS);
            await().atMost(LIMIT)
                    .until(() -> folders.whereabouts("late.txt").equals(List.of("done")));
            try (ProgramUnderTest two = instance(server, "two")) {
                awaitWord(two, STANDS_BY);
                // Parked after the second started, by nobody it knows.
                Files.writeString(folders.in("parked", "later.txt"), "Come back later");
                one.kill();
                one.awaitExit(LIMIT);
                await().atMost(LIMIT)
                        .until(() -> folders.whereabouts("later.txt").equals(List.of("done")));
            }
        }
    }
}
