package io.github.geminiroutes.bench;

import io.github.geminiroutes.testing.GeminiServer;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.stream.IntStream;

/** 300 prompts, 100 requests a minute: the limit set, or learned and then remembered. */
final class QuotaScenario implements Scenario {
    private static final int PROMPTS = 300;
    private static final int AFTER_RESTART = 50;

    private final boolean isSet;

    private QuotaScenario(boolean isSet) {
        this.isSet = isSet;
    }

    /** {@code GEMINI_RPM} says the limit. */
    static Scenario limitSet() {
        return new QuotaScenario(true);
    }

    /** Nobody says the limit; a second start of the program knows it. */
    static Scenario limitLearned() {
        return new QuotaScenario(false);
    }

    @Override
    public String name() {
        return isSet ? "quota-set" : "quota-learned";
    }

    @Override
    public void run(BenchmarkSettings settings, Report report)
            throws IOException, InterruptedException {
        int prompts = settings.promptsOr(PROMPTS);
        double least = QuotaRun.leastSeconds(prompts);
        try (GeminiServer server = QuotaRun.limitedServer()) {
            Workspace workspace = new Workspace();
            workspace.writePrompts(prompts);
            Map<String, String> environment =
                    isSet ? Map.of("GEMINI_RPM", Integer.toString(QuotaRun.LIMIT)) : Map.of();
            int[] all = IntStream.range(0, prompts).toArray();
            QuotaRun run = QuotaRun.drain(settings, workspace, all, server, environment);
            Traffic traffic = Traffic.of(server.log());
            run.describe(report.line(name(), Contender.SUBJECT), traffic, least)
                    .with("maxInFlight", server.log().maxInFlight())
                    .print(
                            isSet
                                    ? run.problemsWithLimitSet(traffic, least)
                                    : run.problemsWithLimitLearned(traffic, least));
            if (!isSet) {
                restart(settings, report, workspace, prompts, server);
            }
        }
    }

    private void restart(
            BenchmarkSettings settings,
            Report report,
            Workspace workspace,
            int first,
            GeminiServer server)
            throws IOException, InterruptedException {
        int[] more = IntStream.range(first, first + AFTER_RESTART).toArray();
        workspace.writePrompts(IntStream.of(more), number -> Workspace.text(number) + "\n");
        Instant start = Instant.now();
        QuotaRun run = QuotaRun.drain(settings, workspace, more, server, Map.of());
        Traffic traffic = Traffic.of(server.log()).since(start);
        report.line(name(), "after a restart")
                .with("prompts", more.length)
                .with("calls", traffic.calls().size())
                .with("rateLimited", traffic.rateLimited())
                .with("seconds", run.seconds())
                .print(
                        run.check()
                                .require(traffic.rateLimited() == 0, "the limit was forgotten")
                                .problems());
    }
}
