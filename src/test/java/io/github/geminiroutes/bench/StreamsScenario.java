package io.github.geminiroutes.bench;

import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.Reply;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** 1,000 streams at once through the gateway, each of some pieces with a second between them. */
final class StreamsScenario implements Scenario {
    private static final int STREAMS = 1_000;
    private static final int PIECES = 30;
    private static final int MOST_MEGABYTES = 400;
    private static final Duration TIME_LIMIT = Duration.ofMinutes(4);

    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicInteger mostOpen = new AtomicInteger();

    @Override
    public String name() {
        return "streams";
    }

    @Override
    public void run(BenchmarkSettings settings, Report report)
            throws IOException, InterruptedException {
        int streams = settings.promptsOr(STREAMS);
        Contender subject = Contender.inImage(settings, Map.of(), "run");
        Reply reply = new Reply.Paced(PIECES, Duration.ofSeconds(1));
        HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        try (GeminiServer server = GeminiServer.builder().when(request -> true, reply).start();
                GatewayProgram program = new GatewayProgram(subject, server, http, streams)) {
            long threadsBefore = program.run().threads();
            double residentBefore = program.run().residentMegabytes();
            double cpuBefore = program.run().cpuMillis();
            ExecutorService readers = Executors.newCachedThreadPool();
            List<CompletableFuture<Boolean>> answers = new ArrayList<>();
            for (int number = 0; number < streams; number++) {
                answers.add(
                        http.sendAsync(
                                        GatewayProgram.call(
                                                program.baseUrl(),
                                                "streamGenerateContent?alt=sse",
                                                number),
                                        HttpResponse.BodyHandlers.ofLines())
                                .thenApplyAsync(this::isWhole, readers));
            }
            AtomicInteger mostThreads = new AtomicInteger();
            CompletableFuture<Void> all =
                    CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new));
            program.run()
                    .eachSecondUntil(
                            all::isDone,
                            TIME_LIMIT,
                            () ->
                                    mostThreads.accumulateAndGet(
                                            (int) program.run().threads(), Math::max));
            long whole = answers.stream().filter(StreamsScenario::isWell).count();
            readers.shutdown();
            double cpu = program.run().cpuMillis() - cpuBefore;
            ChildRun.Outcome outcome = program.end();
            report.line(name(), subject.name())
                    .with("streams", streams)
                    .with("whole", whole)
                    .with("mostOpenAtOnce", mostOpen.get())
                    .with("residentMegabytesBefore", residentBefore)
                    .with("peakResidentMegabytes", outcome.maxResidentMegabytes())
                    .with("threadsBefore", threadsBefore)
                    .with("mostThreads", mostThreads.get())
                    .with("cpuMillisPerPiece", cpu / streams / PIECES)
                    .print(problems(streams, whole, outcome));
        }
    }

    private List<String> problems(int streams, long whole, ChildRun.Outcome outcome) {
        List<String> problems = new ArrayList<>();
        if (whole != streams) {
            problems.add(streams - whole + " streams were not whole");
        }
        if (mostOpen.get() < streams) {
            problems.add("only " + mostOpen.get() + " streams were open at once");
        }
        if (outcome.maxResidentMegabytes() > MOST_MEGABYTES) {
            problems.add("more than " + MOST_MEGABYTES + " MB");
        }
        return problems;
    }

    /** Reads a stream to its end. */
    private boolean isWhole(HttpResponse<Stream<String>> answer) {
        AtomicInteger pieces = new AtomicInteger();
        try (Stream<String> lines = answer.body()) {
            lines.filter(line -> line.startsWith("data: {\"candidates\""))
                    .forEach(
                            line -> {
                                if (pieces.getAndIncrement() == 0) {
                                    int open = begun.incrementAndGet() - ended.get();
                                    mostOpen.accumulateAndGet(open, Math::max);
                                }
                            });
        }
        ended.incrementAndGet();
        return answer.statusCode() == 200 && pieces.get() == PIECES;
    }

    private static boolean isWell(CompletableFuture<Boolean> answer) {
        try {
            return answer.get(1, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
