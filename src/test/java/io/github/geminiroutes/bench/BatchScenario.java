package io.github.geminiroutes.bench;

import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.testing.BatchBill;
import io.github.geminiroutes.testing.BatchFolders;
import io.github.geminiroutes.testing.BatchScript;
import io.github.geminiroutes.testing.BatchScript.Creation;
import io.github.geminiroutes.testing.BatchServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The same prompts in the standard lane, and in the batch lane: the bills of both, as the server
 * counts them. The batch lane runs against a server on which everything breaks that breaks in
 * practice, and the process is killed with SIGKILL at 20 moments, in each stage of a job in turn.
 */
final class BatchScenario implements Scenario {
    private static final int PROMPTS = 7_000;

    /** Two of seven prompts are rows of one table. */
    private static final int SEVENTH = 7;

    private static final int KILLS = 20;
    private static final int STAGES = 5;
    private static final int MOST_MILLIS = 400;
    private static final Duration STAGE = Duration.ofSeconds(20);
    private static final Duration LIMIT = Duration.ofMinutes(20);
    private static final int UNLUCKY = 25;

    @Override
    public String name() {
        return "batch";
    }

    @Override
    public void run(BenchmarkSettings settings, Report report)
            throws IOException, InterruptedException {
        int prompts = settings.promptsOr(PROMPTS);
        Standard standard = inTheStandardLane(settings, report, prompts);
        Random random = new Random(settings.seed());
        try (BatchServer server = BatchServer.start(script(prompts))) {
            Workspace workspace = new Workspace();
            BatchTable.write(workspace, "tier: batch\n", files(prompts), prompts);
            workspace.writePrompts(
                    IntStream.range(0, files(prompts)),
                    number -> "---\ntier: batch\n---\n" + Workspace.text(number) + "\n");
            workspace
                    .settings()
                    .set("GOOGLE_GEMINI_BASE_URL", server.baseUrl())
                    .set("GEMINI_API_KEY", "bench-key");
            Contender subject = Contender.geminiRoutes(settings, environment(prompts), "run");
            for (int kill = 0; kill < KILLS; kill++) {
                try (ChildRun run = new ChildRun(subject, workspace)) {
                    run.secondsUntil(stage(kill % STAGES, workspace, random), STAGE);
                    pause(random.nextInt(MOST_MILLIS));
                    run.kill();
                    run.awaitEnd(LIMIT);
                }
            }
            try (ChildRun run = new ChildRun(subject, workspace)) {
                double seconds = run.secondsUntil(() -> isDone(workspace, prompts), LIMIT);
                run.terminate();
                ChildRun.Outcome outcome = run.awaitEnd(LIMIT);
                BatchBill.Sum bill = server.jobs().bill().batch();
                List<String> problems = problems(workspace, server, prompts, outcome);
                compare(workspace, prompts, standard, server, problems);
                report.line(name(), Contender.SUBJECT)
                        .with("lane", "batch")
                        .with("seed", settings.seed())
                        .with("prompts", files(prompts))
                        .with("rows", prompts - files(prompts))
                        .with("kills", KILLS)
                        .with("jobs", server.jobs().created().size())
                        .with("jobsCancelled", server.jobs().cancelled())
                        .with("linesPaid", paid(server))
                        .with("paidTwice", paidTwice(server))
                        .with("tokensBilled", bill.inputTokens() + bill.outputTokens())
                        .with("usdBilled", bill.usd())
                        .with("usdOfWhatWasPaidAgain", server.jobs().usdOfRepeats())
                        .with("usdOfTheBooks", books(workspace))
                        .with(
                                "partOfTheStandardBill",
                                bill.usd().divide(standard.bill.usd(), 6, RoundingMode.HALF_UP))
                        .with("secondsOfTheLastRun", seconds)
                        .with("maxResidentMB", outcome.maxResidentMegabytes())
                        .print(problems);
            }
        }
    }

    /** What the standard lane has cost, and what the records of its files say. */
    private record Standard(BatchBill.Sum bill, BigDecimal ofFiles) {}

