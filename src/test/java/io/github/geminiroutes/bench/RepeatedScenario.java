package io.github.geminiroutes.bench;

import io.github.geminiroutes.testing.GeminiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** 100 prompts with four questions, 64 at a time, and 100 more after a restart: four calls. */
final class RepeatedScenario implements Scenario {
    private static final int PROMPTS = 100;
    private static final int QUESTIONS = 4;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @Override
    public String name() {
        return "repeated";
    }

    @Override
    public void run(BenchmarkSettings settings, Report report)
            throws IOException, InterruptedException {
        int prompts = settings.promptsOr(PROMPTS);
        try (GeminiServer server = GeminiServer.builder().latency(QuotaRun.LATENCY).start()) {
            Workspace workspace = new Workspace();
            workspace.settings().server(server).set("GEMINI_API_KEY", "bench-key");
            Contender subject =
                    Contender.geminiRoutes(
                            settings, Map.of("GEMINI_ANSWER_CACHE_TTL", "3600"), "run", "--drain");
            for (int round = 0; round < 2; round++) {
                int first = round * prompts;
                workspace.writePrompts(
                        IntStream.range(first, first + prompts),
                        number -> Workspace.text(number % QUESTIONS) + "\n");
                try (ChildRun run = new ChildRun(subject, workspace)) {
                    ChildRun.Outcome outcome = run.awaitEnd(LIMIT);
                    List<String> problems = new ArrayList<>();
                    for (int number = first; number < first + prompts; number++) {
                        if (!Files.readString(workspace.answer(number))
                                .contains(Workspace.text(number % QUESTIONS))) {
                            problems.add("the answer of another in " + workspace.answer(number));
                        }
                    }
                    DrainCheck check =
                            new DrainCheck(workspace, server.log())
                                    .checkExit(outcome, 0)
                                    .require(problems.isEmpty(), problems.toString())
                                    .require(
                                            server.log().arrived() == QUESTIONS,
                                            "not one call for each question");
                    report.line(name(), round == 0 ? Contender.SUBJECT : "after a restart")
                            .with("prompts", prompts)
                            .with("questions", QUESTIONS)
                            .with("callsSoFar", server.log().arrived())
                            .with("seconds", outcome.seconds())
                            .print(check.problems());
                }
            }
        }
    }
}
