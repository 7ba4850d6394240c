package io.github.geminiroutes.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** A real Prometheus that scrapes one program each second; it ends when this is closed. */
public final class Prometheus implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int STILL_STARTING = 503;

    private final Process process;
    private final String url;

    private Prometheus(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    /**
     * Starts one with the shipped scrape configuration and rules, but for address and pace; the
     * test is skipped where none is installed.
     */
    public static Prometheus start(Path directory, String target) throws IOException {
        Path binary = Installed.require("prometheus", "prometheus");
        Files.createDirectories(directory);
        Path shipped = Path.of("config", "monitoring");
        Files.copy(shipped.resolve("gemini-rules.yml"), directory.resolve("gemini-rules.yml"));
        String configuration =
                Files.readString(shipped.resolve("prometheus.yml"))
                        .replace("127.0.0.1:8080", URI.create(target).getAuthority())
                        .replaceAll("(scrape|evaluation)_interval: 15s", "$1_interval: 1s");
        Path file = Files.writeString(directory.resolve("prometheus.yml"), configuration);
        String address = "127.0.0.1:" + FreePort.find();
        Process process =
                new ProcessBuilder(
                                binary.toString(),
                                "--config.file=" + file,
                                "--storage.tsdb.path=" + directory.resolve("data"),
                                "--web.listen-address=" + address)
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("prometheus.log").toFile())
                        .start();
        return new Prometheus(process, "http://" + address);
    }

    /** The values of a query by one label; empty until it answers. */
    public Map<String, Double> query(String expression, String label)
            throws IOException, InterruptedException {
        Map<String, Double> values = new TreeMap<>();
        HttpResponse<String> answer;
        try {
            answer = Fetch.get(url + "/api/v1/query?query=" + encoded(expression));
        } catch (java.net.ConnectException e) {
            return values;
        }
        if (answer.statusCode() == STILL_STARTING) {
            return values;
        }
        for (JsonNode series : JSON.readTree(answer.body()).path("data").path("result")) {
            values.put(
                    series.path("metric").path(label).asText(),
                    series.path("value").path(1).asDouble());
        }
        return values;
    }

    /** What it says of its API path. */
    public JsonNode get(String path) throws IOException, InterruptedException {
        return JSON.readTree(Fetch.get(url + path).body());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
