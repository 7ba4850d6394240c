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
 * says: another program takes a part from half-way on, the limit itself is lowered, or minutes are
 * those of the clock.
 */
final class OtherQuotaScenario implements Scenario {
    private static final int PROMPTS = 300;
    private static final int LIMIT = 100;
    private static final int LOWERED = 60;
    private static final int MINUTE = 60;
    private static final double MOST_WASTED = 0.03 * PROMPTS;

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

    /** Half-way is in the second minute: what is left then goes at the lower pace. */
    @Override
    public void run(BenchmarkSettings settings, Report report)
            throws IOException, InterruptedException {
        double fast = Math.ceil((double) PROMPTS / LIMIT - 1) * MINUTE;
        double slow = (1 + Math.ceil((double) (PROMPTS - 2 * LIMIT) / LOWERED)) * MINUTE;
        if (isFixedWindow) {
            Quota quota = Quota.requestsPerFixedMinute(QuotaRun.MODEL, LIMIT);
            measure(
                    settings,
                    report.line(name(), Contender.SUBJECT),
                    quota,
                    server -> () -> {},
                    fast,
                    MOST_WASTED);
            return;
        }
        measure(
                settings,
                report.line(name(), "another program takes 40 of 100"),
                Quota.requestsPerMinute(QuotaRun.MODEL, LIMIT),
                server -> new OtherProgram(server, QuotaRun.MODEL, LIMIT - LOWERED)::close,
                slow,
                MOST_WASTED);
        Quota lowered = Quota.requestsPerMinute(QuotaRun.MODEL, LIMIT);
        measure(
                settings,
                report.line(name(), "the limit falls from 100 to 60"),
                lowered,
                server -> {
                    lowered.changeLimit(LOWERED);
                    return () -> {};
                },
                slow,
                QuotaRun.CALLS_IN_FLIGHT);
    }

    /** Something happens half-way, until it is closed. */
    private interface HalfWay {
        Ending begin(GeminiServer server);
    }

    private interface Ending {
        void close();
    }

    private static void measure(
            BenchmarkSettings settings,
            Report.Line line,
            Quota quota,
            HalfWay halfWay,
            double least,
            double mostWasted)
            throws IOException, InterruptedException {
        try (GeminiServer server =
                GeminiServer.builder().latency(QuotaRun.LATENCY).quota(quota).start()) {
            Workspace workspace = new Workspace();
            workspace.writePrompts(PROMPTS);
            int[] all = IntStream.range(0, PROMPTS).toArray();
            CompletableFuture<Ending> begun = new CompletableFuture<>();
            server.watch(
                    call -> {
                        if (!begun.isDone() && server.log().answered() >= PROMPTS / 2) {
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
            begun.getNow(() -> {}).close();
            Traffic traffic = Traffic.of(server.log());
            run.describe(line, traffic, least)
                    .print(
                            run.check()
                                    .require(begun.isDone(), "half-way was never reached")
                                    .require(
                                            traffic.wasted() <= mostWasted,
                                            "too many calls for nothing")
                                    .problems());
        }
    }
}
