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
        List<Contender> contenders =
                List.of(
                        Contender.jdkAsyncLoop(CALLS_IN_FLIGHT),
                        Contender.geminiRoutes(settings, concurrency, "run", "--drain"));
        double[] seconds = new double[contenders.size()];
        for (int i = 0; i < seconds.length; i++) {
            seconds[i] = measure(contenders.get(i), settings.promptsOr(PROMPTS), report);
        }
        report.line(name(), "comparison")
                .with("seconds", seconds[1])
                .with("baselineSeconds", seconds[0])
                .with("ratio", seconds[0] / seconds[1])
                .print();
    }

    private double measure(Contender contender, int prompts, Report report)
            throws IOException, InterruptedException {
        DrainRun run =
                DrainRun.of(contender, prompts, GeminiServer.builder().latency(LATENCY))
                        .expectingOneCallPerPrompt();
        double ideal = Math.ceil((double) prompts / CALLS_IN_FLIGHT) * LATENCY.toSeconds();
        double served = run.log().span().toNanos() / 1e9;
        run.describe(report.line(name(), contender.name()))
                .with("idealSeconds", ideal)
                .with("secondsSeenByServer", served)
                .with("percentOfIdeal", 100 * ideal / run.seconds())
                .with("percentOfIdealSeenByServer", 100 * ideal / served)
                .print(run.problems());
        return run.seconds();
    }
}
