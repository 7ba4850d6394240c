package io.github.geminiroutes.bench;

import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.Quota;
import java.io.IOException;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** Prompts of very different length and a limit of input tokens a minute, set or learned. */
final class TokenQuotaScenario implements Scenario {
    private static final int PROMPTS = 300;
    private static final long SEED = 20260701;
    private static final int MINUTE = 60;

    /** The quota's minutes all are full but the last: the line's order leaves gaps. */
    private static final double FULL_MINUTES = 2.9;

    /** From one line to about ten pages: lengths are even on a logarithmic scale. */
    private static final double SHORTEST = 80;

    private static final double LONGEST = 24_000;
    private static final int CHARACTERS_PER_TOKEN = 4;

    @Override
    public String name() {
        return "quota-tokens";
    }

    @Override
    public void run(BenchmarkSettings settings, Report report)
            throws IOException, InterruptedException {
        int prompts = settings.promptsOr(PROMPTS);
        Random random = new Random(SEED);
        String[] texts = new String[prompts];
        long tokens = 0;
        for (int number = 0; number < prompts; number++) {
            double length = SHORTEST * Math.pow(LONGEST / SHORTEST, random.nextDouble());
            texts[number] = Workspace.text(number) + "\n" + "word ".repeat((int) (length / 5));
            tokens += texts[number].length() / CHARACTERS_PER_TOKEN;
        }
        long limit = Math.round(tokens / FULL_MINUTES);
        measure(settings, report, texts, limit, Map.of("GEMINI_TPM", Long.toString(limit)));
        measure(settings, report, texts, limit, Map.of());
    }

    private void measure(
            BenchmarkSettings settings,
            Report report,
            String[] texts,
            long limit,
            Map<String, String> environment)
            throws IOException, InterruptedException {
        boolean isSet = !environment.isEmpty();
        double least = Math.ceil(FULL_MINUTES - 1) * MINUTE;
        try (GeminiServer server =
                GeminiServer.builder()
                        .latency(QuotaRun.LATENCY)
                        .quota(Quota.inputTokensPerMinute(QuotaRun.MODEL, limit))
                        .start()) {
            Workspace workspace = new Workspace();
            int[] all = IntStream.range(0, texts.length).toArray();
            workspace.writePrompts(IntStream.of(all), number -> texts[number]);
            QuotaRun run = QuotaRun.drain(settings, workspace, all, server, environment);
            Traffic traffic = Traffic.of(server.log());
            run.describe(
                            report.line(name(), isSet ? "limit set" : "limit learned")
                                    .with("seed", SEED)
                                    .with("tokensPerMinute", limit),
                            traffic,
                            least)
                    .print(
                            isSet
                                    ? run.problemsWithLimitSet(traffic, least)
                                    : run.problemsWithLimitLearned(traffic, least));
        }
    }
}
