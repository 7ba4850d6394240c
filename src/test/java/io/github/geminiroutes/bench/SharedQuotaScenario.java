package io.github.geminiroutes.bench;

import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Two, then eight processes with an inbox each use up one quota together, by way of a Redis. */
final class SharedQuotaScenario implements Scenario {
    private static final Duration TIME_LIMIT = Duration.ofMinutes(15);

    @Override
    public String name() {
        return "shared-quota";
    }

    @Override
    public void run(BenchmarkSettings settings, Report report)
            throws IOException, InterruptedException {
        if (!RedisServer.isInstalled()) {
            report.line(name(), Contender.SUBJECT)
                    .print(List.of("no redis-server on the PATH (apt-get install redis-server)"));
            return;
        }
        run(settings, report, 2, settings.promptsOr(300));
        run(settings, report, 8, settings.promptsOr(400));
    }

    private void run(BenchmarkSettings settings, Report report, int instances, int prompts)
            throws IOException, InterruptedException {
        int each = prompts / instances;
        double least = QuotaRun.leastSeconds(each * instances);
        QuotaRun.warmUp();
        try (RedisServer redis = RedisServer.start();
                GeminiServer server = QuotaRun.limitedServer()) {
            List<Workspace> workspaces = new ArrayList<>();
            for (int i = 0; i < instances; i++) {
                Workspace workspace = new Workspace();
                workspace.settings().server(server).set("GEMINI_API_KEY", "bench-key");
                workspaces.add(workspace);
            }
            List<ChildRun.Outcome> outcomes = drain(settings, workspaces, redis, each);
            long commands = commands(redis);
            Traffic traffic = Traffic.of(server.log());
            List<String> problems = new ArrayList<>();
            for (int i = 0; i < instances; i++) {
                problems.addAll(
                        new DrainCheck(workspaces.get(i), server.log())
                                .checkPrompts(IntStream.range(i * each, (i + 1) * each), 1)
                                .checkExit(outcomes.get(i), 0)
                                .problems());
            }
            double over = QuotaRun.percentOver(traffic.seconds(), least);
            if (over > 5) {
                problems.add("more than 5 % over the least");
            }
            if (traffic.rateLimitedPercent() >= 1) {
                problems.add("1 % or more met a 429");
            }
            report.line(name(), instances + " instances")
                    .with("prompts", each * instances)
                    .with("calls", traffic.calls().size())
                    .with("rateLimited", traffic.rateLimited())
                    .with("rateLimitedPercent", traffic.rateLimitedPercent())
                    .with("leastSeconds", least)
                    .with("secondsSeenByServer", traffic.seconds())
                    .with("percentOverLeast", over)
                    .with("redisScriptsPerCall", (double) commands / traffic.calls().size())
                    .print(problems);
        }
    }

    private static List<ChildRun.Outcome> drain(
            BenchmarkSettings settings, List<Workspace> workspaces, RedisServer redis, int each)
            throws IOException, InterruptedException {
        Map<String, String> environment =
                Map.of(
                        "GEMINI_RPM",
                        Integer.toString(QuotaRun.LIMIT),
                        "GEMINI_QUOTA_REDIS_URL",
                        redis.url(),
                        "GEMINI_QUOTA_INSTANCES",
                        Integer.toString(workspaces.size()));
        Contender subject = Contender.geminiRoutes(settings, environment, "run");
        List<ChildRun> runs = new ArrayList<>();
        try {
            for (Workspace workspace : workspaces) {
                runs.add(new ChildRun(subject, workspace));
            }
            // The start of so many processes on one machine is not what is measured.
            for (int i = 0; i < runs.size(); i++) {
                Workspace workspace = workspaces.get(i);
                runs.get(i).secondsUntil(() -> isUp(workspace), TIME_LIMIT);
            }
            for (int i = 0; i < runs.size(); i++) {
                workspaces
                        .get(i)
                        .writePrompts(
                                IntStream.range(i * each, (i + 1) * each),
                                number -> Workspace.text(number) + "\n");
            }
            List<ChildRun.Outcome> outcomes = new ArrayList<>();
            for (int i = 0; i < runs.size(); i++) {
                ChildRun run = runs.get(i);
                Workspace workspace = workspaces.get(i);
                run.secondsUntil(() -> done(workspace) == each, TIME_LIMIT);
                run.terminate();
                outcomes.add(run.awaitEnd(TIME_LIMIT));
            }
            return outcomes;
        } finally {
            runs.forEach(ChildRun::close);
        }
    }

    private static boolean isUp(Workspace workspace) {
        try {
            return Files.readString(workspace.output()).contains("Answering prompts");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int done(Workspace workspace) {
        String[] names = workspace.done(0).getParent().toFile().list();
        return names == null ? 0 : names.length;
    }

    /** How often the script ran. */
    private static long commands(RedisServer redis) {
        return redis.commands()
                .info("commandstats")
                .lines()
                .filter(line -> line.startsWith("cmdstat_eval"))
                .mapToLong(line -> Long.parseLong(line.replaceFirst(".*:calls=([0-9]+),.*", "$1")))
                .sum();
    }
}
