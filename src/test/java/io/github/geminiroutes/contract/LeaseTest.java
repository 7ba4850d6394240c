package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.geminiroutes.testing.DropFolders;
import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.KubernetesApi;
import io.github.geminiroutes.testing.ProgramSettings;
import io.github.geminiroutes.testing.ProgramUnderTest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Two real processes on one drop folder and one Lease of Kubernetes: its holder works. */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
@Tag("process")
@Order(1)
class LeaseTest {

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final int CONCURRENCY = 4;
    private static final String LEASE = "gemini-routes";
    private static final Duration DURATION = Duration.ofSeconds(12);

    /** The holder stops by itself after so long without a renewal; then come calls under way. */
    private static final Duration DEADLINE = Duration.ofSeconds(8);

    private static final String WORKS = "This instance takes the prompts";
    private static final String STANDS_BY = "Standing by";

    @TempDir Path root;

    private final Map<String, List<Long>> callTimes = new ConcurrentHashMap<>();
    private final KubernetesApi api = new KubernetesApi();
    private final KubernetesApi.Way wayOfOne = api.way();
    private final KubernetesApi.Way wayOfTwo = api.way();
    private GeminiServer server;
    private DropFolders folders;

    @BeforeEach
    void open() throws IOException {
        folders = new DropFolders(root.resolve("shared"));
        server = GeminiServer.builder().latency(Duration.ofMillis(400)).start();
        server.watch(call -> times(call.header("x-goog-api-key").get(0)).add(System.nanoTime()));
    }

    @AfterEach
    void close() {
        server.close();
        api.close();
    }

    /** Once both are there, however slow they start; the holder has some of the prompts asked. */
    private void drop(int prompts) throws IOException {
        for (int i = 0; i < prompts; i++) {
            folders.drop(name(i), "Prompt number " + i);
        }
        await().atMost(LIMIT).until(() -> times("one").size() >= 15);
    }

    private static String name(int number) {
        return "prompt-%03d.txt".formatted(number);
    }

    private List<Long> times(String key) {
        return callTimes.computeIfAbsent(key, k -> new CopyOnWriteArrayList<>());
    }

    private ProgramSettings settings(String key, KubernetesApi.Way way) {
        return way.addTo(new ProgramSettings(root.resolve(key)).server(server))
                .set("DATA_DIR", root.resolve("shared").toString())
                .set("GEMINI_API_KEY", key)
                .set("MAX_CONCURRENCY", Integer.toString(CONCURRENCY))
                .set("GEMINI_CLUSTER_KUBERNETES_LEASE", LEASE)
                .set(
                        "GEMINI_CLUSTER_KUBERNETES_LEASE_DURATION",
                        Long.toString(DURATION.toSeconds()));
    }

    /** The holder; closed by the caller, or here where it does not become one. */
    private ProgramUnderTest one() throws IOException {
        return started("one", wayOfOne, WORKS);
    }

    private ProgramUnderTest two() throws IOException {
        return started("two", wayOfTwo, STANDS_BY);
    }

    private ProgramUnderTest started(String key, KubernetesApi.Way way, String word)
            throws IOException {
        ProgramUnderTest program = ProgramUnderTest.start(settings(key, way));
        boolean isWell = false;
        try {
            awaitWord(program, word);
            isWell = true;
        } finally {
            if (!isWell) {
                program.close();
            }
        }
        return program;
    }

    private static void awaitWord(ProgramUnderTest program, String word) {
        await().atMost(LIMIT).untilAsserted(() -> assertThat(program.stderr()).contains(word));
    }

