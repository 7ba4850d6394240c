package io.github.geminiroutes.bench;

import io.github.geminiroutes.testing.FreePort;
import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.Quota;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * 300 calls of a client that does not retry, 64 at once, through the gateway to a server that
 * allows 100 a minute and tells nobody.
 */
final class GatewayScenario implements Scenario {
    private static final int CALLS = 300;
    private static final int LIMIT = 100;
    private static final int MINUTE = 60;
    private static final String TOKEN = "token-of-the-benchmark";
    private static final Duration TIME_LIMIT = Duration.ofMinutes(10);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Override
    public String name() {
        return "gateway";
    }

    @Override
    public void run(BenchmarkSettings settings, Report report)
            throws IOException, InterruptedException {
        int calls = settings.promptsOr(CALLS);
        double least = Math.ceil((double) calls / LIMIT - 1) * MINUTE;
        try (GeminiServer server =
                GeminiServer.builder()
                        .latency(QuotaRun.LATENCY)
                        .quota(Quota.requestsPerMinute(QuotaRun.MODEL, LIMIT))
                        .start()) {
            Workspace workspace = new Workspace();
            int port = FreePort.find();
            Path tokens = workspace.settings().root().resolve("tokens");
            Files.writeString(tokens, "benchmark " + TOKEN + "\n");
            workspace
                    .settings()
                    .server(server)
                    .set("GEMINI_API_KEY", "bench-key")
                    .set("HTTP_PORT", Integer.toString(port))
                    .set("GEMINI_PROMPTS_ENABLED", "false")
                    .set("GEMINI_GATEWAY_TOKENS_FILE", tokens.toString());
            Contender subject = Contender.geminiRoutes(settings, Map.of(), "run");
            try (ChildRun run = new ChildRun(subject, workspace)) {
                run.secondsUntil(() -> isUp(port), TIME_LIMIT);
                int answered = ask(calls, port);
                run.terminate();
                run.awaitEnd(TIME_LIMIT);
                Traffic traffic = Traffic.of(server.log());
                double over = QuotaRun.percentOver(traffic.seconds(), least);
                List<String> problems = new ArrayList<>();
                if (answered != calls) {
                    problems.add(calls - answered + " calls were lost");
                }
                if (over > 5) {
                    problems.add("more than 5 % over the least");
                }
                if (traffic.lessons() > 1) {
                    problems.add("more than one lesson of 429s");
                }
                report.line(name(), Contender.SUBJECT)
                        .with("calls", calls)
                        .with("answered", answered)
                        .with("rateLimited", traffic.rateLimited())
                        .with("lessons", traffic.lessons())
                        .with("leastSeconds", least)
                        .with("secondsSeenByServer", traffic.seconds())
                        .with("percentOverLeast", over)
                        .print(problems);
            }
        }
    }

    private boolean isUp(int port) {
        try {
            return http.send(
                                    HttpRequest.newBuilder(
                                                    URI.create(
                                                            "http://127.0.0.1:"
                                                                    + port
                                                                    + "/observe/health/ready"))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("Interrupted", e));
        }
    }

    /** How many of the calls are answered. */
    private int ask(int calls, int port) throws InterruptedException {
        ExecutorService clients = Executors.newFixedThreadPool(QuotaRun.CALLS_IN_FLIGHT);
        try {
            List<Future<Integer>> codes = new ArrayList<>();
            for (int number = 0; number < calls; number++) {
                String text = Workspace.text(number);
                codes.add(clients.submit(() -> code(text, port)));
            }
            int answered = 0;
            for (Future<Integer> code : codes) {
                answered += code.get() == 200 ? 1 : 0;
            }
            return answered;
        } catch (ExecutionException e) {
            throw new UncheckedIOException(new IOException("A call failed", e.getCause()));
        } finally {
            clients.shutdownNow();
        }
    }

    private int code(String text, int port) throws IOException, InterruptedException {
        return http.send(
                        HttpRequest.newBuilder(
                                        URI.create(
                                                "http://127.0.0.1:"
                                                        + port
                                                        + "/v1beta/models/"
                                                        + QuotaRun.MODEL
                                                        + ":generateContent"))
                                .header("x-goog-api-key", TOKEN)
                                .POST(
                                        HttpRequest.BodyPublishers.ofString(
                                                "{\"contents\":[{\"parts\":[{\"text\":\""
                                                        + text
                                                        + "\"}]}]}"))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
