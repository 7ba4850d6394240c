package io.github.geminiroutes.routes;

import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.matching.UrlPathPattern;
import io.github.geminiroutes.folder.DropFolder;
import io.github.geminiroutes.generate.GeminiClient;
import io.github.geminiroutes.support.GeminiJson;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Properties;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** A model without quota, or without an answer for anybody, and what others do meanwhile. */
@Order(6)
class FallbackAndOutageRouteTest extends DropFolderRoutesTestSupport {

    private static final int PROMPTS = 120;

    @Override
    Properties settings() {
        Properties properties = super.settings();
        properties.setProperty("gemini.fallback-models", "gemini-3.7-flash, gemini-3.5-flash");
        properties.setProperty("gemini.outage.probe-interval", "0.2");
        properties.setProperty("gemini.max-concurrency", "8");
        return properties;
    }

    private JsonNode recordOf(String name) throws IOException {
        soon().untilAsserted(() -> assertThat(placeOf(name)).isEqualTo("done"));
        return GeminiJson.MAPPER.readTree(folder.outbox().resolve(name + ".record.json").toFile());
    }

    /** The folder that a prompt lies in: one that does not come says so. */
    private String placeOf(String name) {
        return DropFolder.FOLDERS.stream()
                .filter(place -> Files.exists(data.resolve(place).resolve(name)))
                .findFirst()
                .orElse("on its way");
    }

    private static UrlPathPattern of(String model) {
        return urlPathMatching("/v1beta/models/" + model + ":generateContent");
    }

    private int callsOf(String model) {
        return gemini.countRequestsMatching(postRequestedFor(of(model)).build()).getCount();
    }

    @Test
    void anotherModelAnswersWhereTheFirstHasNoQuotaLeftTodayAndTheSecondIsGone()
            throws IOException {
        gemini.stubFor(post(of("gemini-3.8-flash")).willReturn(recorded(429, "429-per-day")));
        gemini.stubFor(post(of("gemini-3.7-flash")).willReturn(recorded(404, "404-unknown-model")));
        gemini.stubFor(post(of("gemini-3.5-flash")).willReturn(answer("from the third")));

        drop("first.txt", "q");
        JsonNode record = recordOf("first.txt");
        drop("second.txt", "q");

        assertThat(record.path("model").asText()).isEqualTo("gemini-3.5-flash");
        assertThat(record.path("requestedModel").asText()).isEqualTo("gemini-3.8-flash");
        assertThat(record.path("fallbacks").findValuesAsText("class"))
                .containsExactly("rate-limit-per-day", "not-found");
        assertThat(recordOf("second.txt").path("attempts").asInt()).isEqualTo(1);
        assertThat(callsOf("gemini-3.8-flash")).isEqualTo(1);
        assertThat(callsOf("gemini-3.7-flash")).isEqualTo(1);
    }

    @Test
    void anOutageCostsAFewCallsAndIsOverByItself() throws IOException {
        gemini.stubFor(post(of("down")).willReturn(recorded(503, "503-overloaded")));
        gemini.stubFor(post(of("up")).willReturn(answer("up")));
        for (int i = 0; i < PROMPTS; i++) {
            drop("p" + i + ".txt", "---\nmodel: down\n---\nq");
        }
        soon().until(() -> callsOf("down") > 24);
        drop("other.txt", "---\nmodel: up\n---\nq");

        assertThat(recordOf("other.txt").path("text").asText()).isEqualTo("up");
        assertThat(callsOf("down")).isLessThan(PROMPTS);

        gemini.stubFor(post(of("down")).willReturn(answer("back")));
        for (int i = 0; i < PROMPTS; i++) {
            assertThat(recordOf("p" + i + ".txt").path("text").asText()).isEqualTo("back");
        }
        assertThat(folder.parked()).isEmptyDirectory();
        assertThat(folder.failed()).isEmptyDirectory();
    }

    @Test
    void aForbiddenFallbackModelDoesNotDecideOverTheModelRequested() throws IOException {
        gemini.stubFor(post(of("gemini-3.8-flash")).willReturn(recorded(429, "429-per-day")));
        gemini.stubFor(post(of("gemini-3.7-flash")).willReturn(recorded(403, "403")));
        gemini.stubFor(post(of("gemini-3.5-flash")).willReturn(recorded(403, "403")));

        drop("forbidden.txt", "q");

        soon().until(() -> Files.exists(folder.parked().resolve("forbidden.txt")));
        assertThat(folder.parked().resolve("forbidden.txt.parked.json"))
                .content()
                .contains("rate-limit-per-day");
        assertThat(GeminiClient.of(context()).accountHold().reason()).isNull();
    }

    @Test
    void aModelThatRefusesAllWithoutDetailsMeetsFewCalls() throws IOException {
        gemini.stubFor(post(of("full")).willReturn(recorded(429, "429-capacity")));
        gemini.stubFor(post(of("gemini-3.8-flash")).willReturn(answer("A")));
        for (int i = 0; i < 100; i++) {
            drop("full-" + i + ".txt", "---\nmodel: full\n---\nq");
        }
        drop("other.txt", "q");
        recordOf("other.txt");
        soon().until(() -> GeminiClient.of(context()).circuitBreakers().down().containsKey("full"));
        int calls = callsOf("full");
        assertThat(calls).isLessThan(30);

        gemini.stubFor(post(of("full")).willReturn(answer("B")));

        for (int i = 0; i < 100; i++) {
            recordOf("full-" + i + ".txt");
        }
    }
}