    /** The same prompts, asked at once: nothing goes wrong, and nobody kills. */
    private Standard inTheStandardLane(BenchmarkSettings settings, Report report, int prompts)
            throws IOException, InterruptedException {
        try (BatchServer server = BatchServer.start(new BatchScript())) {
            Workspace workspace = new Workspace();
            BatchTable.write(workspace, "", files(prompts), prompts);
            workspace.writePrompts(files(prompts));
            workspace
                    .settings()
                    .set("GOOGLE_GEMINI_BASE_URL", server.baseUrl())
                    .set("GEMINI_API_KEY", "bench-key");
            Contender subject = Contender.geminiRoutes(settings, Map.of(), "run", "--drain");
            try (ChildRun run = new ChildRun(subject, workspace)) {
                ChildRun.Outcome outcome = run.awaitEnd(LIMIT);
                BatchBill.Sum bill = server.jobs().bill().standard();
                List<String> problems = new ArrayList<>();
                if (outcome.exitCode() != 0 || bill.answers() != prompts) {
                    problems.add(
                            "exit code %d, %d answers"
                                    .formatted(outcome.exitCode(), bill.answers()));
                }
                BigDecimal books = books(workspace);
                if (books.compareTo(bill.usd()) != 0) {
                    problems.add("the books say %s USD".formatted(books));
                }
                report.line(name(), Contender.SUBJECT)
                        .with("lane", "standard")
                        .with("prompts", files(prompts))
                        .with("rows", prompts - files(prompts))
                        .with("tokensBilled", bill.inputTokens() + bill.outputTokens())
                        .with("usdBilled", bill.usd())
                        .with("usdOfTheBooks", books)
                        .with("seconds", outcome.seconds())
                        .print(problems);
                return new Standard(bill, ofFiles(workspace, prompts));
            }
        }
    }

    /** What the records of the files say that they cost. */
    private static BigDecimal ofFiles(Workspace workspace, int prompts) throws IOException {
        BigDecimal sum = BigDecimal.ZERO;
        for (int number = 0; number < files(prompts); number++) {
            if (Files.exists(workspace.record(number))) {
                sum = sum.add(cost(workspace.record(number), "costUsd"));
            }
        }
        return sum;
    }

    private static BigDecimal cost(Path record, String field) throws IOException {
        return GeminiJson.MAPPER.readTree(record.toFile()).path(field).decimalValue();
    }

    /** What {@code usage.jsonl} says; a line that a kill has cut says nothing. */
    private static BigDecimal books(Workspace workspace) throws IOException {
        BigDecimal sum = BigDecimal.ZERO;
        for (String line :
                Files.readAllLines(workspace.settings().root().resolve("logs/usage.jsonl"))) {
            if (line.endsWith("}")) {
                sum = sum.add(GeminiJson.MAPPER.readTree(line).path("cost").decimalValue());
            }
        }
        return sum;
    }

    /**
     * Each prompt costs half. Besides the server bills what it was asked twice: of two results to
     * one prompt none is taken, and a kill may explain others.
     */
    private static void compare(
            Workspace workspace,
            int prompts,
            Standard standard,
            BatchServer server,
            List<String> problems)
            throws IOException {
        BigDecimal two = BigDecimal.valueOf(2);
        BigDecimal ours = ofFiles(workspace, prompts);
        if (ours.multiply(two).compareTo(standard.ofFiles) != 0) {
            problems.add("the records say %s USD of %s".formatted(ours, standard.ofFiles));
        }
        BatchBill.Sum bill = server.jobs().bill().batch();
        BigDecimal once = bill.usd().subtract(server.jobs().usdOfRepeats());
        if (bill.answers() != paid(server)
                || once.multiply(two).compareTo(standard.bill.usd()) != 0) {
            problems.add(
                    "%s USD were billed, less repetitions, of %s"
                            .formatted(once, standard.bill.usd()));
        }
    }

    private static int files(int prompts) {
        return prompts - 2 * prompts / SEVENTH;
    }

    /** Each of them once or a few times, in jobs that come by chance. */
    private static BatchScript script(int prompts) {
        BatchScript script =
                new BatchScript()
                        .jobTime(Duration.ofSeconds(2))
                        .lag(Duration.ofMillis(400))
                        .listLag(Duration.ofMillis(700))
                        .creation(1, Creation.LOST)
                        .creation(2, Creation.FULL)
                        .creation(4, Creation.NEVER_CAME)
                        .creation(7, Creation.LOST)
                        .creation(9, Creation.NEVER_CAME)
                        .end(2, "STUCK")
                        .end(5, "FAILED")
                        .end(6, "EXPIRED");
        for (int i = 0; i < UNLUCKY; i++) {
            script.missing("Prompt %06d:".formatted(i * prompts / UNLUCKY));
            script.twice("Prompt %06d:".formatted(i * prompts / UNLUCKY + 1));
            script.error("Prompt %06d:".formatted(i * prompts / UNLUCKY + 2), 14);
        }
        return script;
    }

