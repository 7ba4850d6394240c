package io.github.geminiroutes.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.Outage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * 2,000 prompts and an outage of ten minutes in their middle, ten times as fast as life: 60 s, with
 * every delay of the settings a tenth of its default.
 */
final class OutageScenario implements Scenario {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PROMPTS = 2_000;
    private static final int MOST_WASTED = 100;
    private static final Duration OUTAGE = Duration.ofSeconds(60);
    private static final Duration LATENCY = Duration.ofMillis(200);
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Map<String, String> TEN_TIMES_AS_FAST =
            Map.of(
                    "BASE_RETRY_DELAY", "1.5",
                    "GEMINI_RETRY_MAX_DELAY", "30",
                    "GEMINI_OUTAGE_PROBE_INTERVAL", "0.5",
                    "GEMINI_PARKING_BASE_DELAY", "30",
                    "GEMINI_HTTP_RESPONSE_TIMEOUT", "10");

    @Override
    public String name() {
        return "outage";
    }

    @Override
    public void run(BenchmarkSettings settings, Report report)
            throws IOException, InterruptedException {
        for (Outage kind : new Outage[] {Outage.UNAVAILABLE, Outage.REFUSED, Outage.SILENT}) {
            measure(settings, report, kind);
        }
    }

    private void measure(BenchmarkSettings settings, Report report, Outage kind)
            throws IOException, InterruptedException {
        int prompts = settings.promptsOr(PROMPTS);
        try (GeminiServer server = GeminiServer.builder().latency(LATENCY).start()) {
            Workspace workspace = new Workspace();
            workspace.writePrompts(prompts);
            workspace.settings().server(server).set("GEMINI_API_KEY", "bench-key");
            Contender subject = Contender.geminiRoutes(settings, TEN_TIMES_AS_FAST, "run");
            try (ChildRun run = new ChildRun(subject, workspace)) {
                run.secondsUntil(() -> server.log().answered() >= prompts / 2, LIMIT);
                server.outage(kind);
                CompletableFuture<Instant> over =
                        CompletableFuture.supplyAsync(
                                () -> {
                                    server.outage(Outage.NONE);
                                    return Instant.now();
                                },
                                CompletableFuture.delayedExecutor(
                                        OUTAGE.toMillis(), TimeUnit.MILLISECONDS));
                Instant recovery = over.join();
                run.secondsUntil(() -> Files.exists(workspace.done(prompts - 1)), LIMIT);
                run.secondsUntil(() -> isDone(workspace, prompts), LIMIT);
                double seconds = run.secondsSinceStart();
                run.terminate();
                ChildRun.Outcome outcome = run.awaitEnd(LIMIT);
                Traffic after = Traffic.of(server.log()).since(recovery);
                DrainCheck check =
                        new DrainCheck(workspace, server.log())
                                // A connection cut on its way back takes an answer along.
                                .checkPrompts(
                                        IntStream.range(0, prompts), kind == Outage.REFUSED ? 2 : 1)
                                .checkExit(outcome, 0);
                long wasted = wasted(workspace);
                report.line(name(), kind.name().toLowerCase(java.util.Locale.ROOT))
                        .with("prompts", prompts)
                        .with("outageSeconds", OUTAGE.toSeconds())
                        .with("wastedCalls", wasted)
                        .with("answersCutOnTheirWay", server.log().duplicates())
                        .with("secondsToFirstCallAfter", secondsToFirst(after, recovery))
                        .with("secondsToDrainAfter", after.seconds())
                        .with("seconds", seconds)
                        .print(
                                check.require(wasted < MOST_WASTED, "100 calls or more for nothing")
                                        .problems());
            }
        }
    }

    private static double secondsToFirst(Traffic after, Instant recovery) {
        return after.calls().isEmpty()
                ? Double.NaN
                : Duration.between(recovery, after.calls().get(0).arrival()).toNanos() / 1e9;
    }

    private static boolean isDone(Workspace workspace, int prompts) {
        return IntStream.range(0, prompts).allMatch(n -> Files.exists(workspace.done(n)));
    }

    /** As the program's own log of calls tells, for a server that is down sees none. */
    private static long wasted(Workspace workspace) throws IOException {
        Path log = Path.of(workspace.settings().get("LOG_DIR"), "usage.jsonl");
        long wasted = 0;
        for (String line : Files.readAllLines(log)) {
            if (!JSON.readTree(line).path("outcome").asText().equals("answered")) {
                wasted++;
            }
        }
        return wasted;
    }
}
