package io.github.geminiroutes.bench;

import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.Quota;
import io.github.geminiroutes.testing.ServedCall;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * 300 prompts of normal priority and 30 of low priority wait for 60 requests a minute, and now and
 * then one of high priority is dropped: it has the next call, and those of low priority go on.
 */
final class PriorityScenario implements Scenario {
    private static final int PROMPTS = 300;
    private static final int LOW_IN = 10;
    private static final int HIGH = 4;
    private static final int LIMIT_PER_MINUTE = 60;
    private static final int MINUTE = 60;

    /** A call of a lower priority has one turn in ten, and one may be on its way. */
    private static final int MAY_PASS = 2;

    /** The inbox is looked through so often. */
    private static final Duration UNTIL_SEEN = Duration.ofSeconds(3);

    private static final Duration LIMIT = Duration.ofMinutes(15);

    @Override
    public String name() {
        return "priority";
    }

    @Override
    public void run(BenchmarkSettings settings, Report report)
            throws IOException, InterruptedException {
        int normal = settings.promptsOr(PROMPTS);
        int low = normal / LOW_IN;
        int all = normal + low + HIGH;
        QuotaRun.warmUp();
        try (GeminiServer server =
                GeminiServer.builder()
                        .latency(QuotaRun.LATENCY)
                        .quota(Quota.requestsPerMinute(QuotaRun.MODEL, LIMIT_PER_MINUTE))
                        .start()) {
            Workspace workspace = new Workspace();
            workspace.writePrompts(IntStream.range(0, normal), text("normal"));
            workspace.writePrompts(IntStream.range(normal, normal + low), text("low"));
            workspace.settings().server(server).set("GEMINI_API_KEY", "bench-key");
            Contender subject =
                    Contender.geminiRoutes(
                            settings,
                            Map.of("GEMINI_RPM", Integer.toString(LIMIT_PER_MINUTE)),
                            "run");
            List<Instant> drops = new ArrayList<>();
            ChildRun.Outcome outcome;
            try (ChildRun run = new ChildRun(subject, workspace)) {
                for (int i = 0; i < HIGH; i++) {
                    // In the middle of a minute whose calls are used up.
                    int answers = (i + 1) * LIMIT_PER_MINUTE;
                    run.secondsUntil(() -> server.log().answered() >= answers, LIMIT);
                    drops.add(Instant.now());
                    workspace.writePrompts(IntStream.of(normal + low + i), text("high"));
                }
                run.secondsUntil(() -> server.log().answered() >= all, LIMIT);
                run.secondsUntil(() -> isDone(workspace, all), LIMIT);
                run.terminate();
                outcome = run.awaitEnd(LIMIT);
            }
            report(report, workspace, server, outcome, drops, normal, low);
        }
    }

    private void report(
            Report report,
            Workspace workspace,
            GeminiServer server,
            ChildRun.Outcome outcome,
            List<Instant> drops,
            int normal,
            int low)
            throws IOException {
        Traffic traffic = Traffic.of(server.log());
        int first = normal + low;
        double least = least(first + HIGH);
        List<Long> passed = new ArrayList<>();
        for (int i = 0; i < HIGH; i++) {
            passed.add(passedBy(traffic, Workspace.text(first + i), drops.get(i)));
        }
        int longest = longestWithoutLow(traffic, normal, first);
        DrainCheck check =
                new DrainCheck(workspace, server.log())
                        .checkPrompts(IntStream.range(0, first + HIGH), 1)
                        .checkExit(outcome, 0);
        double over = QuotaRun.percentOver(traffic.seconds(), least);
        report.line(name(), Contender.SUBJECT)
                .with("prompts", first + HIGH)
                .with("rateLimited", traffic.rateLimited())
                .with("leastSeconds", least)
                .with("secondsSeenByServer", traffic.seconds())
                .with("percentOverLeast", over)
                .with("callsThatPassedEachHighOne", passed)
                .with("longestWithoutALowOne", longest)
                .print(
                        check.require(
                                        passed.stream().allMatch(calls -> calls <= MAY_PASS),
                                        "a prompt of high priority was passed by others")
                                .require(
                                        longest <= 2 * LOW_IN,
                                        "the prompts of low priority did not go on")
                                .require(over <= 5, "more than 5 % over the least")
                                .problems());
    }

    private static double least(int prompts) {
        return Math.ceil((double) prompts / LIMIT_PER_MINUTE - 1) * MINUTE;
    }

    private static IntFunction<String> text(String priority) {
        return number -> "---\npriority: %s\n---\n%s\n".formatted(priority, Workspace.text(number));
    }

    private static boolean isDone(Workspace workspace, int all) {
        String[] names = workspace.done(0).getParent().toFile().list();
        return names != null && names.length >= all;
    }

    /** How many calls of others came after the file must have been seen and before its own. */
    private static long passedBy(Traffic traffic, String text, Instant dropped) {
        Instant seen = dropped.plus(UNTIL_SEEN);
        Instant own =
                traffic.calls().stream()
                        .filter(call -> call.firstLine().equals(text))
                        .map(ServedCall::arrival)
                        .findFirst()
                        .orElse(Instant.MAX);
        return traffic.calls().stream()
                .filter(call -> call.arrival().isAfter(seen) && call.arrival().isBefore(own))
                .count();
    }

    /**
     * The longest row of other calls while prompts of low priority wait, the first minute apart.
     */
    private static int longestWithoutLow(Traffic traffic, int firstLow, int endOfLow) {
        int left = endOfLow - firstLow;
        int row = 0;
        int longest = 0;
        List<ServedCall> calls = traffic.calls();
        for (int i = LIMIT_PER_MINUTE; i < calls.size() && left > 0; i++) {
            String line = calls.get(i).firstLine();
            boolean isLow =
                    IntStream.range(firstLow, endOfLow)
                            .anyMatch(number -> Workspace.text(number).equals(line));
            row = isLow ? 0 : row + 1;
            left -= isLow ? 1 : 0;
            longest = Math.max(longest, row);
        }
        return longest;
    }
}