    /** How long after {@code since} the first call of the second instance came. */
    private Duration takeOver(ProgramUnderTest two, long since) {
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(times("two")).as(two.stderr()).isNotEmpty());
        Duration gap = Duration.ofNanos(times("two").get(0) - since);
        System.out.println("Take-over after " + gap.toMillis() + " ms");
        return gap;
    }

    private void assertEachIsAnsweredOnce(int prompts) throws IOException {
        await().atMost(LIMIT).until(() -> folders.names("done").size() == prompts);
        assertThat(folders.names("inbox")).isEmpty();
        assertThat(folders.names("outbox")).as("no second answer").hasSize(2 * prompts);
        for (int i = 0; i < prompts; i++) {
            assertThat(folders.answer(name(i))).isEqualTo("Answer to: Prompt number " + i);
        }
        assertThat(server.log().duplicates()).isLessThanOrEqualTo(2L * CONCURRENCY);
    }

    @Test
    void anotherTakesOverWhenTheHolderIsKilled() throws Exception {
        try (ProgramUnderTest one = one();
                ProgramUnderTest two = two()) {
            drop(120);
            assertThat(times("two")).isEmpty();
            assertThat(api.lease(LEASE).getSpec().getHolderIdentity()).isNotBlank();
            long killed = System.nanoTime();
            one.kill();

            assertThat(takeOver(two, killed))
                    .isGreaterThan(DURATION.minus(Duration.ofSeconds(2)))
                    .isLessThan(DURATION.multipliedBy(3));
            assertEachIsAnsweredOnce(120);
        }
    }

    @Test
    void aHolderThatEndsInGoodOrderGivesTheLeaseBack() throws Exception {
        try (ProgramUnderTest one = one();
                ProgramUnderTest two = two()) {
            drop(120);
            one.terminate();
            assertThat(one.awaitExit(LIMIT)).isZero();
            long ended = System.nanoTime();

            Duration gap = takeOver(two, ended);
            // On a busy machine the API server may be too slow for the one try to give it back, or
            // for the other to read that: then the Lease ends by its time.
            boolean isBusy = timesWithoutApiServer(one) + timesWithoutApiServer(two) > 0;
            assertThat(gap)
                    .isLessThan(
                            isBusy
                                    ? DURATION.multipliedBy(3)
                                    : DURATION.minus(Duration.ofSeconds(1)));
            assertEachIsAnsweredOnce(120);
            assertThat(server.log().duplicates()).isZero();
        }
        // What the Role of deploy/kubernetes allows.
        String leases = "/apis/coordination.k8s.io/v1/namespaces/gemini/leases";
        assertThat(api.requests())
                .containsExactlyInAnyOrder(
                        "POST " + leases,
                        "GET " + leases + "/" + LEASE,
                        "PATCH " + leases + "/" + LEASE);
    }

    @Test
    void aHolderThatLosesTheApiServerStopsBeforeAnotherBegins() throws Exception {
        try (ProgramUnderTest one = one();
                ProgramUnderTest two = two()) {
            drop(170);
            // A busy machine may have been too slow for the API server before.
            int before = timesWithoutApiServer(one);
            wayOfOne.cut();
            long cut = System.nanoTime();

            takeOver(two, cut);
            awaitWord(one, STANDS_BY);
            Duration lastOfOne = Duration.ofNanos(last("one") - cut);
            System.out.println("Its own last call began after " + lastOfOne.toMillis() + " ms");
            assertThat(lastOfOne).isPositive().isLessThan(DEADLINE.plusSeconds(1));
            assertThat(last("one")).isLessThan(times("two").get(0));
            assertThat(timesWithoutApiServer(one)).isEqualTo(before + 1);

            wayOfOne.mend();
            awaitWord(one, "the API server answers again");
            assertEachIsAnsweredOnce(170);
            assertThat(last("one")).isLessThan(times("two").get(0));

            two.terminate();
            assertThat(two.awaitExit(LIMIT)).isZero();
            folders.drop("late.txt", "After all");
            await().atMost(LIMIT)
                    .until(() -> folders.whereabouts("late.txt").equals(List.of("done")));
        }
    }

    private static int timesWithoutApiServer(ProgramUnderTest program) throws IOException {
        return program.stderr().split("the API server cannot be used", -1).length - 1;
    }

    private long last(String key) {
        List<Long> all = times(key);
        return all.get(all.size() - 1);
    }

    @Test
    void withoutTheClientTheSettingIsRefused() throws Exception {
        ProgramSettings bare =
                settings("bare", wayOfOne).withoutLibraries(Path.of("io", "fabric8").toString());
        try (ProgramUnderTest program = ProgramUnderTest.start(bare)) {
            assertThat(program.awaitExit(LIMIT)).isEqualTo(2);
            assertThat(program.stderr())
                    .hasLineCount(1)
                    .contains("GEMINI_CLUSTER_KUBERNETES_LEASE=gemini-routes")
                    .contains("-Pkubernetes");
        }
    }
}
