package io.github.geminiroutes.bench;

import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.ProgramSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Instances on one drop folder: the one that works is killed with SIGKILL, again and again, and the
 * next takes over.
 */
final class TakeOverScenario implements Scenario {
    private static final int PROMPTS = 2_000;
    private static final int KILLS = 5;
    private static final int CALLS_IN_FLIGHT = 8;
    private static final int ANSWERS_BETWEEN = 40;
    private static final Duration LATENCY = Duration.ofMillis(200);
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @Override
    public String name() {
        return "take-over";
    }

    @Override
    public void run(BenchmarkSettings settings, Report report)
            throws IOException, InterruptedException {
        int prompts = settings.promptsOr(PROMPTS);
        AtomicReference<String> lastKey = new AtomicReference<>("");
        try (GeminiServer server = GeminiServer.builder().latency(LATENCY).start()) {
            server.watch(call -> lastKey.set(String.join(",", call.header("x-goog-api-key"))));
            Workspace folder = new Workspace();
            folder.writePrompts(prompts);
            List<Double> seconds = new ArrayList<>();
            List<ChildRun> runs = new ArrayList<>();
            try {
                runs.add(start(settings, folder, server, 0));
                for (int kill = 0; kill < KILLS; kill++) {
                    ChildRun worker = runs.get(kill);
                    String key = key(kill);
                    worker.secondsUntil(() -> lastKey.get().equals(key), LIMIT);
                    ChildRun next = start(settings, folder, server, kill + 1);
                    runs.add(next);
                    // Both are up for long enough to stand by.
                    long answers = server.log().answered() + ANSWERS_BETWEEN;
                    next.secondsUntil(() -> server.log().answered() >= answers, LIMIT);
                    double killed = next.secondsSinceStart();
                    worker.kill();
                    worker.awaitEnd(LIMIT);
                    String nextKey = key(kill + 1);
                    seconds.add(
                            next.secondsUntil(() -> lastKey.get().equals(nextKey), LIMIT) - killed);
                }
                long lost = server.log().answered() - records(folder);
                ChildRun last = runs.get(KILLS);
                last.secondsUntil(() -> done(folder) == prompts, LIMIT);
                last.terminate();
                ChildRun.Outcome outcome = last.awaitEnd(LIMIT);
                long twice = server.log().duplicates();
                DrainCheck check =
                        new DrainCheck(folder, server.log())
                                .checkPrompts(IntStream.range(0, prompts), 1 + KILLS)
                                .checkExit(outcome, 0)
                                .require(
                                        records(folder) == prompts,
                                        "not exactly one answer for each prompt")
                                .require(
                                        twice <= (long) KILLS * 2 * CALLS_IN_FLIGHT,
                                        "more asked twice than can have been under way");
                report.line(name(), Contender.SUBJECT)
                        .with("prompts", prompts)
                        .with("kills", KILLS)
                        .with("medianSecondsToTakeOver", Report.median(seconds))
                        .with(
                                "maxSecondsToTakeOver",
                                seconds.stream().mapToDouble(s -> s).max().orElse(Double.NaN))
                        .with("answersLostWithTheProcesses", Math.max(0, lost))
                        .with("askedTwice", twice)
                        .print(check.problems());
            } finally {
                runs.forEach(ChildRun::close);
            }
        }
    }

    /** An instance on the folder that tells itself apart by its key. */
    private static ChildRun start(
            BenchmarkSettings settings, Workspace folder, GeminiServer server, int number)
            throws IOException {
        Workspace own = number == 0 ? folder : new Workspace();
        ProgramSettings program = own.settings().server(server);
        program.set("DATA_DIR", folder.settings().dataDir().toString());
        Path locks = folder.settings().root().resolve("locks");
        Map<String, String> environment =
                Map.of(
                        "GEMINI_API_KEY",
                        key(number),
                        "MAX_CONCURRENCY",
                        Integer.toString(CALLS_IN_FLIGHT),
                        "GEMINI_CLUSTER_LOCK_DIR",
                        locks.toString());
        return new ChildRun(Contender.geminiRoutes(settings, environment, "run"), own);
    }

    private static String key(int number) {
        return "bench-key-" + number;
    }

    private static long records(Workspace folder) throws IOException {
        try (Stream<Path> files = Files.list(folder.outbox())) {
            return files.filter(file -> file.toString().endsWith(".record.json")).count();
        }
    }

    private static long done(Workspace folder) {
        String[] names = folder.done(0).getParent().toFile().list();
        return names == null ? 0 : names.length;
    }
}
