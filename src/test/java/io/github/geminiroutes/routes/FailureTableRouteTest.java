package io.github.geminiroutes.routes;

import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import io.github.geminiroutes.generate.GeminiClient;
import io.github.geminiroutes.policy.AccountHold;
import io.github.geminiroutes.support.GeminiJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What becomes of a prompt that meets each kind of failure, alone and beside others that are
 * answered: the table of docs/folders.md, through the real routes.
 */
@Order(1)
class FailureTableRouteTest extends DropFolderRoutesTestSupport {

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

    /**
     * @param alone the folder and class of the prompt where nothing else is asked; {@code inbox}:
     *     intake is held
     * @param beside the same where others are answered before, meanwhile and after
     */
    @ParameterizedTest(name = "{0} {1}")
    @CsvFileSource(resources = "/gemini/failure-table.csv", delimiter = '|', numLinesToSkip = 1)
    void whatBecomesOfAPrompt(int code, String body, String alone, String beside)
            throws IOException {
        String id = Integer.toHexString((code + body).hashCode());
        gemini.stubFor(post(ASK).withRequestBody(containing("good")).willReturn(answer("A")));
        gemini.stubFor(
                post(ASK)
                        .withRequestBody(containing("bad"))
                        .willReturn(FailureTable.reply(code, body)));

        assertThat(outcome("alone-" + id, false)).isEqualTo(alone);
        resetHold();
        assertThat(outcome("beside-" + id, true)).isEqualTo(beside);
        assertThat(hold().reason()).as("others go on").isNull();
        answerGood("after-" + id);
    }

    /** Five prompts that are refused, after one that was answered. */
    private void dropRefused(ResponseDefinitionBuilder freeCall) throws IOException {
        gemini.stubFor(post(ASK).withRequestBody(containing("good")).willReturn(answer("A")));
        gemini.stubFor(
                post(ASK).withRequestBody(containing("bad")).willReturn(recorded(403, "403")));
        gemini.stubFor(
                post(urlPathMatching("/v1beta/models/[^/]+:countTokens")).willReturn(freeCall));
        answerGood("before-row-" + freeCall.hashCode());
        for (int i = 0; i < 5; i++) {
            drop("row-" + i + ".txt", "bad " + i);
        }
    }

    @Test
    void severalPromptsThatAreRefusedInARowFailAfterOneCallEachAndHoldNobody() throws IOException {
        dropRefused(okJson("{\"totalTokens\":1}"));

        for (int i = 0; i < 5; i++) {
            Path record = folder.failed().resolve("row-" + i + ".txt.error.json");
            soon().until(() -> Files.exists(record));
            assertThat(kind(record)).isEqualTo("refused-for-prompt");
        }
        assertThat(hold().reason()).isNull();
        assertThat(calls()).isEqualTo(6);
    }

    @Test
    void noPromptFailsWhereTheFreeCallIsRefusedAsWell() throws IOException {
        dropRefused(recorded(403, "403"));

        soon().until(() -> hold().reason() != null);
        for (int i = 0; i < 5; i++) {
            assertThat(place("row-" + i + ".txt")).isEqualTo("inbox");
            Files.delete(folder.inbox().resolve("row-" + i + ".txt"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {402, 410, 431})
    void severalThatTheWayRefusesInARowAreParkedAndHoldNobody(int code) throws IOException {
        gemini.stubFor(post(ASK).withRequestBody(containing("good")).willReturn(answer("A")));
        gemini.stubFor(
                post(ASK)
                        .withRequestBody(containing("bad"))
                        .willReturn(FailureTable.reply(code, "<html>Refused</html>")));
        answerGood("before-way-" + code);
        for (int i = 0; i < 8; i++) {
            drop("way-" + code + '-' + i + ".txt", "bad " + i);
        }
        for (int i = 0; i < 8; i++) {
            Path record = folder.parked().resolve("way-" + code + '-' + i + ".txt.parked.json");
            soon().failFast("nobody is held", () -> hold().reason() != null)
                    .until(() -> Files.exists(record));
            assertThat(kind(record)).isEqualTo("not-from-gemini");
        }
        assertThat(GeminiClient.of(context()).circuitBreakers().down()).isEmpty();
        answerGood("after-way-" + code);
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
