package io.github.geminiroutes.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** What the baselines do with a prompt: the least that is right, with nothing but the JDK. */
final class JdkPrompts {
    private final Path data = Path.of(System.getenv("DATA_DIR"));
    private final Path outbox = data.resolve("outbox");
    private final Path done = data.resolve("done");
    private final AtomicLong written = new AtomicLong();
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
            return request(Files.readAllBytes(prompt));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    HttpRequest request(byte[] prompt) {
        String text = escape(new String(prompt, StandardCharsets.UTF_8));
        String body = "{\"contents\":[{\"parts\":[{\"text\":\"" + text + "\"}]}]}";
        return HttpRequest.newBuilder(endpoint)
                .header("x-goog-api-key", System.getenv("GEMINI_API_KEY"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    /** Writes the answer and moves the prompt; nothing is forced to disk. */
    void finish(Path prompt, HttpResponse<String> response) {
        requireAnswer(prompt, response);
        String name = prompt.getFileName().toString();
        try {
            Files.writeString(outbox.resolve(name + ".response.md"), textOf(response.body()));
            Files.move(prompt, done.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Makes the promises of gemini-routes: an earlier answer is never overwritten, the record and
     * then the text appear whole and outlive a power failure, and only then the prompt moves.
     */
    void finishCarefully(Path prompt, byte[] content, HttpResponse<String> response)
            throws IOException {
        requireAnswer(prompt, response);
        String name = prompt.getFileName().toString();
        String text = textOf(response.body());
        int number = 1;
        while (isTaken(name + suffix(number))) {
            number++;
        }
        String record =
                """
                    {
                      "prompt" : "%s",
                      "sha256" : "%s",
                      "text" : "%s",
                      "response" : %s
                    }
                    """
                        .formatted(name, sha256(content), escape(text), response.body());
        write(outbox.resolve(name + suffix(number) + ".record.json"), record);
        write(outbox.resolve(name + suffix(number) + ".response.md"), text);
        Files.move(prompt, done.resolve(name + suffix(number)), StandardCopyOption.ATOMIC_MOVE);
    }

    private static void requireAnswer(Path prompt, HttpResponse<String> response) {
        if (response.statusCode() != 200) {
            throw new IllegalStateException("Status " + response.statusCode() + " for " + prompt);
        }
    }

    private static String suffix(int number) {
        return number == 1 ? "" : "." + number;
    }

    /** {@code File.exists} makes no exception for what is not there. */
    private boolean isTaken(String name) {
        return outbox.resolve(name + ".record.json").toFile().exists()
                || outbox.resolve(name + ".response.md").toFile().exists()
                || done.resolve(name).toFile().exists();
    }

    private void write(Path target, String content) throws IOException {
        Path beside = target.resolveSibling("." + written.incrementAndGet() + ".tmp");
        try (FileChannel channel =
                FileChannel.open(beside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(false);
        }
        Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
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
