package io.github.geminiroutes.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** What the baselines do with a prompt: the least that is right, with nothing but the JDK. */
final class JdkPrompts {
    private final Path data = Path.of(System.getenv("DATA_DIR"));
    private final Path outbox = data.resolve("outbox");
    private final Path done = data.resolve("done");
    private final URI endpoint =
            URI.create(
                    System.getenv("GOOGLE_GEMINI_BASE_URL")
                            + "/v1beta/models/gemini-3.8-flash:generateContent");

    JdkPrompts() throws IOException {
        Files.createDirectories(outbox);
        Files.createDirectories(done);
    }

    List<Path> inbox() throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("inbox"))) {
            return files.sorted().toList();
        }
    }

    HttpRequest request(Path prompt) {
        try {
            String text = escape(Files.readString(prompt));
            String body = "{\"contents\":[{\"parts\":[{\"text\":\"" + text + "\"}]}]}";
            return HttpRequest.newBuilder(endpoint)
                    .header("x-goog-api-key", System.getenv("GEMINI_API_KEY"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void finish(Path prompt, HttpResponse<String> response) {
        if (response.statusCode() != 200) {
            throw new IllegalStateException("Status " + response.statusCode() + " for " + prompt);
        }
        String name = prompt.getFileName().toString();
        try {
            Files.writeString(outbox.resolve(name + ".response.md"), textOf(response.body()));
            Files.move(prompt, done.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String escape(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    /** Good enough for prompts without quotes and backslashes, as the benchmark's are. */
    private static String textOf(String body) {
        String start = "\"text\":\"";
        int from = body.indexOf(start) + start.length();
        return body.substring(from, body.indexOf('"', from)).replace("\\n", "\n");
    }
}
