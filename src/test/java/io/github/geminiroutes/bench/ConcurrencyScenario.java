package io.github.geminiroutes.bench;

import io.github.geminiroutes.testing.GeminiServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A thousand calls in flight to a server that takes two seconds: how near to the possible. */
final class ConcurrencyScenario implements Scenario {
    private static final int PROMPTS = 10_000;
    private static final int CALLS_IN_FLIGHT = 1_000;
    private static final Duration LATENCY = Duration.ofSeconds(2);

    @Override
    public String name() {
        return "concurrency";
    }

    @Override
    public void run(BenchmarkSettings settings, Report report)
            throws IOException, InterruptedException {
        Map<String, String> concurrency =
                Map.of("MAX_CONCURRENCY", Integer.toString(CALLS_IN_FLIGHT));
        int prompts = settings.promptsOr(PROMPTS);
        DrainRun baseline = measure(Contender.jdkAsyncLoop(CALLS_IN_FLIGHT), prompts, report);
        List<Contender> own =
                List.of(
                        Contender.geminiRoutes(settings, concurrency, "run", "--drain"),
                        Contender.inImage(settings, concurrency, "run", "--drain"));
        for (Contender contender : own) {
            DrainRun run = measure(contender, prompts, report);
            report.line(name(), "comparison")
                    .with("of", contender.name())
                    .with("seconds", run.seconds())
                    .with("baselineSeconds", baseline.seconds())
                    .with("ratio", baseline.seconds() / run.seconds())
                    .with("ratioSeenByServer", servedSeconds(baseline) / servedSeconds(run))
                    .print();
        }
    }

    private static double servedSeconds(DrainRun run) {
        return run.log().span().toNanos() / 1e9;
    }

    private DrainRun measure(Contender contender, int prompts, Report report)
            throws IOException, InterruptedException {
        DrainRun run =
                DrainRun.of(contender, prompts, GeminiServer.builder().latency(LATENCY))
                        .expectingOneCallPerPrompt();
        double ideal = Math.ceil((double) prompts / CALLS_IN_FLIGHT) * LATENCY.toSeconds();
        double served = servedSeconds(run);
        run.describe(report.line(name(), contender.name()))
                .with("idealSeconds", ideal)
                .with("secondsSeenByServer", served)
                .with("percentOfIdeal", 100 * ideal / run.seconds())
                .with("percentOfIdealSeenByServer", 100 * ideal / served)
                .print(run.problems());
        return run;
    }
}
