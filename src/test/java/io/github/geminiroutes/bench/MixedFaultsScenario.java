package io.github.geminiroutes.bench;

import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.PromptRequest;
import io.github.geminiroutes.testing.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToDoubleFunction;

/**
 * Ten prompts a second for 40 minutes in a heap of 256 MB; one in twenty meets a {@link
 * MixedFault}. Each has one outcome, the right one, and the process grows no more in the second
 * half.
 */
final class MixedFaultsScenario implements Scenario {
    private static final int PROMPTS = 24_000;
    private static final long MILLIS_BETWEEN_PROMPTS = 100;
    private static final double MOST_GROWTH = 1.1;
    private static final Duration LATENCY = Duration.ofMillis(500);
    private static final Duration LIMIT_AFTER_THE_LAST = Duration.ofMinutes(6);
    private static final String HEAP = "-Xmx256m";
    private static final Map<String, String> QUICK_RETRIES =
            Map.of(
                    "BASE_RETRY_DELAY", "1.5",
                    "GEMINI_RETRY_MAX_DELAY", "30",
                    "GEMINI_PARKING_BASE_DELAY", "30",
                    "GEMINI_HTTP_RESPONSE_TIMEOUT", "10");

    private record Sample(double megabytes, double threads, double descriptors) {}

    private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();

    @Override
    public String name() {
        return "mixed-faults";
    }

    @Override
    public void run(BenchmarkSettings settings, Report report)
            throws IOException, InterruptedException {
        int prompts = settings.promptsOr(PROMPTS);
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        try (GeminiServer server = GeminiServer.builder().latency(LATENCY).start()) {
            server.choose(this::reply);
            Workspace workspace = new Workspace();
            workspace.settings().server(server).set("GEMINI_API_KEY", "bench-key");
            List<String> heap = new ArrayList<>(ImageOptions.of(settings));
            heap.add(HEAP);
            Contender subject = Contender.withOptions(heap, settings, QUICK_RETRIES, "run");
            try (ChildRun run = new ChildRun(subject, workspace)) {
                putAll(prompts, new FaultyInbox(workspace, timer), timer);
                List<Sample> samples = new ArrayList<>();
                Duration limit = LIMIT_AFTER_THE_LAST.plusMillis(MILLIS_BETWEEN_PROMPTS * prompts);
                run.eachSecondUntil(
                        () -> samples.size() % 10 == 9 && isDone(workspace, prompts),
                        limit,
                        () -> samples.add(sample(run)));
                double seconds = run.secondsSinceStart();
                boolean alive = run.isAlive();
                run.terminate();
                ChildRun.Outcome outcome = run.awaitEnd(Duration.ofMinutes(1));
                print(
                        report,
                        prompts,
                        seconds,
                        server,
                        samples,
                        outcome,
                        problems(workspace, server, prompts, samples, alive, outcome));
            }
        } finally {
            timer.shutdownNow();
        }
    }

    private Optional<Reply> reply(PromptRequest request) {
        String line = request.firstLine();
        int call = calls.computeIfAbsent(line, key -> new AtomicInteger()).getAndIncrement();
        return line.startsWith("Prompt ")
                ? MixedFault.of(Integer.parseInt(line.substring(7, 13)))
                        .flatMap(fault -> fault.reply(call, request.prompt()))
                : Optional.empty();
    }

    private static void putAll(int prompts, FaultyInbox inbox, ScheduledExecutorService timer) {
        AtomicInteger next = new AtomicInteger();
        timer.scheduleAtFixedRate(
                () -> {
                    int number = next.getAndIncrement();
                    if (number < prompts) {
                        put(inbox, number);
                    }
                },
                0,
                MILLIS_BETWEEN_PROMPTS,
                TimeUnit.MILLISECONDS);
    }

    private static void put(FaultyInbox inbox, int number) {
        try {
            inbox.put(number);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Sample sample(ChildRun run) {
        return new Sample(run.residentMegabytes(), run.threads(), run.descriptors());
    }

    private static boolean isDone(Workspace workspace, int prompts) {
        for (int number = prompts - 1; number >= 0; number--) {
            if (!isAtItsEnd(workspace, number)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAtItsEnd(Workspace workspace, int number) {
        return Files.exists(
                folder(workspace, end(number)).resolve(FaultyInbox.name(number)),
                java.nio.file.LinkOption.NOFOLLOW_LINKS);
    }

    private static MixedFault.End end(int number) {
        return MixedFault.of(number).map(MixedFault::end).orElse(MixedFault.End.ANSWERED);
    }

    private static Path folder(Workspace workspace, MixedFault.End end) {
        String name =
                switch (end) {
                    case ANSWERED -> "done";
                    case FAILED -> "failed";
                    case LEFT_ALONE -> "inbox";
                };
        return workspace.settings().dataDir().resolve(name);
    }

    private static List<String> problems(
            Workspace workspace,
            GeminiServer server,
            int prompts,
            List<Sample> samples,
            boolean alive,
            ChildRun.Outcome outcome)
            throws IOException {
        DrainCheck check =
                new DrainCheck(workspace, server.log())
                        .checkExit(outcome, 0)
                        .require(alive, "the process ended by itself")
                        .require(isLevel(samples, Sample::megabytes), "memory grows")
                        .require(isLevel(samples, Sample::threads), "threads grow")
                        .require(isLevel(samples, Sample::descriptors), "descriptors grow");
        for (int number = 0; number < prompts; number++) {
            String name = FaultyInbox.name(number);
            check.require(
                    isAtItsEnd(workspace, number),
                    "%s (%s) is not %s".formatted(name, MixedFault.of(number), end(number)));
            boolean hasAnswer = Files.exists(workspace.answer(number));
            check.require(
                    hasAnswer == (end(number) == MixedFault.End.ANSWERED),
                    "%s (%s) has %s answer"
                            .formatted(name, MixedFault.of(number), hasAnswer ? "an" : "no"));
            check.require(
                    !hasAnswer
                            || Files.readString(workspace.answer(number))
                                    .contains(Workspace.text(number)),
                    name + " has the answer of another");
        }
        return check.problems();
    }

    /** The last quarter beside the third. */
    private static boolean isLevel(List<Sample> samples, ToDoubleFunction<Sample> figure) {
        return mean(samples, 3, figure) <= mean(samples, 2, figure) * MOST_GROWTH;
    }

    private static double mean(List<Sample> samples, int quarter, ToDoubleFunction<Sample> figure) {
        int size = samples.size();
        return samples.subList(size * quarter / 4, size * (quarter + 1) / 4).stream()
                .mapToDouble(figure)
                .average()
                .orElse(Double.NaN);
    }

    private void print(
            Report report,
            int prompts,
            double seconds,
            GeminiServer server,
            List<Sample> samples,
            ChildRun.Outcome outcome,
            List<String> problems) {
        Report.Line line =
                report.line(name(), Contender.SUBJECT)
                        .with("prompts", prompts)
                        .with("seconds", seconds)
                        .with("cpuMillisPerPrompt", outcome.cpuMillis() / prompts)
                        .with("maxResidentMB", outcome.maxResidentMegabytes())
                        .with("calls", server.log().arrived())
                        .with("answeredTwice", server.log().duplicates());
        for (int quarter = 0; quarter < 4; quarter++) {
            line.with("residentMB" + (quarter + 1), mean(samples, quarter, Sample::megabytes))
                    .with("threads" + (quarter + 1), mean(samples, quarter, Sample::threads))
                    .with(
                            "descriptors" + (quarter + 1),
                            mean(samples, quarter, Sample::descriptors));
        }
        line.print(problems);
    }
}
