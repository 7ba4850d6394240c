package io.github.geminiroutes.routes;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import io.github.geminiroutes.generate.AccountHold;
import io.github.geminiroutes.generate.GeminiClient;
import io.github.geminiroutes.support.GeminiJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What becomes of a prompt that meets each kind of failure, alone and beside others that are
 * answered: the table of docs/folders.md, through the real routes.
 */
@Order(1)
class FailureTableRouteTest extends DropFolderRoutesTestSupport {

    private static final String LATER =
            """
            {"error":{"code":429,"message":"Please retry in 72000s.","status":"RESOURCE_EXHAUSTED","details":[
             {"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{"quotaMetric":"m",
              "quotaId":"GenerateRequestsPerMinutePerProjectPerModel","quotaValue":"9"}]},
             {"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"72000s"}]}}""";

    private static final String TOKENS =
            """
            {"error":{"code":429,"message":"Please retry in 30s.","status":"RESOURCE_EXHAUSTED","details":[
             {"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{"quotaMetric":"m",
              "quotaId":"GenerateContentInputTokensPerModelPerMinute","quotaValue":"20"}]}]}}""";

    private static final String FINISH =
            "{\"candidates\":[{\"finishReason\":\"%s\",\"content\":{}}],\"modelVersion\":\"v\"}";

    @Override
    List<String> routes() {
        return List.of(
                "gemini-generate",
                "gemini-redelivery",
                "gemini-prompt-files",
                "gemini-prompt-outcome");
    }

    @Override
    Properties settings() {
        Properties properties = super.settings();
        properties.setProperty("gemini.retry.max-retries", "2");
        return properties;
    }

    private static ResponseDefinitionBuilder reply(int code, String body) {
        if (body.startsWith("<") || body.isEmpty()) {
            return aResponse().withStatus(code).withBody(body);
        }
        return switch (body) {
            case "LATER" -> aResponse().withStatus(code).withBody(LATER);
            case "TOKENS" -> aResponse().withStatus(code).withBody(TOKENS);
            case "OTHER", "SAFETY" -> aResponse().withStatus(code).withBody(FINISH.formatted(body));
            default -> recorded(code, body);
        };
    }

    /**
     * @param alone the folder and class of the prompt where nothing else is asked; {@code inbox}:
     *     intake is held
     * @param beside the same where others are answered before, meanwhile and after
     */
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | 400-invalid-argument             | failed invalid-request     | failed invalid-request",
                "404 | 404-unknown-model                | failed not-found           | failed not-found",
                "400 | 400-api-key-invalid              | inbox api-key-invalid      | failed refused-for-prompt",
                "400 | 400-failed-precondition-region   | inbox precondition-failed  | failed refused-for-prompt",
                "400 | 400-failed-precondition-billing  | inbox precondition-failed  | failed refused-for-prompt",
                "401 | 401                              | inbox unauthenticated      | failed refused-for-prompt",
                "403 | 403                              | inbox permission-denied    | failed refused-for-prompt",
                "403 | 403-suspended                    | inbox permission-denied    | failed refused-for-prompt",
                "402 | 402-prepay-depleted              | parked prepay-depleted     | parked prepay-depleted",
                "404 | <html>Not Found</html>           | inbox address-refuses      | parked not-from-gemini",
                "405 | <html>Not Allowed</html>         | inbox address-refuses      | parked not-from-gemini",
                "404 | ''                               | inbox address-refuses      | parked not-from-gemini",
                "409 | <html>Conflict</html>            | parked conflict            | parked conflict",
                "413 | <html>Too Large</html>           | parked too-large-on-the-way | parked too-large-on-the-way",
                "429 | 429-capacity                     | parked capacity            | parked capacity",
                "429 | 429-help-only                    | parked quota-unexplained   | parked quota-unexplained",
                "429 | 429-spending-cap                 | parked monthly-spending-cap | parked monthly-spending-cap",
                "429 | 429-limit-zero                   | parked no-quota-for-model  | parked no-quota-for-model",
                "429 | 429-per-day                      | parked rate-limit-per-day  | parked rate-limit-per-day",
                "429 | LATER                            | parked rate-limit-per-minute | parked rate-limit-per-minute",
                "429 | TOKENS                           | parked larger-than-limit   | parked larger-than-limit",
                "503 | 503-overloaded                   | parked overloaded          | parked overloaded",
                "200 | OTHER                            | failed faulty-finish       | failed faulty-finish",
                "200 | SAFETY                           | failed unusable-finish     | failed unusable-finish"
            })
    void whatBecomesOfAPrompt(int code, String body, String alone, String beside)
            throws IOException {
        String id = Integer.toHexString((code + body).hashCode());
        gemini.stubFor(post(ASK).withRequestBody(containing("good")).willReturn(answer("A")));
        gemini.stubFor(post(ASK).withRequestBody(containing("bad")).willReturn(reply(code, body)));

        assertThat(outcome("alone-" + id, false)).isEqualTo(alone);
        resetHold();
        assertThat(outcome("beside-" + id, true)).isEqualTo(beside);
        assertThat(hold().reason()).as("others go on").isNull();
        answerGood("after-" + id);
    }

    /** Drops a prompt that meets the failure; its folder and class once it is settled. */
    private String outcome(String name, boolean isBesideOthers) throws IOException {
        String file = name + ".txt";
        if (isBesideOthers) {
            answerGood("before-" + name);
        }
        // A model of its own, as one may be closed for the next; long enough for the limit of
        // tokens.
        drop(file, "---\nmodel: m-" + name + "\n---\nbad " + "word ".repeat(30));
        for (int i = 0; isBesideOthers && place(file).equals("inbox") && i < 50; i++) {
            answerGood("meanwhile-" + i + '-' + name);
        }
        soon().until(() -> !place(file).equals("inbox") || hold().reason() != null);
        String place = place(file);
        return switch (place) {
            case "failed" -> place + ' ' + kind(folder.failed().resolve(file + ".error.json"));
            case "parked" -> place + ' ' + kind(folder.parked().resolve(file + ".parked.json"));
            default -> {
                assertThat(hold().refusedPrompt()).isEqualTo(file);
                Files.delete(folder.inbox().resolve(file));
                yield place + ' ' + hold().reason().kind().id();
            }
        };
    }

    private AccountHold hold() {
        return GeminiClient.of(context()).accountHold();
    }

    /** As the next probe would. */
    private void resetHold() {
        hold().accept(Instant.now());
    }

    private String place(String file) {
        return Files.exists(folder.failed().resolve(file))
                ? "failed"
                : Files.exists(folder.parked().resolve(file)) ? "parked" : "inbox";
    }

    private static String kind(Path record) throws IOException {
        return GeminiJson.MAPPER.readTree(record.toFile()).path("class").asText();
    }

    private void answerGood(String name) throws IOException {
        drop(name + ".txt", "good");
        soon().until(() -> Files.exists(folder.done().resolve(name + ".txt")));
    }
}
