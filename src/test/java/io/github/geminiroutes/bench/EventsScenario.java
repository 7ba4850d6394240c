package io.github.geminiroutes.bench;

import io.github.geminiroutes.testing.EventHook;
import io.github.geminiroutes.testing.GeminiServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * 10,000 prompts whose events go to an endpoint that refuses one call of three and is down for a
 * minute; the process is killed twice. Then the same prompts without a fault, with events and
 * without, for what events cost.
 */
final class EventsScenario implements Scenario {
    private static final int PROMPTS = 10_000;
    private static final int FAILS_EVERY = 3;
    private static final Duration DOWN = Duration.ofSeconds(60);
    private static final Duration LATENCY = Duration.ofMillis(200);
    private static final Duration LIMIT = Duration.ofMinutes(8);
    private static final Map<String, String> NO_EVENTS = Map.of("MAX_CONCURRENCY", "64");

    @Override
    public String name() {
        return "events";
    }

    @Override
    public void run(BenchmarkSettings settings, Report report)
            throws IOException, InterruptedException {
        int prompts = settings.promptsOr(PROMPTS);
        faults(settings, report, prompts);
        for (int round = 0; round < settings.rounds(); round++) {
            drain(settings, report, prompts, "without-events", NO_EVENTS);
            try (EventHook hook = EventHook.start(0)) {
                drain(settings, report, prompts, "with-events", to(hook));
            }
        }
    }

    private static Map<String, String> to(EventHook hook) {
        return Map.of("MAX_CONCURRENCY", "64", "GEMINI_EVENTS_TO", hook.endpoint());
    }

    private void faults(BenchmarkSettings settings, Report report, int prompts)
            throws IOException, InterruptedException {
        try (GeminiServer server = GeminiServer.builder().latency(LATENCY).start();
                EventHook hook = EventHook.start(FAILS_EVERY)) {
            Workspace workspace = workspace(server, prompts);
            Contender subject = Contender.geminiRoutes(settings, to(hook), "run");
            for (int kill = 1; kill <= 2; kill++) {
                int answers = prompts * kill / 3;
                try (ChildRun run = new ChildRun(subject, workspace)) {
                    run.secondsUntil(() -> server.log().answered() >= answers, LIMIT);
                    if (kill == 1) {
                        hook.down(true);
                        CompletableFuture.runAsync(
                                () -> hook.down(false),
                                CompletableFuture.delayedExecutor(
                                        DOWN.toMillis(), TimeUnit.MILLISECONDS));
                    }
                    run.kill();
                    run.awaitEnd(LIMIT);
                }
            }
            long lost = server.log().answered();
            try (ChildRun run = new ChildRun(subject, workspace)) {
                double seconds = run.secondsUntil(() -> hook.bySubject().size() >= prompts, LIMIT);
                run.terminate();
                ChildRun.Outcome outcome = run.awaitEnd(LIMIT);
                DrainCheck check =
                        new DrainCheck(workspace, server.log())
                                .checkPrompts(IntStream.range(0, prompts), 3)
                                .checkExit(outcome, 0)
                                .require(
                                        hook.bySubject().size() == prompts,
                                        "told of %d prompts".formatted(hook.bySubject().size()));
                report.line(name(), Contender.SUBJECT)
                        .with("prompts", prompts)
                        .with("answeredBeforeTheSecondKill", lost)
                        .with("secondsOfTheLastRun", seconds)
                        .with("promptsTold", hook.bySubject().size())
                        .with("eventsTaken", hook.taken())
                        .with("differentEvents", hook.different())
                        .print(check.problems());
            }
        }
    }

    private void drain(
            BenchmarkSettings settings,
            Report report,
            int prompts,
            String kind,
            Map<String, String> environment)
            throws IOException, InterruptedException {
        try (GeminiServer server = GeminiServer.builder().latency(LATENCY).start()) {
            Workspace workspace = workspace(server, prompts);
            Contender subject = Contender.geminiRoutes(settings, environment, "run", "--drain");
            try (ChildRun run = new ChildRun(subject, workspace)) {
                ChildRun.Outcome outcome = run.awaitEnd(LIMIT);
                List<String> problems =
                        new DrainCheck(workspace, server.log()).problems(prompts, outcome);
                report.line(name(), kind)
                        .with("prompts", prompts)
                        .with("seconds", outcome.seconds())
                        .with("cpuMillisAPrompt", outcome.cpuMillis() / prompts)
                        .print(problems);
            }
        }
    }

    private static Workspace workspace(GeminiServer server, int prompts) throws IOException {
        Workspace workspace = new Workspace();
        workspace.writePrompts(prompts);
        workspace.settings().server(server).set("GEMINI_API_KEY", "bench-key");
        return workspace;
    }
}
