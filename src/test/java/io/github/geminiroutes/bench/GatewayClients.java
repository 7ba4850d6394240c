package io.github.geminiroutes.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The clients of a gateway: those of this JVM, which never retry, or a program of {@code
 * bench.client}. It is started with the gateway's address, the token, the number of calls and how
 * many are made at once, and its last line is {@code {"answered":300}}.
 */
final class GatewayClients {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, Integer> refusals = new ConcurrentSkipListMap<>();
    private final List<String> command;

    /**
     * @param command starts another client; empty for none
     */
    GatewayClients(List<String> command) {
        this.command = command;
    }

    HttpClient http() {
        return http;
    }

    String name() {
        return command.isEmpty() ? "jdk" : String.join(" ", command);
    }

    /** How often which error came; empty for another client. */
    Map<String, Integer> refusals() {
        return refusals;
    }

    /** How many of the calls are answered. */
    int ask(GatewayProgram program, int calls, int atOnce) {
        try {
            return command.isEmpty()
                    ? askHere(program, calls, atOnce)
                    : askThere(program, calls, atOnce);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("Interrupted", e));
        }
    }

    private int askThere(GatewayProgram program, int calls, int atOnce)
            throws IOException, InterruptedException {
        List<String> whole = new ArrayList<>(command);
        whole.addAll(
                List.of(
                        program.baseUrl(),
                        GatewayProgram.TOKEN,
                        Integer.toString(calls),
                        Integer.toString(atOnce)));
        Process client =
                new ProcessBuilder(whole).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        List<String> said = client.inputReader().lines().toList();
        int code = client.waitFor();
        if (code != 0 || said.isEmpty()) {
            throw new IOException("The client ended with " + code + ": " + said);
        }
        return JSON.readTree(said.get(said.size() - 1)).path("answered").asInt();
    }

    private int askHere(GatewayProgram program, int calls, int atOnce)
            throws IOException, InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(atOnce);
        try {
            List<Future<Boolean>> ends = new ArrayList<>();
            for (int number = 0; number < calls; number++) {
                int own = number;
                ends.add(threads.submit(() -> isAnswered(own, program)));
            }
            int answered = 0;
            for (Future<Boolean> end : ends) {
                answered += end.get() ? 1 : 0;
            }
            return answered;
        } catch (ExecutionException e) {
            throw new IOException("A call failed", e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private boolean isAnswered(int number, GatewayProgram program)
            throws IOException, InterruptedException {
        HttpResponse<String> response =
                http.send(
                        GatewayProgram.call(program.baseUrl(), "generateContent", number),
                        HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() == 200) {
            return true;
        }
        JsonNode error = JSON.readTree(response.body()).path("error");
        String reason = error.at("/details/0/reason").asText(error.path("status").asText());
        refusals.merge(response.statusCode() + " " + reason, 1, Integer::sum);
        return false;
    }
}
