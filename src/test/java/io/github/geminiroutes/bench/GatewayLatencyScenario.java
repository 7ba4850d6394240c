package io.github.geminiroutes.bench;

import io.github.geminiroutes.testing.FreePort;
import io.github.geminiroutes.testing.GeminiServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;

/**
 * What the gateway adds to a call: 200 calls a second to a server that takes 500 ms, straight,
 * through a plain reverse proxy and through the gateway, in turn.
 */
final class GatewayLatencyScenario implements Scenario {
    private static final int PER_SECOND = 200;
    private static final int SECONDS = 20;
    private static final int WARM_UP_SECONDS = 6;
    private static final int CONCURRENCY = 400;
    private static final Duration LATENCY = Duration.ofMillis(500);
    private static final Duration TIME_LIMIT = Duration.ofMinutes(1);
    private static final double MOST_AT_MEDIAN = 3;
    private static final double MOST_AT_P99 = 15;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** Milliseconds, sorted, and the processor time of what was asked. */
    private record Times(double[] millis, double cpuMillis, int failed) {
        double at(double share) {
            return millis.length == 0
                    ? Double.NaN
                    : millis[(int) Math.min(millis.length - 1.0, share * millis.length)];
        }
    }

    @Override
    public String name() {
        return "gateway-latency";
    }

    @Override
    public void run(BenchmarkSettings settings, Report report)
            throws IOException, InterruptedException {
        int calls = settings.promptsOr(PER_SECOND * SECONDS);
        Contender subject = Contender.inImage(settings, Map.of(), "run");
        int proxyPort = FreePort.find();
        try (GeminiServer server = GeminiServer.builder().latency(LATENCY).start();
                GatewayProgram program = new GatewayProgram(subject, server, http, CONCURRENCY);
                ChildRun proxy = proxy(settings, proxyPort, server)) {
            String proxyUrl = "http://127.0.0.1:" + proxyPort;
            proxy.secondsUntil(() -> isAnswered(proxyUrl), TIME_LIMIT);
            for (int round = 1; round <= settings.rounds(); round++) {
                Times straight = measure(server.baseUrl(), calls, () -> 0);
                Times plain = measure(proxyUrl, calls, proxy::cpuMillis);
                Times gateway = measure(program.baseUrl(), calls, program.run()::cpuMillis);
                line(report, "straight", round, straight, straight).print(failures(straight));
                line(report, "plain-proxy", round, plain, straight).print(failures(plain));
                line(report, subject.name(), round, gateway, straight)
                        .with("cpuToPlainProxy", gateway.cpuMillis() / plain.cpuMillis())
                        .print(problems(gateway, straight));
            }
            program.end();
        }
    }

    private Report.Line line(
            Report report, String subject, int round, Times times, Times straight) {
        return report.line(name(), subject)
                .with("round", round)
                .with("calls", times.millis().length)
                .with("medianMillis", times.at(0.5))
                .with("p99Millis", times.at(0.99))
                .with("addedAtMedian", times.at(0.5) - straight.at(0.5))
                .with("addedAtP99", times.at(0.99) - straight.at(0.99))
                .with("cpuMillisPerCall", times.cpuMillis() / times.millis().length);
    }

    private static List<String> failures(Times times) {
        return times.failed() == 0 ? List.of() : List.of(times.failed() + " calls failed");
    }

    private static List<String> problems(Times gateway, Times straight) {
        List<String> problems = new ArrayList<>(failures(gateway));
        if (gateway.at(0.5) - straight.at(0.5) > MOST_AT_MEDIAN) {
            problems.add("more than 3 ms added at the median");
        }
        if (gateway.at(0.99) - straight.at(0.99) > MOST_AT_P99) {
            problems.add("more than 15 ms added at the 99th percentile");
        }
        return problems;
    }

    /** On the Java of the program, with the program's collector. */
    private static ChildRun proxy(BenchmarkSettings settings, int port, GeminiServer server)
            throws IOException {
        List<String> command =
                List.of(
                        settings.java().toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PlainProxy.class.getName(),
                        Integer.toString(port),
                        Integer.toString(URI.create(server.baseUrl()).getPort()));
        return new ChildRun(new Contender("plain-proxy", command, Map.of()), new Workspace());
    }

    private boolean isAnswered(String baseUrl) {
        return http.sendAsync(call(baseUrl, 0), HttpResponse.BodyHandlers.discarding())
                .handle((answer, error) -> error == null && answer.statusCode() == 200)
                .join();
    }

    private static HttpRequest call(String baseUrl, int number) {
        return GatewayProgram.call(baseUrl, "generateContent", number);
    }

    private Times measure(String baseUrl, int calls, DoubleSupplier cpu)
            throws InterruptedException {
        ask(baseUrl, PER_SECOND * WARM_UP_SECONDS);
        double before = cpu.getAsDouble();
        double[] millis = ask(baseUrl, calls);
        double used = cpu.getAsDouble() - before;
        double[] answered = Arrays.stream(millis).filter(Double::isFinite).sorted().toArray();
        return new Times(answered, used, millis.length - answered.length);
    }

    /** Sends calls at their pace, whatever comes of those before; NaN for one that failed. */
    private double[] ask(String baseUrl, int calls) throws InterruptedException {
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        AtomicInteger next = new AtomicInteger();
        List<CompletableFuture<Double>> times = new ArrayList<>();
        CompletableFuture<Void> sent = new CompletableFuture<>();
        clock.scheduleAtFixedRate(
                () -> {
                    int number = next.getAndIncrement();
                    if (number < calls) {
                        times.add(millis(call(baseUrl, number)));
                    } else {
                        sent.complete(null);
                    }
                },
                0,
                TimeUnit.SECONDS.toMicros(1) / PER_SECOND,
                TimeUnit.MICROSECONDS);
        sent.join();
        clock.shutdownNow();
        clock.awaitTermination(1, TimeUnit.MINUTES);
        return times.stream().mapToDouble(CompletableFuture::join).toArray();
    }

    private CompletableFuture<Double> millis(HttpRequest call) {
        long start = System.nanoTime();
        return http.sendAsync(call, HttpResponse.BodyHandlers.ofByteArray())
                .handle(
                        (answer, error) ->
                                error == null && answer.statusCode() == 200
                                        ? (System.nanoTime() - start) / 1e6
                                        : Double.NaN);
    }
}
