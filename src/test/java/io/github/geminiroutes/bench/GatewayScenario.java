package io.github.geminiroutes.bench;

import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.Quota;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
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
        Contender subject = Contender.geminiRoutes(settings, Map.of(), "run");
        try (GeminiServer server =
                        GeminiServer.builder()
                                .latency(QuotaRun.LATENCY)
                                .quota(Quota.requestsPerMinute(QuotaRun.MODEL, LIMIT))
                                .start();
                GatewayProgram program =
                        new GatewayProgram(subject, server, http, QuotaRun.CALLS_IN_FLIGHT)) {
            int answered = ask(calls, program);
            program.end();
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

    /** How many of the calls are answered. */
    private int ask(int calls, GatewayProgram program) throws InterruptedException {
        ExecutorService clients = Executors.newFixedThreadPool(QuotaRun.CALLS_IN_FLIGHT);
        try {
            List<Future<Integer>> codes = new ArrayList<>();
            for (int number = 0; number < calls; number++) {
                int own = number;
                codes.add(clients.submit(() -> code(own, program)));
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

    private int code(int number, GatewayProgram program) throws IOException, InterruptedException {
        return http.send(
                        GatewayProgram.call(program.baseUrl(), "generateContent", number),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
