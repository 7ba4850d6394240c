package io.github.geminiroutes.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Measures the shipped program against the loop one would otherwise write. */
public final class Benchmark {
    private static final List<Scenario> SCENARIOS =
            List.of(
                    new ThroughputScenario(),
                    new ConcurrencyScenario(),
                    new StartupScenario(),
                    new BacklogScenario(),
                    new MessagesScenario("kafka", MessagesScenario::kafka),
                    new MessagesScenario("artemis", MessagesScenario::artemis));

    /** They need a program with the brokers' libraries: only when asked for. */
    private static final Set<String> ON_DEMAND = Set.of("kafka", "artemis");

    private Benchmark() {}

    /** Prints a JSON line for each measurement; exits 1 if any result was wrong, 2 if misused. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Map<String, Scenario> byName = new LinkedHashMap<>();
        SCENARIOS.forEach(scenario -> byName.put(scenario.name(), scenario));
        BenchmarkSettings settings =
                BenchmarkSettings.fromSystemProperties(
                        String.join(
                                ",",
                                byName.keySet().stream()
                                        .filter(name -> !ON_DEMAND.contains(name))
                                        .toList()));
        if (!byName.keySet().containsAll(settings.scenarios())) {
            refuse("bench=" + settings.scenarios() + ": allowed are " + byName.keySet());
        }
        if (!Files.isRegularFile(settings.jar())) {
            refuse("bench.jar=" + settings.jar() + ": no such file");
        }
        Report report = new Report(System.out);
        try {
            for (String name : settings.scenarios()) {
                byName.get(name).run(settings, report);
            }
        } finally {
            Workspace.removeAll();
        }
        System.exit(report.allWell() ? 0 : 1);
    }

    private static void refuse(String reason) {
        System.err.println(reason);
        System.exit(2);
    }
}
