package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.geminiroutes.testing.Browser;
import io.github.geminiroutes.testing.CallLog;
import io.github.geminiroutes.testing.DropFolders;
import io.github.geminiroutes.testing.Fetch;
import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.ProgramSettings;
import io.github.geminiroutes.testing.ProgramUnderTest;
import io.github.geminiroutes.testing.Prometheus;
import io.github.geminiroutes.testing.PromptRequest;
import io.github.geminiroutes.testing.RecordedAnswers;
import io.github.geminiroutes.testing.RecordedErrors;
import io.github.geminiroutes.testing.Reply;
import io.github.geminiroutes.testing.ServedCall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * 500 prompts meet faults of many kinds. What the server saw, call for call, is what a scrape, a
 * real Prometheus and the status page in a real browser show.
 */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("process")
class WatchedDrainTest {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final int PROMPTS = 500;
    private static final String MODEL = "gemini-3.8-flash";
    private static final String NASTY = "<img src=x onerror=document.title='bad'>.txt";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern METRIC =
            Pattern.compile("\\b((?:gemini|disk|gen_ai|jvm|process|system|camel)_[a-z_]+)");
    private static final Pattern SAMPLE =
            Pattern.compile("(?m)^([a-z_]+)(\\{[^}]*})? ([0-9.eE+-]+)");

    @TempDir static Path root;
    private GeminiServer server;
    private ProgramUnderTest program;
    private DropFolders folders;
    private String scrape;

    private static Predicate<PromptRequest> number(int divisor) {
        return request ->
                request.prompt().matches("Prompt \\d+")
                        && Integer.parseInt(request.prompt().substring(7)) % divisor == 1;
    }

    private static Predicate<PromptRequest> exactly(int number) {
        return request -> request.prompt().equals("Prompt " + number);
    }

    @BeforeAll
    void drainOnce() throws Exception {
        server =
                GeminiServer.builder()
                        .latency(Duration.ofMillis(Integer.getInteger("watched.latency", 20)))
                        .start();
        ProgramSettings settings =
                new ProgramSettings(root.resolve("work"))
                        .server(server)
                        .set("BASE_RETRY_DELAY", "0.2")
                        .set("GEMINI_API_KEY", "AIzaSyWatched-Drain-Key-For-Tests-00001")
                        .set("GEMINI_RPM", "5000")
                        .set("GEMINI_RPD", "10000");
        folders = new DropFolders(settings.dataDir());
        for (int number = 10; number < 500; number += 50) {
            server.inTurn(exactly(number), RecordedErrors.overloaded());
            server.inTurn(exactly(number + 1), Reply.reset());
            server.inTurn(exactly(number + 2), Reply.cutBody());
            server.inTurn(exactly(number + 3), RecordedErrors.internal());
            server.inTurn(exactly(number + 4), RecordedAnswers.emptyStop());
        }
        server.inTurn(exactly(250), RecordedErrors.perMinute(MODEL, Duration.ofMillis(900)));
        server.when(number(100), RecordedAnswers.blocked("SAFETY"));
        server.when(
                request -> request.model().equals("gemini-daily"),
                RecordedErrors.perDay("gemini-daily"));
        server.when(
                request -> request.prompt().equals("nasty"),
                RecordedErrors.invalidRequest("<b>No.</b>"));
        for (int number = 3; number < PROMPTS; number++) {
            folders.drop("prompt-%03d.txt".formatted(number), "Prompt " + number);
        }
        folders.drop("daily.txt", "---\nmodel: gemini-daily\n---\nPrompt of a day");
        folders.drop(NASTY, "nasty");
        folders.drop("no-prompt.json", "{");
        program = ProgramUnderTest.start(settings, "run");
    }

