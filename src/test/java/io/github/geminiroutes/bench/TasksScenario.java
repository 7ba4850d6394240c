package io.github.geminiroutes.bench;

import io.github.geminiroutes.testing.CallLog;
import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.PromptRequest;
import io.github.geminiroutes.testing.Quota;
import io.github.geminiroutes.testing.RecordedErrors;
import io.github.geminiroutes.testing.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * 1,000 documents of all kinds and a table of 10,000 rows against 600 requests a minute, which
 * nobody told the program. One in a hundred meets a fault, and the process is killed with SIGKILL
 * three times. Each document and each row has one answer or one reason, each its own.
 */
final class TasksScenario implements Scenario {
    private static final int ROWS = 10_000;
    private static final int ROWS_PER_DOCUMENT = 10;
    private static final int KILLS = 3;
    private static final int REQUESTS_PER_MINUTE = 600;
    private static final Duration LATENCY = Duration.ofMillis(500);
    private static final Duration LIMIT = Duration.ofMinutes(40);

    private static final int ONE_IN = 100;
    private static final int SOME_FAILED = 3;

    /** Each meets its first call, the refusal every call. */
    private static final Reply[] FAULTS = {
        RecordedErrors.overloaded(),
        Reply.cutBody(),
        RecordedErrors.internal(),
        Reply.reset(),
        RecordedErrors.invalidRequest("Unable to process the input."),
        RecordedErrors.exhausted()
    };

    private static final int REFUSAL = 4;

    private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();

    @Override
    public String name() {
        return "tasks";
    }

    @Override
    public void run(BenchmarkSettings settings, Report report)
            throws IOException, InterruptedException {
        int rows = settings.promptsOr(ROWS);
        int documents = rows / ROWS_PER_DOCUMENT;
        Quota quota = Quota.requestsPerMinute(QuotaRun.MODEL, REQUESTS_PER_MINUTE);
        try (GeminiServer server = GeminiServer.builder().latency(LATENCY).quota(quota).start()) {
            server.choose(this::reply);
            SentContents sent = new SentContents(server);
            Workspace workspace = new Workspace();
            MixedDocuments.write(workspace.settings().dataDir().resolve("inbox"), documents);
            NumberedRows.write(workspace.settings().dataDir().resolve("inbox"), rows);
            workspace.settings().server(server).set("GEMINI_API_KEY", "bench-key");
            Contender subject = Contender.geminiRoutes(settings, Map.of(), "run", "--drain");
            KeptAnswers kept = new KeptAnswers(workspace);
            long underWay = 0;
            long lost = 0;
            double seconds = 0;
            Random random = new Random(settings.seed());
            for (int kill = 1; kill <= KILLS; kill++) {
                long answers = (rows + documents) * kill / (KILLS + 1L) + random.nextInt(100);
                try (ChildRun run = new ChildRun(subject, workspace)) {
                    run.secondsUntil(() -> server.log().answered() >= answers, LIMIT);
                    underWay += underWay(server.log(), kept, lost);
                    run.kill();
                    seconds += run.awaitEnd(LIMIT).seconds();
                }
                lost = server.log().answered() - kept.count();
            }
            try (ChildRun run = new ChildRun(subject, workspace)) {
                ChildRun.Outcome outcome = run.awaitEnd(LIMIT);
                seconds += outcome.seconds();
                long twice = server.log().duplicates();
                Traffic traffic = Traffic.of(server.log());
                DrainCheck check = new DrainCheck(workspace, server.log());
                new TasksCheck(workspace, check)
                        .documents(documents, TasksScenario::isRefused)
                        .rows(rows, TasksScenario::isRefused);
                check.checkExit(outcome, NumberedRows.hasShort(rows) ? SOME_FAILED : 0)
                        .require(sent.mistakes().isEmpty(), "sent: " + sent.mistakes())
                        .require(twice <= lost, "asked twice although the answer was on disk")
                        // Between the count and the kill a moment goes by.
                        .require(lost <= underWay + KILLS, "more lost than were under way");
                report.line(name(), Contender.SUBJECT)
                        .with("seed", settings.seed())
                        .with("documents", documents)
                        .with("rows", rows)
                        .with("seconds", seconds)
                        .with("leastSeconds", leastSeconds(rows + documents))
                        .with("calls", traffic.calls().size())
                        .with("rateLimited", traffic.rateLimited())
                        .with("lessons", traffic.lessons())
                        .with("kills", KILLS)
                        .with("askedAndNotKeptAtTheKills", underWay)
                        .with("answersLostWithTheProcess", lost)
                        .with("answeredTwice", twice)
                        .with("maxResidentMB", outcome.maxResidentMegabytes())
                        .print(check.problems());
            }
        }
    }

    private static double leastSeconds(int calls) {
        return Math.ceil((double) calls / REQUESTS_PER_MINUTE - 1) * 60;
    }

    /** What is asked or answered at this moment and not on disk, beside what was lost before. */
    private static long underWay(CallLog log, KeptAnswers kept, long lost) throws IOException {
        long onDisk = kept.count();
        return log.inFlight() + log.answered() - onDisk - lost;
    }

    private Optional<Reply> reply(PromptRequest request) {
        String line = request.firstLine();
        int fault = fault(line);
        if (fault < 0) {
            return Optional.empty();
        }
        int call = calls.computeIfAbsent(line, key -> new AtomicInteger()).getAndIncrement();
        return call == 0 || fault == REFUSAL ? Optional.of(FAULTS[fault]) : Optional.empty();
    }

    /** Whether Gemini refuses what begins with this line. */
    static boolean isRefused(String firstLine) {
        return fault(firstLine) == REFUSAL;
    }

    private static int fault(String firstLine) {
        int number = Math.max(MixedDocuments.numberOf(firstLine), NumberedRows.numberOf(firstLine));
        return number % ONE_IN == 7 ? number / ONE_IN % FAULTS.length : -1;
    }
}
