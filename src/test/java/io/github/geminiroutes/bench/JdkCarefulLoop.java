package io.github.geminiroutes.bench;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The loop with as many threads as its argument says, JDK only, and with the promises on disk that
 * gemini-routes makes: what those cost anybody is no cost of ours.
 */
final class JdkCarefulLoop {
    private JdkCarefulLoop() {}

    public static void main(String[] arguments)
            throws IOException, InterruptedException, ExecutionException {
        JdkPrompts prompts = new JdkPrompts();
        HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        ExecutorService threads = Executors.newFixedThreadPool(Integer.parseInt(arguments[0]));
        List<Future<?>> calls = new ArrayList<>();
        for (Path prompt : prompts.inbox()) {
            calls.add(threads.submit(() -> answer(prompts, http, prompt)));
        }
        threads.shutdown();
        for (Future<?> call : calls) {
            call.get();
        }
    }

    private static Void answer(JdkPrompts prompts, HttpClient http, Path prompt)
            throws IOException, InterruptedException {
        byte[] content = Files.readAllBytes(prompt);
        prompts.finishCarefully(
                prompt,
                content,
                http.send(prompts.request(content), HttpResponse.BodyHandlers.ofString()));
        return null;
    }
}
