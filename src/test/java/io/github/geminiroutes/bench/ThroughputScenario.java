package io.github.geminiroutes.bench;

import io.github.geminiroutes.testing.GeminiServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Many short prompts and a server that answers at once: what the program itself costs. */
final class ThroughputScenario implements Scenario {
    private static final int PROMPTS = 5_000;
    private static final int WARM_UP = 3_000;

    /** As many as the program has by default. */
    private static final int CALLS_IN_FLIGHT = 64;

    @Override
    public String name() {
        return "throughput";
    }

    /** Contenders take turns, so that a slow minute of the machine hits all of them. */
    @Override
    public void run(BenchmarkSettings settings, Report report)
            throws IOException, InterruptedException {
        int prompts = settings.promptsOr(PROMPTS);
        List<Contender> contenders =
                List.of(
                        Contender.jdkLoop(),
                        Contender.jdkCarefulLoop(CALLS_IN_FLIGHT),
                        Contender.geminiRoutes(settings, Map.of(), "run", "--drain"),
                        Contender.inImage(settings, Map.of(), "run", "--drain"));
        // The server's code is compiled on the first run: not on the first contender's account.
        DrainRun.of(Contender.jdkLoop(), WARM_UP, GeminiServer.builder());
        Map<String, List<DrainRun>> runs = new LinkedHashMap<>();
        for (int round = 1; round <= settings.rounds(); round++) {
            for (Contender contender : contenders) {
                DrainRun run =
                        DrainRun.of(contender, prompts, GeminiServer.builder())
                                .expectingOneCallPerPrompt();
                run.describe(report.line(name(), contender.name()).with("round", round))
                        .print(run.problems());
                runs.computeIfAbsent(contender.name(), name -> new ArrayList<>()).add(run);
            }
        }
        List<DrainRun> careful = runs.remove(Contender.CAREFUL_LOOP);
        runs.remove("jdk-loop");
        runs.forEach((name, own) -> compare(name, own, careful, report));
    }

    private void compare(String name, List<DrainRun> own, List<DrainRun> careful, Report report) {
        report.line(name(), "comparison")
                .with("of", name)
                .with("medianPerSecond", median(own, DrainRun::perSecond))
                .with("rateToCarefulLoop", ratio(own, careful, DrainRun::perSecond))
                .with("cpuToCarefulLoop", ratio(own, careful, DrainRun::cpuMillisPerPrompt))
                .with("memoryToCarefulLoop", ratio(own, careful, DrainRun::maxResidentMegabytes))
                .print();
    }

    private static double ratio(
            List<DrainRun> own, List<DrainRun> careful, ToDoubleFunction<DrainRun> figure) {
        return median(own, figure) / median(careful, figure);
    }

    private static double median(List<DrainRun> runs, ToDoubleFunction<DrainRun> figure) {
        return Report.median(runs.stream().mapToDouble(figure).boxed().toList());
    }
}
