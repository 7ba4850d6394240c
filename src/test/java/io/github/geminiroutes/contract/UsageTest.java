package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.testing.DropFolders;
import io.github.geminiroutes.testing.Fetch;
import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.ProgramSettings;
import io.github.geminiroutes.testing.ProgramUnderTest;
import io.github.geminiroutes.testing.PromptRequest;
import io.github.geminiroutes.testing.RecordedAnswers;
import io.github.geminiroutes.testing.RecordedErrors;
import io.github.geminiroutes.testing.Reply;
import io.github.geminiroutes.testing.ServedCall;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program answers prompts that meet all kinds of faults; then {@code usage.jsonl} and a scrape
 * are held against what the server saw, call for call.
 */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("process")
class UsageTest {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final String MODEL = "gemini-3.8-flash";
    private static final String DAILY = "gemini-3.5-flash";
    private static final String UNPRICED = "gemini-of-tomorrow";
    private static final int PLAIN = 30;
    private static final int PROMPTS = PLAIN + 9;

    @TempDir static Path root;
    private GeminiServer server;
    private List<JsonNode> lines;
    private Map<String, Double> scrape;
    private String scraped;

    @BeforeAll
    void drainOnce() throws Exception {
        server = GeminiServer.start();
        DropFolders folders = new DropFolders(root.resolve("data"));
        server.inTurn(asks("overloaded"), RecordedErrors.overloaded(), RecordedErrors.overloaded());
        server.inTurn(asks("reset"), Reply.reset());
        server.inTurn(asks("empty"), RecordedAnswers.emptyStop());
        server.inTurn(asks("limited"), RecordedErrors.perMinute(MODEL, Duration.ofMillis(1200)));
        server.when(asks("blocked"), RecordedAnswers.blocked("SAFETY"));
        server.when(asks("bad"), RecordedErrors.invalidRequest("No."));
        server.when(asks("daily"), RecordedErrors.perDay(DAILY));
        server.when(
                asks("flex"),
                Reply.of(
                        200,
                        """
                        {"candidates":[{"content":{"parts":[{"text":"x"}],"role":"model"},"finishReason":"STOP"}],
                         "usageMetadata":{"promptTokenCount":1000,"cachedContentTokenCount":400,
                          "candidatesTokenCount":100,"thoughtsTokenCount":50,"totalTokenCount":1150,
                          "serviceTier":"FLEX"},"modelVersion":"gemini-3.8-flash-001"}"""));
        for (int i = 0; i < PLAIN; i++) {
            folders.drop("plain-" + i + ".txt", "Plain prompt " + i);
        }
        for (String name :
                List.of("overloaded", "reset", "empty", "limited", "blocked", "bad", "flex")) {
            folders.drop(name + ".txt", name);
        }
        folders.drop("daily.md", "---\nmodel: " + DAILY + "\n---\ndaily");
        folders.drop("unpriced.md", "---\nmodel: " + UNPRICED + "\n---\nunpriced");
        folders.drop("not-utf8.txt", new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        ProgramSettings settings =
                new ProgramSettings(root)
                        .server(server)
                        .set("BASE_RETRY_DELAY", "0.05")
                        .set("GEMINI_RPD", "1000");
        try (ProgramUnderTest program = ProgramUnderTest.start(settings, "run")) {
            await().atMost(LIMIT)
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .until(
                            () ->
                                    folders.names("done").size() == PROMPTS - 3
                                            && folders.names("failed").size() == 6
                                            && folders.names("parked").size() == 3);
            await().atMost(LIMIT)
                    .untilAsserted(
                            () -> {
                                scraped = Fetch.get(program.httpUrl() + "/observe/metrics").body();
                                scrape = samples(scraped);
                                assertThat(scrape)
                                        .containsEntry("gemini_prompts{state=\"failed\"}", 3.0)
                                        .containsEntry("gemini_prompts{state=\"inbox\"}", 0.0)
                                        .containsKey(
                                                "gemini_diagnostics_status{section=\"directories\"}")
                                        .containsKey(
                                                "gemini_quota_limit{model=\"gemini-3.8-flash\",quota=\"requests-per-minute\"}");
                                // A scrape shows the gate as it was a second ago.
                                assertThat(sum("gemini_quota_used", MODEL, "requests-per-day"))
                                        .isGreaterThan(PLAIN);
                            });
            lines = usageLines();
            program.terminate();
            assertThat(program.awaitExit(LIMIT)).isZero();
            assertThat(program.stderr()).doesNotContain("already registered");
        }
    }

    @AfterAll
    void stopServer() {
        server.close();
    }

    private static Predicate<PromptRequest> asks(String word) {
        return request -> request.firstLine().equals(word);
    }

    private static List<JsonNode> usageLines() throws IOException {
        List<JsonNode> read = new ArrayList<>();
        for (String line : Files.readAllLines(root.resolve("logs/usage.jsonl"))) {
            read.add(GeminiJson.MAPPER.readTree(line));
        }
        return read;
    }

    /** Prometheus text without comments: name and tags in the order of the text, value. */
    private static Map<String, Double> samples(String text) {
        return text.lines()
                .filter(line -> !line.startsWith("#"))
                .collect(
                        Collectors.toMap(
                                line -> line.substring(0, line.lastIndexOf(' ')),
                                line -> Double.valueOf(line.substring(line.lastIndexOf(' ') + 1))));
    }

    private double sum(String name, String... tags) {
        return scrape.entrySet().stream()
                .filter(sample -> sample.getKey().startsWith(name + "{"))
                .filter(sample -> List.of(tags).stream().allMatch(sample.getKey()::contains))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    private List<JsonNode> linesOf(String prompt) {
        return lines.stream().filter(line -> line.path("prompt").asText().equals(prompt)).toList();
    }

    @Test
    void everyCallTheServerSawHasItsLine() {
        assertThat(lines).hasSize((int) server.log().arrived());
        Map<Integer, Long> seen = server.log().perStatus();
        Map<Integer, Long> told =
                lines.stream()
                        .collect(
                                Collectors.groupingBy(
                                        line -> line.path("code").asInt(ServedCall.NONE),
                                        TreeMap::new,
                                        Collectors.counting()));
        assertThat(told).isEqualTo(seen);
    }

    @Test
    void aLineTellsTheCall() {
        assertThat(linesOf("overloaded.txt"))
                .extracting(
                        line -> line.path("outcome").asText(), line -> line.path("attempt").asInt())
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("overloaded", 1),
                        org.assertj.core.groups.Tuple.tuple("overloaded", 2),
                        org.assertj.core.groups.Tuple.tuple("answered", 3));
        JsonNode blocked = linesOf("blocked.txt").get(0);
        assertThat(blocked.path("outcome").asText()).isEqualTo("prompt-blocked");
        assertThat(blocked.path("inputTokens").asInt()).isEqualTo(12);
        JsonNode daily = linesOf("daily.md").get(0);
        assertThat(daily.path("quota").asText()).contains("PerDay");
        assertThat(daily.path("code").asInt()).isEqualTo(429);
        assertThat(linesOf("not-utf8.txt")).isEmpty();
    }

    /** Input 600 at 0.75 and 400 cached at 0.075, output 150 at 3.75, all a million, half. */
    @Test
    void costIsByTheTable() {
        JsonNode flex = linesOf("flex.txt").get(0);
        assertThat(flex.path("serviceTier").asText()).isEqualTo("flex");
        assertThat(flex.path("cost").decimalValue())
                .isEqualByComparingTo(new BigDecimal("0.00052125"));
        assertThat(linesOf("unpriced.md").get(0).path("cost").isNull()).isTrue();
        assertThat(linesOf("bad.txt").get(0).path("cost").decimalValue())
                .isEqualByComparingTo(BigDecimal.ZERO);
        assertThat(linesOf("reset.txt").get(0).path("cost").isNull()).isTrue();
        double all = lines.stream().mapToDouble(line -> line.path("cost").asDouble()).sum();
        assertThat(sum("gemini_cost_usd_total"))
                .isCloseTo(all, org.assertj.core.data.Offset.offset(1e-9));
        assertThat(sum("gemini_unpriced_requests_total", UNPRICED)).isEqualTo(1);
    }

    @Test
    void theScrapeCountsWhatTheServerSaw() {
        assertThat(sum("gemini_requests_total")).isEqualTo(server.log().arrived());
        server.log()
                .perStatus()
                .forEach(
                        (code, calls) ->
                                assertThat(
                                                sum(
                                                        "gemini_requests_total",
                                                        "code=\""
                                                                + (code == 0 ? "none" : code)
                                                                + "\""))
                                        .as("code " + code)
                                        .isEqualTo((double) calls));
        assertThat(sum("gemini_requests_total", "outcome=\"answered\"", MODEL))
                .isEqualTo(PLAIN + 5);
        assertThat(scrape.get("gemini_request_seconds_count")).isEqualTo(server.log().arrived());
        assertThat(scrape.get("gemini_quota_wait_seconds_count")).isEqualTo(server.log().arrived());
        assertThat(sum("gemini_request_seconds_bucket", "+Inf")).isEqualTo(server.log().arrived());
        assertThat(sum("gemini_quota_wait_seconds_bucket", "+Inf"))
                .isEqualTo(server.log().arrived());
        assertThat(sum("gemini_rate_limit_hits_total", MODEL, "requests-per-minute")).isEqualTo(1);
        assertThat(sum("gemini_rate_limit_hits_total", DAILY, "requests-per-day")).isEqualTo(1);
        assertThat(sum("gemini_retries_total", "overloaded")).isEqualTo(2);
        assertThat(sum("gemini_retries_total", "rate-limit-per-minute")).isEqualTo(1);
        assertThat(sum("gemini_retries_total")).isEqualTo(5);
        for (String type : List.of("input", "cached", "output", "thinking")) {
            double told =
                    lines.stream().mapToDouble(line -> line.path(type + "Tokens").asDouble()).sum();
            assertThat(sum("gemini_tokens_total", "\"" + type + "\"")).as(type).isEqualTo(told);
        }
    }

    @Test
    void theScrapeTellsOfPromptsAndQuotas() {
        assertThat(scrape)
                .containsEntry("gemini_prompts_settled_total{outcome=\"answered\"}", PROMPTS - 3.0)
                .containsEntry("gemini_prompts_settled_total{outcome=\"failed\"}", 3.0)
                .containsEntry("gemini_prompts_settled_total{outcome=\"parked\"}", 1.0)
                .containsEntry("gemini_prompts{state=\"in_flight\"}", 0.0)
                .containsEntry("gemini_prompts{state=\"parked\"}", 1.0);
        assertThat(sum("gemini_quota_limit", MODEL, "requests-per-day")).isEqualTo(1000);
        assertThat(sum("gemini_quota_used", MODEL, "requests-per-day")).isGreaterThan(PLAIN);
        assertThat(sum("gemini_quota_limit", MODEL, "requests-per-minute")).isEqualTo(1000);
    }

    @Test
    void theScrapeKeepsToOpenTelemetrysNames() {
        assertThat(sum("gen_ai_client_operation_duration_seconds_count"))
                .isEqualTo(server.log().arrived());
        assertThat(
                        sum(
                                "gen_ai_client_operation_duration_seconds_count",
                                "gen_ai_provider_name=\"gcp.gemini\"",
                                "gen_ai_operation_name=\"generate_content\"",
                                "gen_ai_request_model=\"" + MODEL + "\"",
                                "gen_ai_response_model=\"" + MODEL + "-001\"",
                                "server_address=\"127.0.0.1\"",
                                "error_type=\"\""))
                .isEqualTo(1);
        assertThat(sum("gen_ai_client_token_usage_sum", "gen_ai_token_type=\"output\""))
                .isEqualTo(
                        sum("gemini_tokens_total", "output")
                                + sum("gemini_tokens_total", "thinking"));
        assertThat(scraped)
                .contains("gen_ai_client_operation_duration_seconds_bucket{", "le=\"81.92\"")
                .contains("gen_ai_client_token_usage_bucket{", "le=\"6.7108864E7\"");
    }

    @Test
    void camelsOwnFiguresAreBeside() {
        assertThat(sum("camel_exchanges_total", "routeId=\"gemini-generate\""))
                .isGreaterThanOrEqualTo(server.log().arrived());
    }
}
