package io.github.geminiroutes.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class QuotaTest {
    private static final String MODEL = "gemini-3.8-flash";

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-20T10:00:50Z"));

    @Test
    void slidingWindowFreesEachRequestSixtySecondsAfterIt() throws Exception {
        try (GeminiServer server = server(Quota.requestsPerMinute(MODEL, 2))) {
            GeminiClient client = new GeminiClient(server);
            assertThat(client.status(MODEL, "at 0 s")).isEqualTo(200);
            clock.advance(Duration.ofSeconds(20));
            assertThat(client.status(MODEL, "at 20 s")).isEqualTo(200);
            clock.advance(Duration.ofMillis(39_999));
            assertThat(client.status(MODEL, "at 59.999 s")).isEqualTo(429);
            clock.advance(Duration.ofMillis(1));
            assertThat(client.status(MODEL, "at 60 s")).isEqualTo(200);
            assertThat(client.status(MODEL, "at 60 s")).isEqualTo(429);
            clock.advance(Duration.ofSeconds(20));
            assertThat(client.status(MODEL, "at 80 s")).isEqualTo(200);
        }
    }

    @Test
    void refusalNamesTheQuotaAndTheTimeThatRemains() throws Exception {
        try (GeminiServer server = server(Quota.requestsPerMinute(MODEL, 1))) {
            GeminiClient client = new GeminiClient(server);
            client.ask(MODEL, "x");
            clock.advance(Duration.ofMillis(14_500));
            HttpResponse<String> refused = client.ask(MODEL, "x");
            JsonNode error = GeminiClient.json(refused).path("error");
            JsonNode violation = error.at("/details/1/violations/0");

            assertThat(refused.headers().firstValue("Retry-After")).isEmpty();
            assertThat(error.path("status").asText()).isEqualTo("RESOURCE_EXHAUSTED");
            assertThat(error.path("message").asText()).endsWith("Please retry in 45.5s.");
            assertThat(violation.path("quotaId").asText()).contains("PerMinute");
            assertThat(violation.path("quotaValue").asText()).isEqualTo("1");
            assertThat(violation.at("/quotaDimensions/model").asText()).isEqualTo(MODEL);
            assertThat(error.at("/details/2/retryDelay").asText()).isEqualTo("45.5s");
        }
    }

    @Test
    void tokensAreCountedAndTheLongestWaitIsTold() throws Exception {
        try (GeminiServer server =
                server(Quota.inputTokensPerMinute(MODEL, 10), Quota.requestsPerMinute(MODEL, 2))) {
            GeminiClient client = new GeminiClient(server);
            client.ask(MODEL, "1234".repeat(2)); // 2 tokens
            clock.advance(Duration.ofSeconds(10));
            client.ask(MODEL, "1234".repeat(8)); // 8 tokens
            clock.advance(Duration.ofSeconds(5));
            JsonNode error = GeminiClient.json(client.ask(MODEL, "1234".repeat(3))).path("error");

            assertThat(error.at("/details/1/violations")).hasSize(2);
            assertThat(error.at("/details/2/retryDelay").asText())
                    .as("a single request is free in 45 s, three tokens in 55 s")
                    .isEqualTo("55s");
        }
    }

    @Test
    void modelsHaveLimitsOfTheirOwn() throws Exception {
        try (GeminiServer server = server(Quota.requestsPerMinute(MODEL, 1))) {
            GeminiClient client = new GeminiClient(server);
            client.ask(MODEL, "x");
            assertThat(client.status(MODEL, "x")).isEqualTo(429);
            assertThat(client.status("gemini-3.7-flash", "x")).isEqualTo(200);
        }
    }

    @Test
    void fixedWindowStartsAnewWithTheMinuteOfTheClock() throws Exception {
        try (GeminiServer server = server(Quota.requestsPerFixedMinute(MODEL, 1))) {
            GeminiClient client = new GeminiClient(server);
            client.ask(MODEL, "at 10:00:50");
            JsonNode error = GeminiClient.json(client.ask(MODEL, "again")).path("error");
            assertThat(error.at("/details/2/retryDelay").asText()).isEqualTo("10s");
            clock.advance(Duration.ofSeconds(10));
            assertThat(client.status(MODEL, "at 10:01:00")).isEqualTo(200);
        }
    }

    @Test
    void dayEndsAtMidnightInLosAngeles() throws Exception {
        try (GeminiServer server = server(Quota.requestsPerDay(MODEL, 1))) {
            GeminiClient client = new GeminiClient(server);
            client.ask(MODEL, "x");
            HttpResponse<String> refused = client.ask(MODEL, "x");
            assertThat(refused.body()).contains("PerDay").contains("\"retryDelay\":\"32s\"");
            clock.advance(Duration.between(clock.instant(), Instant.parse("2026-11-21T07:59:59Z")));
            assertThat(client.status(MODEL, "x")).isEqualTo(429);
            clock.advance(Duration.ofSeconds(1));
            assertThat(client.status(MODEL, "x")).isEqualTo(200);
        }
    }

    @Test
    void limitChangesAndOtherProgramsCount() throws Exception {
        Quota quota = Quota.requestsPerMinute(MODEL, 3);
        try (GeminiServer server = server(quota)) {
            GeminiClient client = new GeminiClient(server);
            server.eatRequests(MODEL, 3);
            assertThat(client.status(MODEL, "x")).isEqualTo(429);
            quota.changeLimit(4);
            assertThat(client.status(MODEL, "x")).isEqualTo(200);
            assertThat(client.status(MODEL, "x")).isEqualTo(429);
            quota.changeLimit(0);
            assertThat(client.ask(MODEL, "x").body())
                    .contains("limit: 0")
                    .doesNotContain("quotaValue");
        }
    }

    private GeminiServer server(Quota... quotas) {
        GeminiServer.Builder builder = GeminiServer.builder().clock(clock);
        for (Quota quota : quotas) {
            builder.quota(quota);
        }
        return builder.start();
    }

    @Test
    void anotherProgramTakesNoMoreThanThereIs() {
        try (GeminiServer server =
                GeminiServer.builder().quota(Quota.requestsPerMinute(MODEL, 5)).start()) {
            assertThat(server.eatRequests(MODEL, 3, Duration.ofSeconds(50))).isEqualTo(3);
            assertThat(server.eatRequests(MODEL, 3)).isEqualTo(2);
            assertThat(server.eatRequests(MODEL, 1)).isZero();
            assertThat(server.eatRequests("another-model", 7)).isEqualTo(7);
        }
    }
}