    /** Whoever comes first waits for the end of the drain. */
    private synchronized void awaitDrained() throws Exception {
        if (scrape != null) {
            return;
        }
        await().atMost(LIMIT)
                .until(
                        () ->
                                folders.names("inbox").isEmpty()
                                        && server.log().inFlight() == 0
                                        && folders.names("done").size() >= PROMPTS - 10);
        // Gauges of folders are some seconds old at most.
        String url = program.httpUrl();
        await().atMost(LIMIT)
                .until(
                        () ->
                                value(
                                                        Fetch.get(url + "/observe/metrics").body(),
                                                        "gemini_prompts",
                                                        "in_flight")
                                                == 0
                                        && value(
                                                        Fetch.get(url + "/observe/metrics").body(),
                                                        "gemini_prompts",
                                                        "inbox")
                                                == 0);
        scrape = Fetch.get(url + "/observe/metrics").body();
    }

    @AfterAll
    void stop() {
        if (program != null) {
            program.close();
        }
        server.close();
    }

    private static double value(String scrape, String metric, String tag) {
        return scrape.lines()
                .filter(line -> line.startsWith(metric + "{") && line.contains("\"" + tag + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    /** What the server saw, by the metric's tag code. */
    private Map<String, Double> seen() {
        Map<String, Double> seen = new TreeMap<>();
        CallLog log = server.log();
        for (ServedCall call : log.calls()) {
            // A cut answer had its status line; the log of the server knows no whole one.
            seen.merge(
                    call.status() == ServedCall.NONE ? "none or cut" : "" + call.status(),
                    1.0,
                    Double::sum);
        }
        return seen;
    }

    @Test
    void aScrapeShowsWhatTheServerSaw() throws Exception {
        awaitDrained();

        assertThat(total(scrape, "gemini_requests_total")).isEqualTo(server.log().arrived());
        assertThat(value(scrape, "gemini_requests_total", "answered"))
                .isEqualTo(server.log().answered());
        for (String status : new String[] {"400", "429", "500", "503"}) {
            assertThat(value(scrape, "gemini_requests_total", status))
                    .as(status)
                    .isEqualTo(seen().get(status));
        }
        assertThat(value(scrape, "gemini_prompts_settled_total", "answered"))
                .isEqualTo(names("done"));
        assertThat(value(scrape, "gemini_prompts_settled_total", "parked")).isEqualTo(1);
        assertThat(value(scrape, "gemini_prompts_settled_total", "failed"))
                .isEqualTo(names("failed"));
        assertThat(value(scrape, "gemini_rate_limit_hits_total", MODEL)).isEqualTo(1);
    }

    /** Prompts, without what lies beside them. */
    private double names(String folder) throws IOException {
        return folders.names(folder).stream().filter(name -> !name.contains(".error.")).count();
    }

    private static double total(String scrape, String metric) {
        return scrape.lines()
                .filter(line -> line.startsWith(metric + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    @Test
    void prometheusCountsWhatTheServerSaw() throws Exception {
        try (Prometheus prometheus =
                Prometheus.start(root.resolve("prometheus"), program.httpUrl())) {
            awaitDrained();
            double arrived = server.log().arrived();
            await().atMost(LIMIT)
                    .untilAsserted(
                            () ->
                                    assertThat(
                                                    prometheus.query(
                                                            "sum by (job) (gemini_requests_total)",
                                                            "job"))
                                            .containsExactly(Map.entry("gemini-routes", arrived)));

            Map<String, Double> byCode =
                    prometheus.query("sum by (code) (gemini_requests_total)", "code");
            for (String status : new String[] {"400", "429", "500", "503"}) {
                assertThat(byCode.get(status)).as(status).isEqualTo(seen().get(status));
            }
            Map<String, Double> states = prometheus.query("gemini_prompts", "state");
            assertThat(states)
                    .containsEntry("parked", 1.0)
                    .containsEntry("failed", names("failed"));
            JsonNode groups = prometheus.get("/api/v1/rules").path("data").path("groups");
            assertThat(groups.path(0).path("rules")).hasSize(8);
            groups.path(0)
                    .path("rules")
                    .forEach(rule -> assertThat(rule.path("lastError").asText()).isEmpty());
        }
    }

    @Test
    void everyMetricThatAPanelOrARuleNamesIsThere() throws Exception {
        awaitDrained();
        Set<String> there =
                SAMPLE.matcher(scrape)
                        .results()
                        .map(found -> found.group(1))
                        .collect(Collectors.toSet());
        Set<String> named = new TreeSet<>();
        for (JsonNode panel :
                JSON.readTree(Path.of("config/monitoring/grafana-dashboard.json").toFile())
                        .path("panels")) {
            panel.path("targets")
                    .forEach(target -> addMetrics(target.path("expr").asText(), named));
        }
        Matcher expressions =
                Pattern.compile("(?ms)expr:(.*?)for:")
                        .matcher(Files.readString(Path.of("config/monitoring/gemini-rules.yml")));
        while (expressions.find()) {
            addMetrics(expressions.group(1), named);
        }

        assertThat(named).hasSizeGreaterThan(12);
        assertThat(there).containsAll(named);
    }

    private static void addMetrics(String expression, Set<String> named) {
        METRIC.matcher(expression).results().forEach(found -> named.add(found.group(1)));
    }

    @Test
    void thePageShowsTheSameInARealBrowser() throws Exception {
        try (Browser browser = Browser.start(root.resolve("browser"))) {
            browser.size(1280, 1400);
            browser.open(program.httpUrl() + "/");
            await().atMost(LIMIT).until(() -> browser.text("c-answered").matches("[1-9]\\d\\d"));
            keep(browser, "status-1280-on-the-way.png");
            awaitDrained();
            String answered = String.valueOf(server.log().answered());
            await().atMost(LIMIT)
                    .untilAsserted(
                            () -> assertThat(browser.text("c-answered")).isEqualTo(answered));
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(browser.text("p-inbox")).isEqualTo("0"));

            long failed = server.log().arrived() - server.log().answered();
            assertThat(browser.text("c-failed")).isEqualTo(String.valueOf(failed));
            assertThat(browser.text("p-answered")).isEqualTo(String.format("%.0f", names("done")));
            assertThat(browser.text("p-failed")).isEqualTo(String.format("%.0f", names("failed")));
            assertThat(browser.text("p-parked")).isEqualTo("1");
            assertThat(browser.text("state")).isEqualTo("Running");
            assertThat(browser.text("models"))
                    .contains(MODEL, "gemini-daily", "closed", "requests a day");
            // Names and messages are text, whatever they look like.
            assertThat(browser.text("recent-failures"))
                    .contains(NASTY, "<b>No.</b>", "no-prompt.json", "blocked");
            assertThat(browser.ask("document.title")).isEqualTo("gemini-routes");
            assertThat(
                            browser.ask(
                                    "document.querySelectorAll('main img, main b, main script').length"))
                    .isEqualTo(2L);
            await().atMost(LIMIT)
                    .untilAsserted(
                            () ->
                                    assertThat(browser.text("sweep"))
                                            .contains("Network Connectivity"));
            keep(browser, "status-1280.png");

            browser.size(390, 844);
            assertThat(browser.ask("document.documentElement.scrollWidth <= 390")).isEqualTo(true);
            browser.size(390, 2400);
            keep(browser, "status-390.png");
            browser.colours("dark");
            keep(browser, "status-390-dark.png");
            assertThat(browser.complaints()).isEmpty();
            saysWhenItCannotReachTheProgram(browser);
        }
    }

    /** Another program with a port of its own, as the others are still watched. */
    private void saysWhenItCannotReachTheProgram(Browser browser) throws Exception {
        ProgramSettings other = new ProgramSettings(root.resolve("other")).server(server);
        try (ProgramUnderTest ended = ProgramUnderTest.start(other, "run")) {
            browser.open(ended.httpUrl() + "/");
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(browser.text("state")).isEqualTo("Running"));
        }
        await().atMost(LIMIT)
                .untilAsserted(
                        () -> {
                            assertThat(browser.text("state")).isEqualTo("Not reachable");
                            assertThat(browser.text("trouble")).contains("since", "goes on trying");
                        });
    }

    /** Below target, for a person to look at. */
    private static void keep(Browser browser, String name) throws IOException {
        browser.screenshot(Path.of("target", "screenshots", name));
    }
}
