import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Gemini for deploy/check.sh that runs as it is: java Gemini.java PORT DIRECTORY. It accepts the
 * key in DIRECTORY/key, answers after the milliseconds in DIRECTORY/latency, and writes a line into
 * DIRECTORY/calls for each call that came, with the number in the prompt and the code of the
 * answer.
 */
public final class Gemini {
    private static final Pattern NUMBER = Pattern.compile("Prompt number (\\d+)");
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

    private final Path directory;

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
            boolean known = read("key").equals(call.getRequestHeaders().getFirst("x-goog-api-key"));
            log(name + " " + (known ? 200 : 400));
            Thread.sleep(Long.parseLong(read("latency")));
            byte[] body =
                    (known ? ANSWER.formatted(name, name) : BAD_KEY)
                            .getBytes(StandardCharsets.UTF_8);
            call.getResponseHeaders().set("Content-Type", "application/json");
            call.sendResponseHeaders(known ? 200 : 400, body.length);
            call.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String read(String file) throws IOException {
        return Files.readString(directory.resolve(file)).strip();
    }

    private synchronized void log(String line) throws IOException {
        Files.writeString(
                directory.resolve("calls"),
                line + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}