    private static Map<String, String> environment(int prompts) {
        return Map.of(
                "GEMINI_BATCH_LINGER", "2",
                "GEMINI_BATCH_MAX_REQUESTS", Integer.toString(Math.max(1, prompts / 10)),
                "GEMINI_BATCH_POLL_INTERVAL", "0.5",
                "GEMINI_BATCH_DEADLINE", "30",
                "GEMINI_BATCH_CREATE_WAIT", "2",
                "GEMINI_PARKING_BASE_DELAY", "1");
    }

    private static BooleanSupplier stage(int stage, Workspace workspace, Random random)
            throws IOException {
        Path data = workspace.settings().dataDir();
        long records = records(workspace);
        int more = random.nextInt(400);
        return switch (stage) {
            case 0 -> () -> count(data.resolve("submitted"), ".txt") > more || isGathering(data);
            case 1 -> () -> jobs(data, "closed") + jobs(data, "uploaded") > 0;
            case 2 -> () -> jobs(data, "creating") > 0;
            case 3 -> () -> jobs(data, "running") > 0;
            default -> () -> records(workspace) > records + more || jobs(data, "fetched") > 0;
        };
    }

    /** Whether a job is there that is not closed. */
    private static boolean isGathering(Path data) {
        Path submitted = data.resolve("submitted");
        return count(submitted, "requests.jsonl") > count(submitted, "job.json");
    }

    private static long jobs(Path data, String state) {
        try {
            return BatchFolders.jobs(data, state);
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }

    private static long count(Path folder, String ending) {
        try {
            return BatchFolders.count(folder, ending);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long records(Workspace workspace) {
        return count(workspace.outbox(), ".record.json");
    }

    private static boolean isDone(Workspace workspace, int prompts) {
        return records(workspace) >= files(prompts)
                && Files.exists(
                        workspace.settings().dataDir().resolve("done").resolve(BatchTable.FILE))
                && count(workspace.settings().dataDir().resolve("submitted"), ".json") == 0;
    }

    private static long paid(BatchServer server) {
        return server.jobs().paid().values().stream().mapToLong(n -> n).sum();
    }

    private static long paidTwice(BatchServer server) {
        return server.jobs().paid().values().stream().filter(times -> times > 1).count();
    }

    private static List<String> problems(
            Workspace workspace, BatchServer server, int prompts, ChildRun.Outcome outcome)
            throws IOException {
        List<String> problems = new ArrayList<>();
        if (outcome.exitCode() != 0) {
            String output = Files.readString(workspace.output());
            problems.add(
                    "exit code %d: %s"
                            .formatted(
                                    outcome.exitCode(),
                                    output.substring(Math.max(0, output.length() - 2_000))));
        }
        BatchTable.addProblems(workspace, files(prompts), prompts, problems);
        for (int number = 0; number < files(prompts); number++) {
            if (!Files.exists(workspace.done(number))
                    || !Files.exists(workspace.answer(number))
                    || !Files.readString(workspace.answer(number))
                            .contains(Workspace.text(number))) {
                problems.add(Workspace.fileName(number) + " has no answer of its own");
            }
        }
        if (records(workspace) != files(prompts)) {
            problems.add(records(workspace) + " records");
        }
        server.jobs()
                .paid()
                .forEach(
                        (text, times) -> {
                            // A result that came twice was paid for, and none of the two was taken.
                            if (times > 1 && !isOfDouble(text, prompts)) {
                                problems.add(times + " times paid: " + text.strip());
                            }
                        });
        server.jobs().created().keySet().stream()
                .collect(
                        Collectors.groupingBy(
                                name -> name.replaceFirst("-[0-9]+ [0-9]+$", ""),
                                Collectors.counting()))
                .forEach(
                        (job, times) -> {
                            if (times > 1) {
                                problems.add(job + " was made " + times + " times");
                            }
                        });
        return problems;
    }

    private static boolean isOfDouble(String text, int prompts) {
        int number = Integer.parseInt(text.replaceAll("(?s).*Prompt ([0-9]{6}):.*", "$1"));
        return IntStream.range(0, UNLUCKY).anyMatch(i -> i * prompts / UNLUCKY + 1 == number);
    }

    private static void pause(int millis) {
        CompletableFuture.runAsync(
                        () -> {}, CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS))
                .join();
    }
}
