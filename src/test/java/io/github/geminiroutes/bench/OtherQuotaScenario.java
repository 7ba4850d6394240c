package io.github.geminiroutes.bench;

import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.OtherProgram;
import io.github.geminiroutes.testing.Quota;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * 300 prompts, the limit of 100 requests a minute set, and a server that is not as the setting
 * says: another program takes a part from half-way on, the limit is lowered half-way, or minutes
 * are those of the clock.
 */
final class OtherQuotaScenario implements Scenario {
    private static final int PROMPTS = 300;
    private static final int LIMIT = 100;
    private static final int LOWERED = 60;
    private static final int MINUTE = 60;
    private static final double MOST_WASTED_PERCENT = 3;

    private final boolean isFixedWindow;

    private OtherQuotaScenario(boolean isFixedWindow) {
        this.isFixedWindow = isFixedWindow;
    }

    static Scenario lowered() {
        return new OtherQuotaScenario(false);
    }

    static Scenario fixedWindow() {
        return new OtherQuotaScenario(true);
    }

    @Override
    public String name() {
        return isFixedWindow ? "fixed-window" : "quota-lowered";
    }

    @Override
    public void run(BenchmarkSettings settings, Report report)
            throws IOException, InterruptedException {
        if (isFixedWindow) {
            Quota quota = Quota.requestsPerFixedMinute(QuotaRun.MODEL, LIMIT);
            measure(settings, report, Contender.SUBJECT, quota, server -> () -> {});
            return;
        }
        Quota shared = Quota.requestsPerMinute(QuotaRun.MODEL, LIMIT);
        measure(
                settings,
                report,
                "another program takes 40 of 100",
                shared,
                server -> new OtherProgram(server, QuotaRun.MODEL, LIMIT - LOWERED)::close);
        Quota lowered = Quota.requestsPerMinute(QuotaRun.MODEL, LIMIT);
        measure(
                settings,
                report,
                "limit lowered from 100 to 60",
                lowered,
                server -> {
                    lowered.changeLimit(LOWERED);
                    return () -> {};
                });
    }

    /** Something happens half-way, until it is closed. */
    private interface HalfWay {
        Ending begin(GeminiServer server);
    }

    private interface Ending {
        void close();
    }

    private void measure(
            BenchmarkSettings settings, Report report, String subject, Quota quota, HalfWay halfWay)
            throws IOException, InterruptedException {
        int prompts = settings.promptsOr(PROMPTS);
        try (GeminiServer server =
                GeminiServer.builder().latency(QuotaRun.LATENCY).quota(quota).start()) {
            Workspace workspace = new Workspace();
            workspace.writePrompts(prompts);
            int[] all = IntStream.range(0, prompts).toArray();
            CompletableFuture<Ending> begun = new CompletableFuture<>();
            server.watch(
                    call -> {
                        if (!begun.isDone() && server.log().answered() >= prompts / 2) {
                            begun.complete(halfWay.begin(server));
                        }
                    });
            QuotaRun run =
                    QuotaRun.drain(
                            settings,
                            workspace,
                            all,
                            server,
                            Map.of("GEMINI_RPM", Integer.toString(LIMIT)));
            begun.join().close();
            Traffic traffic = Traffic.of(server.log());
            double least = Math.ceil((double) prompts / LIMIT - 1) * MINUTE;
            run.describe(report.line(name(), subject), traffic, least)
                    .print(
                            run.check()
                                    .require(
                                            traffic.wastedPercent() < MOST_WASTED_PERCENT,
                                            "3 % or more of the calls were for nothing")
                                    .problems());
        }
    }
}
