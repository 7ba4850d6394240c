package io.github.geminiroutes.bench;

import io.github.geminiroutes.testing.GeminiClient;
import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.Quota;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * One batch against a quota.
 *
 * @param seconds of the whole process, its start included
 * @param check of files, calls and exit code, to which a scenario adds its claims
 */
record QuotaRun(int prompts, double seconds, DrainCheck check) {
    /** Enough to be far from the quota's pace, few enough for one lesson to be cheap. */
    static final int CALLS_IN_FLIGHT = 64;

    static final String MODEL = "gemini-3.8-flash";

    /** Gemini's usual haste with short prompts. */
    static final Duration LATENCY = Duration.ofMillis(500);

    /** Requests a minute. */
    static final int LIMIT = 100;

    private static final int MINUTE = 60;
    private static final int WARM_UP = 500;
    private static final Duration TIME_LIMIT = Duration.ofMinutes(15);

    /**
     * Has another server answer some calls: one that is still loading its classes lets calls arrive
     * seconds late, as Gemini does not, and a minute later they count for it still.
     */
    static void warmUp() throws IOException, InterruptedException {
        try (GeminiServer server = GeminiServer.start()) {
            GeminiClient client = new GeminiClient(server);
            for (int i = 0; i < WARM_UP; i++) {
                client.ask(MODEL, "Prompt " + i);
            }
        }
    }

    /** A server that allows {@link #LIMIT} requests a minute. */
    static GeminiServer limitedServer() throws IOException {
        return GeminiServer.builder()
                .latency(LATENCY)
                .quota(Quota.requestsPerMinute(MODEL, LIMIT))
                .start();
    }

    /** What so many calls take at least under {@link #LIMIT}: the first minute's go at once. */
    static double leastSeconds(int calls) {
        return Math.ceil((double) calls / LIMIT - 1) * MINUTE;
    }

    /** Drains the inbox of {@code workspace}, which holds {@code numbers}. */
    static QuotaRun drain(
            BenchmarkSettings settings,
            Workspace workspace,
            int[] numbers,
            GeminiServer server,
            Map<String, String> environment)
            throws IOException, InterruptedException {
        warmUp();
        workspace.settings().server(server).set("GEMINI_API_KEY", "bench-key");
        Contender subject = Contender.geminiRoutes(settings, environment, "run", "--drain");
        try (ChildRun run = new ChildRun(subject, workspace)) {
            ChildRun.Outcome outcome = run.awaitEnd(TIME_LIMIT);
            DrainCheck check =
                    new DrainCheck(workspace, server.log())
                            .checkPrompts(IntStream.of(numbers), 1)
                            .checkExit(outcome, 0);
            return new QuotaRun(numbers.length, outcome.seconds(), check);
        }
    }

    /** The figures every batch has; {@code least} seconds are what the quota allows. */
    Report.Line describe(Report.Line line, Traffic traffic, double least) {
        return line.with("prompts", prompts)
                .with("calls", traffic.calls().size())
                .with("rateLimited", traffic.rateLimited())
                .with("rateLimitedPercent", traffic.rateLimitedPercent())
                .with("lessons", traffic.lessons())
                .with("leastSeconds", least)
                .with("secondsSeenByServer", traffic.seconds())
                .with("percentOverLeast", percentOver(traffic.seconds(), least))
                .with("callsPerTenSeconds", traffic.perTenSeconds())
                .with("seconds", seconds);
    }

    static double percentOver(double seconds, double least) {
        return 100 * (seconds - least) / least;
    }

    /** The claims on a batch whose limits were known: near the least time, hardly a 429. */
    List<String> problemsWithLimitSet(Traffic traffic, double least) {
        return check.require(
                        percentOver(traffic.seconds(), least) < 3, "more than 3 % over the least")
                .require(traffic.rateLimitedPercent() < 0.5, "0.5 % or more met a 429")
                .problems();
    }

    /** The claims on a batch that had to learn its limit: one lesson, and little time lost. */
    List<String> problemsWithLimitLearned(Traffic traffic, double least) {
        return check.require(
                        percentOver(traffic.seconds(), least) < 10, "more than 10 % over the least")
                .require(
                        traffic.rateLimited() <= CALLS_IN_FLIGHT,
                        "more 429s than calls were in flight")
                .require(traffic.lessons() <= 1, "more than one lesson")
                .problems();
    }
}
