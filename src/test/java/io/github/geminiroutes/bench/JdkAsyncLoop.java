package io.github.geminiroutes.bench;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/** The same loop with up to so many calls in flight as its argument says. */
final class JdkAsyncLoop {
    private JdkAsyncLoop() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        JdkPrompts prompts = new JdkPrompts();
        HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        Semaphore free = new Semaphore(Integer.parseInt(arguments[0]));
        List<CompletableFuture<Void>> calls = new ArrayList<>();
        for (Path prompt : prompts.inbox()) {
            free.acquire();
            calls.add(
                    http.sendAsync(prompts.request(prompt), HttpResponse.BodyHandlers.ofString())
                            .whenComplete((response, failure) -> free.release())
                            .thenAccept(response -> prompts.finish(prompt, response)));
        }
        CompletableFuture.allOf(calls.toArray(CompletableFuture<?>[]::new)).join();
    }
}
