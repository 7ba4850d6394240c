package io.github.geminiroutes.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.Quota;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A model whose day is used up, its 429s with the usual misleading delay of 32 s, and another model
 * that has none: the one's prompts are parked until midnight Pacific, the other's are answered.
 */
final class PerDayScenario implements Scenario {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SPENT = "gemini-spent";
    private static final String OTHER = "gemini-other";
    private static final int PER_MODEL = 200;
    private static final int DAY = 20;
    private static final int SOME_PARKED = 4;
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final ZoneId PACIFIC = ZoneId.of("America/Los_Angeles");

    @Override
    public String name() {
        return "per-day";
    }

    /** One call at a time finds it out with one call; many at a time with those in flight. */
    @Override
    public void run(BenchmarkSettings settings, Report report)
            throws IOException, InterruptedException {
        measure(settings, report, 1);
        measure(settings, report, QuotaRun.CALLS_IN_FLIGHT);
    }

    private void measure(BenchmarkSettings settings, Report report, int callsInFlight)
            throws IOException, InterruptedException {
        try (GeminiServer server =
                GeminiServer.builder()
                        .latency(Duration.ofMillis(20))
                        .quota(Quota.requestsPerDay(SPENT, DAY))
                        .start()) {
            server.eatRequests(SPENT, DAY);
            Workspace workspace = new Workspace();
            workspace.writePrompts(
                    IntStream.range(0, 2 * PER_MODEL),
                    number -> Workspace.forModel(number < PER_MODEL ? SPENT : OTHER, number));
            workspace.settings().server(server).set("GEMINI_API_KEY", "bench-key");
            Contender subject =
                    Contender.geminiRoutes(
                            settings,
                            Map.of("MAX_CONCURRENCY", Integer.toString(callsInFlight)),
                            "run",
                            "--drain");
            try (ChildRun run = new ChildRun(subject, workspace)) {
                ChildRun.Outcome outcome = run.awaitEnd(LIMIT);
                Traffic spent = Traffic.of(server.log()).ofModel(SPENT);
                DrainCheck check =
                        new DrainCheck(workspace, server.log())
                                .checkExit(outcome, SOME_PARKED)
                                .checkPrompts(IntStream.range(PER_MODEL, 2 * PER_MODEL), 1)
                                .require(
                                        spent.calls().size() <= callsInFlight,
                                        "more calls than were in flight at the first 429");
                for (int number = 0; number < PER_MODEL; number++) {
                    check.require(
                            isParkedUntilMidnight(workspace.parked(number)),
                            Workspace.fileName(number) + " is not parked until midnight");
                }
                report.line(name(), callsInFlight + " in flight")
                        .with("prompts", 2 * PER_MODEL)
                        .with("callsOfTheSpentModel", spent.calls().size())
                        .with("answered", server.log().answered())
                        .with("seconds", outcome.seconds())
                        .print(check.problems());
            }
        }
    }

    private static boolean isParkedUntilMidnight(Path prompt) throws IOException {
        Path record = prompt.resolveSibling(prompt.getFileName() + ".parked.json");
        if (!Files.exists(prompt) || !Files.exists(record)) {
            return false;
        }
        JsonNode notBefore = JSON.readTree(record.toFile()).path("notBefore");
        return Instant.parse(notBefore.asText())
                .atZone(PACIFIC)
                .toLocalTime()
                .equals(LocalTime.MIDNIGHT);
    }
}
