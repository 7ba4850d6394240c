package io.github.geminiroutes.bench;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;

/** The loop one would write in an afternoon: a prompt after the other, JDK only. */
final class JdkLoop {
    private JdkLoop() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        JdkPrompts prompts = new JdkPrompts();
        HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        for (Path prompt : prompts.inbox()) {
            prompts.finish(
                    prompt,
                    http.send(prompts.request(prompt), HttpResponse.BodyHandlers.ofString()));
        }
    }
}
