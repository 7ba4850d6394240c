package io.github.geminiroutes.bench;

import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.Outage;
import io.github.geminiroutes.testing.RedisServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * 300 calls, 64 at once, through one gateway, or through two that share a Redis, to a server that
 * allows 100 a minute and tells nobody; as a variant the server is down for a minute from half-way
 * on.
 */
final class GatewayScenario implements Scenario {
    private static final int CALLS = 300;
    private static final int OUTAGE_SECONDS = 60;

    /** A call may wait for a window, then for the end of the outage, then for a window. */
    private static final String PATIENCE = "200";

    private static final double MOST_OVER = 5;

    private final int gateways;
    private final boolean hasOutage;

    private GatewayScenario(int gateways, boolean hasOutage) {
        this.gateways = gateways;
        this.hasOutage = hasOutage;
    }

    static List<Scenario> all() {
        return List.of(
                new GatewayScenario(1, false),
                new GatewayScenario(1, true),
                new GatewayScenario(2, false),
                new GatewayScenario(2, true));
    }

    @Override
    public String name() {
        return "gateway" + (gateways == 1 ? "" : "-two") + (hasOutage ? "-outage" : "");
    }

    @Override
    public void run(BenchmarkSettings settings, Report report)
            throws IOException, InterruptedException {
        if (gateways > 1 && !RedisServer.isInstalled()) {
            report.line(name(), Contender.SUBJECT)
                    .print(List.of("no redis-server on the PATH (apt-get install redis-server)"));
            return;
        }
        int calls = settings.promptsOr(CALLS);
        GatewayClients clients = new GatewayClients(settings.client());
        QuotaRun.warmUp();
        List<GatewayProgram> programs = new ArrayList<>();
        try (RedisServer redis = gateways > 1 ? RedisServer.start() : null;
                GeminiServer server = QuotaRun.limitedServer()) {
            for (int i = 0; i < gateways; i++) {
                Contender subject = Contender.geminiRoutes(settings, environment(redis), "run");
                programs.add(
                        new GatewayProgram(
                                subject, server, clients.http(), QuotaRun.CALLS_IN_FLIGHT));
            }
            if (hasOutage) {
                breakOnce(server, calls / 2);
            }
            int answered = answered(clients, programs, calls);
            for (GatewayProgram program : programs) {
                program.end();
            }
            report(report, clients, calls, answered, Traffic.of(server.log()));
        } finally {
            programs.forEach(GatewayProgram::close);
        }
    }

    private Map<String, String> environment(RedisServer redis) {
        Map<String, String> environment = new HashMap<>();
        if (hasOutage) {
            environment.put("GEMINI_GATEWAY_PATIENCE", PATIENCE);
        }
        if (redis != null) {
            environment.put("GEMINI_QUOTA_REDIS_URL", redis.url());
            environment.put("GEMINI_QUOTA_INSTANCES", Integer.toString(gateways));
        }
        return environment;
    }

    private static void breakOnce(GeminiServer server, int answers) {
        AtomicBoolean hasBroken = new AtomicBoolean();
        server.watch(
                call -> {
                    if (server.log().answered() >= answers
                            && hasBroken.compareAndSet(false, true)) {
                        server.outage(Outage.UNAVAILABLE);
                        CompletableFuture.delayedExecutor(
                                        OUTAGE_SECONDS, TimeUnit.SECONDS, Runnable::run)
                                .execute(() -> server.outage(Outage.NONE));
                    }
                });
    }

    /** Each gateway has its share of the calls, and a client of its own. */
    private static int answered(GatewayClients clients, List<GatewayProgram> programs, int calls) {
        int share = calls / programs.size();
        int atOnce = QuotaRun.CALLS_IN_FLIGHT / programs.size();
        List<CompletableFuture<Integer>> answered =
                programs.stream()
                        .map(
                                program ->
                                        CompletableFuture.supplyAsync(
                                                () -> clients.ask(program, share, atOnce)))
                        .toList();
        return answered.stream().mapToInt(CompletableFuture::join).sum();
    }

    private void report(
            Report report, GatewayClients clients, int calls, int answered, Traffic traffic) {
        double least = QuotaRun.leastSeconds(calls) + (hasOutage ? OUTAGE_SECONDS : 0);
        double over = QuotaRun.percentOver(traffic.seconds(), least);
        List<String> problems = new ArrayList<>();
        if (answered != calls) {
            problems.add(calls - answered + " calls were lost: " + clients.refusals());
        }
        if (over > MOST_OVER) {
            problems.add("more than 5 % over the least");
        }
        if (traffic.lessons() > 1) {
            problems.add("more than one lesson of 429s");
        }
        report.line(name(), Contender.SUBJECT)
                .with("client", clients.name())
                .with("calls", calls)
                .with("answered", answered)
                .with("callsSeenByServer", traffic.calls().size())
                .with("rateLimited", traffic.rateLimited())
                .with("lessons", traffic.lessons())
                .with("leastSeconds", least)
                .with("secondsSeenByServer", traffic.seconds())
                .with("percentOverLeast", over)
                .with("windows", traffic.windows(QuotaRun.LIMIT))
                .with("callsPerTenSeconds", traffic.perTenSeconds())
                .print(problems);
    }
}
