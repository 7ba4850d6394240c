package io.github.geminiroutes.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Measures the shipped program against the loop one would otherwise write. */
public final class Benchmark {
    private static final List<Scenario> PERFORMANCE =
            List.of(
                    new ThroughputScenario(),
                    new ConcurrencyScenario(),
                    new StartupScenario(),
                    new BacklogScenario(),
                    new RowsScenario(),
                    new FoldersScenario(),
                    new StreamsScenario(),
                    new GatewayLatencyScenario());
    private static final List<Scenario> QUOTA =
            List.of(
                    QuotaScenario.limitSet(),
                    QuotaScenario.limitLearned(),
                    new TokenQuotaScenario(),
                    new TwoModelsScenario(),
                    OtherQuotaScenario.lowered(),
                    OtherQuotaScenario.fixedWindow());

    /** Each has its own name, too: {@code gateway} alone is the plain one. */
    private static final List<Scenario> GATEWAYS = GatewayScenario.all();

    private static final List<Scenario> FAULTS =
            List.of(
                    new PerDayScenario(),
                    new OutageScenario(),
                    new KillsScenario(),
                    new BatchScenario(),
                    new EventsScenario());

    /** They take as long as their prompts come, or their limit lets them: 20 and 40 minutes. */
    private static final List<Scenario> ENDURANCE =
            List.of(new TasksScenario(), new MixedFaultsScenario());

    private static final List<Scenario> SEVERAL =
            List.of(new SharedQuotaScenario(), new TakeOverScenario());

    private static final List<Scenario> MONEY =
            List.of(
                    new RepeatedScenario(),
                    new SharedStartScenario(),
                    new LargeUploadScenario(),
                    new PriorityScenario());

    /** They need a program with the brokers' libraries. */
    private static final List<Scenario> MESSAGES =
            List.of(
                    new MessagesScenario("kafka", MessagesScenario::kafka),
                    new MessagesScenario("artemis", MessagesScenario::artemis));

    private Benchmark() {}

    /** Prints a JSON line for each measurement; exits 1 if any result was wrong, 2 if misused. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Map<String, List<Scenario>> byName = new LinkedHashMap<>();
        byName.put("performance", PERFORMANCE);
        byName.put("quota", QUOTA);
        byName.put("faults", FAULTS);
        byName.put("several", SEVERAL);
        byName.put("money", MONEY);
        byName.put("gateways", GATEWAYS);
        byName.put(
                "reliability", Stream.of(QUOTA, GATEWAYS, FAULTS).flatMap(List::stream).toList());
        byName.put("messages", MESSAGES);
        Stream.of(PERFORMANCE, QUOTA, GATEWAYS, FAULTS, ENDURANCE, SEVERAL, MONEY, MESSAGES)
                .flatMap(List::stream)
                .forEach(scenario -> byName.put(scenario.name(), List.of(scenario)));
        BenchmarkSettings settings = BenchmarkSettings.fromSystemProperties("performance");
        if (!byName.keySet().containsAll(settings.scenarios())) {
            refuse("bench=" + settings.scenarios() + ": allowed are " + byName.keySet());
        }
        if (!Files.isRegularFile(settings.jar())) {
            refuse("bench.jar=" + settings.jar() + ": no such file");
        }
        Report report = new Report(System.out);
        try {
            for (String name : settings.scenarios()) {
                for (Scenario scenario : byName.get(name)) {
                    scenario.run(settings, report);
                }
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
