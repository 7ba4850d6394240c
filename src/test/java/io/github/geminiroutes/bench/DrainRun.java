package io.github.geminiroutes.bench;

import io.github.geminiroutes.testing.CallLog;
import io.github.geminiroutes.testing.GeminiServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One contender answers a full inbox and exits; then its work is checked.
 *
 * @param prompts how many there were
 * @param outcome how the process ended
 * @param serverCpuMillis what the stand-in server cost meanwhile, on the same machine
 * @param log what the server saw
 * @param answers when the first and the last answer came
 * @param problems what is wrong with the result, empty if nothing is
 */
record DrainRun(
        int prompts,
        ChildRun.Outcome outcome,
        double serverCpuMillis,
        CallLog log,
        AnswerTimes answers,
        List<String> problems) {
    private static final Duration LIMIT = Duration.ofMinutes(10);

    static DrainRun of(Contender contender, int prompts, GeminiServer.Builder stage)
            throws IOException, InterruptedException {
        try (GeminiServer server = stage.start()) {
            Workspace workspace = new Workspace();
            workspace.writePrompts(prompts);
            workspace.settings().server(server).set("GEMINI_API_KEY", "bench-key");
            double cpuBefore = ProcessFigures.ownCpuMillis();
            try (ChildRun run = new ChildRun(contender, workspace)) {
                ChildRun.Outcome outcome = run.awaitEnd(LIMIT);
                double serverCpu = ProcessFigures.ownCpuMillis() - cpuBefore;
                List<String> problems =
                        new DrainCheck(workspace, server.log()).problems(prompts, outcome);
                return new DrainRun(
                        prompts,
                        outcome,
                        serverCpu,
                        server.log(),
                        AnswerTimes.of(workspace.outbox(), outcome),
                        problems);
            }
        }
    }

    /**
     * The same run with the further claim, fit for a server without faults, of one call a prompt.
     */
    DrainRun expectingOneCallPerPrompt() {
        if (log.arrived() == prompts) {
            return this;
        }
        List<String> more = new ArrayList<>(problems);
        more.add(0, "%d calls for %d prompts".formatted(log.arrived(), prompts));
        return new DrainRun(prompts, outcome, serverCpuMillis, log, answers, List.copyOf(more));
    }

    /** Seconds of the whole process; NaN if its work is not right, for then its speed is none. */
    double seconds() {
        return problems.isEmpty() ? outcome.seconds() : Double.NaN;
    }

    double perSecond() {
        return prompts / seconds();
    }

    /** User and system; NaN if its work is not right. */
    double cpuMillisPerPrompt() {
        return problems.isEmpty() ? outcome.cpuMillis() / prompts : Double.NaN;
    }

    /** NaN if its work is not right. */
    double maxResidentMegabytes() {
        return problems.isEmpty() ? outcome.maxResidentMegabytes() : Double.NaN;
    }

    Report.Line describe(Report.Line line) {
        return line.with("prompts", prompts)
                .with("seconds", outcome.seconds())
                .with("perSecond", perSecond())
                .with("cpuSeconds", outcome.cpuMillis() / 1000)
                .with("cpuMillisPerPrompt", cpuMillisPerPrompt())
                .with("serverCpuMillisPerPrompt", serverCpuMillis / prompts)
                .with("maxResidentMB", outcome.maxResidentMegabytes())
                .with("secondsToFirstAnswer", answers.secondsToFirst())
                .with("secondsFromLastAnswerToExit", answers.secondsFromLastToExit())
                .with("maxInFlight", log.maxInFlight());
    }
}
