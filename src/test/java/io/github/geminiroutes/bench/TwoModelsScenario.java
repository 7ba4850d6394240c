package io.github.geminiroutes.bench;

import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.Quota;
import java.io.IOException;
import java.util.Map;
import java.util.stream.IntStream;

/** Two models with different limits in one inbox, neither known: each drains at its own pace. */
final class TwoModelsScenario implements Scenario {
    private static final String SLOW = "gemini-slow";
    private static final String FAST = "gemini-fast";
    private static final int SLOW_LIMIT = 50;
    private static final int FAST_LIMIT = 200;
    private static final int MINUTES = 3;
    private static final int MINUTE = 60;

    @Override
    public String name() {
        return "two-models";
    }

    /** All prompts of the slow model lie before those of the fast one. */
    @Override
    public void run(BenchmarkSettings settings, Report report)
            throws IOException, InterruptedException {
        int slow = SLOW_LIMIT * MINUTES;
        int fast = FAST_LIMIT * MINUTES;
        try (GeminiServer server =
                GeminiServer.builder()
                        .latency(QuotaRun.LATENCY)
                        .quota(Quota.requestsPerMinute(SLOW, SLOW_LIMIT))
                        .quota(Quota.requestsPerMinute(FAST, FAST_LIMIT))
                        .start()) {
            Workspace workspace = new Workspace();
            int[] all = IntStream.range(0, slow + fast).toArray();
            workspace.writePrompts(
                    IntStream.of(all),
                    number -> Workspace.forModel(number < slow ? SLOW : FAST, number));
            QuotaRun run = QuotaRun.drain(settings, workspace, all, server, Map.of());
            double least = (MINUTES - 1) * MINUTE;
            for (String model : new String[] {SLOW, FAST}) {
                Traffic traffic = Traffic.of(server.log()).ofModel(model);
                run.describe(report.line(name(), model), traffic, least)
                        .print(run.problemsWithLimitLearned(traffic, least));
            }
        }
    }
}
