import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Gemini for deploy/check.sh that runs as it is: java Gemini.java PORT DIRECTORY. It accepts the
 * key in DIRECTORY/key, answers after the milliseconds in DIRECTORY/latency, and writes a line into
 * DIRECTORY/calls for each call that came, with the number in the prompt and the code of the
 * answer. Where there is a file DIRECTORY/limit it answers no more calls than that within any 60
 * seconds, and 429 to the others.
 */
public final class Gemini {
    private static final Pattern NUMBER = Pattern.compile("Prompt number (\\d+)");
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    private static final String ANSWER =
            "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"Answer to %s\"}]},"
                    + "\"finishReason\":\"STOP\",\"index\":0}],"
                    + "\"usageMetadata\":{\"promptTokenCount\":3,\"candidatesTokenCount\":3,\"totalTokenCount\":6},"
                    + "\"modelVersion\":\"gemini-check\",\"responseId\":\"check-%s\"}";
    private static final String BAD_KEY =
            "{\"error\":{\"code\":400,\"message\":\"API key not valid. Please pass a valid API key.\","
                    + "\"status\":\"INVALID_ARGUMENT\",\"details\":[{"
                    + "\"@type\":\"type.googleapis.com/google.rpc.ErrorInfo\",\"reason\":\"API_KEY_INVALID\","
                    + "\"domain\":\"googleapis.com\"}]}}";
    private static final String TOO_MANY =
            "{\"error\":{\"code\":429,\"message\":\"Resource has been exhausted (e.g. check quota).\","
                    + "\"status\":\"RESOURCE_EXHAUSTED\",\"details\":[{"
                    + "\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"5s\"}]}}";

    private final Path directory;
    private final Deque<Long> answered = new ArrayDeque<>();

    private Gemini(Path directory) {
        this.directory = directory;
    }

    public static void main(String[] arguments) throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(Integer.parseInt(arguments[0])), 100);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", new Gemini(Path.of(arguments[1]))::answer);
        server.start();
    }

    private void answer(HttpExchange call) throws IOException {
        try (call) {
            String request =
                    new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Matcher number = NUMBER.matcher(request);
            String name = number.find() ? number.group(1) : "?";
            int code = code(name, call.getRequestHeaders().getFirst("x-goog-api-key"));
            Thread.sleep(Long.parseLong(read("latency")));
            String text =
                    switch (code) {
                        case 200 -> ANSWER.formatted(name, name);
                        case 429 -> TOO_MANY;
                        default -> BAD_KEY;
                    };
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            call.getResponseHeaders().set("Content-Type", "application/json");
            call.sendResponseHeaders(code, body.length);
            call.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized int code(String name, String key) throws IOException {
        int code = read("key").equals(key) ? 200 : 400;
        // The calls of a diagnosis have no number, and count for no quota.
        if (code == 200 && !name.equals("?") && Files.exists(directory.resolve("limit"))) {
            long now = System.nanoTime();
            while (!answered.isEmpty() && now - answered.peek() >= MINUTE) {
                answered.remove();
            }
            if (answered.size() >= Integer.parseInt(read("limit"))) {
                code = 429;
            } else {
                answered.add(now);
            }
        }
        Files.writeString(
                directory.resolve("calls"),
                name + " " + code + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        return code;
    }

    private String read(String file) throws IOException {
        return Files.readString(directory.resolve(file)).strip();
    }
}
