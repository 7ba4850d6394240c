package io.github.geminiroutes.bench;

import io.github.geminiroutes.testing.GeminiServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Many short prompts and a server that answers at once: what the program itself costs. */
final class ThroughputScenario implements Scenario {
    private static final int PROMPTS = 5_000;
    private static final int WARM_UP = 3_000;

    @Override
    public String name() {
        return "throughput";
    }

    /** Contenders take turns, so that a slow minute of the machine hits both. */
    @Override
    public void run(BenchmarkSettings settings, Report report)
            throws IOException, InterruptedException {
        int prompts = settings.promptsOr(PROMPTS);
        List<Contender> contenders =
                List.of(
                        Contender.jdkLoop(),
                        Contender.geminiRoutes(settings, Map.of(), "run", "--drain"));
        // The server's code is compiled on the first run: not on the first contender's account.
        DrainRun.of(Contender.jdkLoop(), WARM_UP, GeminiServer.builder());
        Map<String, List<Double>> rates = new LinkedHashMap<>();
        for (int round = 1; round <= settings.rounds(); round++) {
            for (Contender contender : contenders) {
                DrainRun run =
                        DrainRun.of(contender, prompts, GeminiServer.builder())
                                .expectingOneCallPerPrompt();
                run.describe(report.line(name(), contender.name()).with("round", round))
                        .print(run.problems());
                rates.computeIfAbsent(contender.name(), name -> new ArrayList<>())
                        .add(run.perSecond());
            }
        }
        compare(rates, report);
    }

    private void compare(Map<String, List<Double>> rates, Report report) {
        double subject = Report.median(rates.get(Contender.SUBJECT));
        double baseline = Report.median(rates.get("jdk-loop"));
        report.line(name(), "comparison")
                .with("medianPerSecond", subject)
                .with("baselineMedianPerSecond", baseline)
                .with("ratio", subject / baseline)
                .print();
    }
}
