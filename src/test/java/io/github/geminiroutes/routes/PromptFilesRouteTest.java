package io.github.geminiroutes.routes;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.http.Fault;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.folder.DropFolderService;
import io.github.geminiroutes.folder.FolderHealth;
import io.github.geminiroutes.folder.ParkingLot;
import io.github.geminiroutes.folder.PromptCounters;
import io.github.geminiroutes.generate.GeminiClient;
import io.github.geminiroutes.policy.AccountHold;
import io.github.geminiroutes.policy.FailurePolicy;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.SetBacks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The drop folder from end to end: what lies where in the end, and how many calls it took. */
@Order(4)
class PromptFilesRouteTest extends DropFolderRoutesTestSupport {

    private static final String LIMITED =
            """
            {"error":{"code":429,"message":"Please retry later.","status":"RESOURCE_EXHAUSTED","details":[
             {"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{"quotaMetric":"m",
              "quotaId":"GenerateRequestsPerMinutePerProjectPerModel"}]},
             {"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"%s"}]}}""";

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
        properties.setProperty("gemini.retry.max-retries", "3");
        return properties;
    }

    private JsonNode answerOf(String name) throws IOException {
        soon().until(() -> Files.exists(folder.done().resolve(name)));
        assertThat(folder.inbox().resolve(name)).doesNotExist();
        return GeminiJson.MAPPER.readTree(folder.outbox().resolve(name + ".record.json").toFile());
    }

    private JsonNode parkedRecordOf(String name) throws IOException {
        soon().until(() -> Files.exists(folder.parked().resolve(name)));
        assertThat(folder.inbox().resolve(name)).doesNotExist();
        return GeminiJson.MAPPER.readTree(folder.parked().resolve(name + ".parked.json").toFile());
    }

    private JsonNode errorOf(String name) throws IOException {
        soon().until(() -> Files.exists(folder.failed().resolve(name)));
        assertThat(folder.inbox().resolve(name)).doesNotExist();
        return GeminiJson.MAPPER.readTree(folder.failed().resolve(name + ".error.json").toFile());
    }

    @Test
    void putsTheAnswerBesideAndThePromptAside() throws IOException {
        answerInOrder(answer("four"));

        drop("sum.txt", "Two and two?");

        JsonNode record = answerOf("sum.txt");
        assertThat(record.path("prompt").asText()).isEqualTo("sum.txt");
        assertThat(record.path("text").asText()).isEqualTo("four");
        assertThat(record.path("attempts").asInt()).isEqualTo(1);
        assertThat(record.path("usage").path("thoughtsTokenCount").asInt()).isEqualTo(3);
        assertThat(folder.outbox().resolve("sum.txt.response.md")).hasContent("four");
        assertThat(folder.done().resolve("sum.txt")).hasContent("Two and two?");
    }

    @Test
    void answersAfterTransientFaults() throws IOException {
        answerInOrder(
                recorded(503, "503-overloaded"),
                aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER),
                aResponse().withStatus(200).withBody("{\"candidates\":[{\"cont"),
                answer("at last"));

        drop("patient.md", "q");

        assertThat(answerOf("patient.md").path("attempts").asInt()).isEqualTo(4);
        assertThat(calls()).isEqualTo(4);
    }

    @Test
    void parksATransientFaultAfterTheRetriesAllowed() throws IOException {
        answerInOrder(recorded(500, "500"));

        drop("hopeless.txt", "q");

        JsonNode record = parkedRecordOf("hopeless.txt");
        assertThat(record.path("code").asInt()).isEqualTo(500);
        assertThat(record.path("attempts").asInt()).isEqualTo(4);
        assertThat(record.path("parkings").asInt()).isEqualTo(1);
        assertThat(Instant.parse(record.path("notBefore").asText()))
                .isAfter(Instant.now().plusSeconds(250));
        assertThat(calls()).isEqualTo(4);
    }

    @Test
    void waitsForAPerMinuteLimitMoreOftenThanItRetries() throws IOException {
        var limited = aResponse().withStatus(429).withBody(LIMITED.formatted("0.01s"));
        answerInOrder(limited, limited, limited, limited, answer("x"));

        drop("limited.txt", "q");

        assertThat(answerOf("limited.txt").path("attempts").asInt()).isEqualTo(5);
    }

    @Test
    void failsABadRequestAfterOneCall() throws IOException {
        answerInOrder(recorded(400, "400-unknown-field"));

        drop("bad.json", "{\"contents\":[{\"parts\":[{\"text\":\"q\"}]}]}");

        JsonNode error = errorOf("bad.json");
        assertThat(error.path("class").asText()).isEqualTo("invalid-request");
        assertThat(error.path("status").asText()).isEqualTo("INVALID_ARGUMENT");
        assertThat(calls()).isEqualTo(1);
    }

    @Test
    void parksForTheDayWithTheReadableReport() throws IOException {
        answerInOrder(recorded(429, "429-per-day"));

        drop("daily.txt", "---\nmodel: gemini-daily\n---\nq");

        assertThat(parkedRecordOf("daily.txt").path("class").asText())
                .isEqualTo("rate-limit-per-day");
        assertThat(folder.parked().resolve("daily.txt.parked.txt"))
                .content()
                .contains("RATE LIMIT ERROR ENCOUNTERED", "RESOURCE_EXHAUSTED", "20 requests/day");
        assertThat(calls()).isEqualTo(1);
    }

    @Test
    void aRefusalThatOnePromptMeetsAloneIsItsOwnFault() throws IOException {
        gemini.stubFor(
                post(anyUrl())
                        .withRequestBody(containing("cachedContents/gone"))
                        .willReturn(recorded(403, "403-suspended")));
        gemini.stubFor(
                post(anyUrl()).withRequestBody(containing("good")).willReturn(answer("fine")));
        for (int i = 0; i < 5; i++) {
            drop("good-" + i + ".txt", "good " + i);
        }
        answerOf("good-0.txt");

        drop(
                "alone.json",
                "{\"contents\":[{\"parts\":[{\"text\":\"Q\"}]}],\"cachedContent\":\"cachedContents/gone\"}");
        drop("good-5.txt", "good 5");

        assertThat(errorOf("alone.json").path("class").asText()).isEqualTo("refused-for-prompt");
        for (int i = 0; i < 6; i++) {
            answerOf("good-" + i + ".txt");
        }
        assertThat(GeminiClient.of(context()).accountHold().reason()).isNull();
    }

    @Test
    void leavesPromptsInTheInboxWhileTheKeyIsBad() throws IOException {
        answerInOrder(recorded(400, "400-api-key-invalid"));

        drop("one.txt", "q");

        AccountHold account = GeminiClient.of(context()).accountHold();
        soon().until(() -> account.reason() != null);
        drop("two.txt", "q");
        assertThat(account.reason().kind()).isEqualTo(FailureKind.API_KEY_INVALID);
        assertThat(calls()).isEqualTo(1);
        // Both are there still; the next test shall not find them.
        Files.delete(folder.inbox().resolve("one.txt"));
        Files.delete(folder.inbox().resolve("two.txt"));
    }

    @Test
    void bringsAParkedPromptBackWhenItsTimeHasCome() throws IOException {
        answerInOrder(answer("welcome back"));
        Files.writeString(folder.parked().resolve("back.txt"), "q");
        Files.writeString(
                folder.parked().resolve("back.txt.parked.json"),
                "{\"prompt\":\"back.txt\",\"notBefore\":\"2020-01-01T00:00:00Z\",\"parkings\":1}");
        Clock clock = Clock.systemUTC();
        ParkingLot parkingLot =
                new ParkingLot(
                        folder,
                        new PromptCounters(clock),
                        FailurePolicy.ofParking(Duration.ofMinutes(5)),
                        clock,
                        new SetBacks(System::nanoTime));

        assertThat(parkingLot.release()).isEqualTo(1);

        assertThat(answerOf("back.txt").path("text").asText()).isEqualTo("welcome back");
        assertThat(folder.parked().resolve("back.txt.parked.json")).doesNotExist();
    }

    @Test
    void failsABadPromptWithoutACall() throws IOException {
        drop("empty.txt", " \n");
        drop("unknown.md", "---\nmodell: x\n---\nq");

        assertThat(errorOf("empty.txt").path("class").asText()).isEqualTo("bad-input");
        assertThat(errorOf("unknown.md").path("message").asText()).contains("line 2", "modell");
        assertThat(calls()).isZero();
    }

    private void whileItWaitsForTheQuota(String name, java.util.concurrent.Callable<?> change)
            throws Exception {
        var limited = aResponse().withStatus(429).withBody(LIMITED.formatted("1s"));
        answerInOrder(limited, answer("at last"));
        drop(name, "the first text");
        soon().until(() -> calls() == 1);
        change.call();
    }

    @Test
    void aPromptThatIsEditedWhileItWaitsIsAskedAsItIsNow() throws Exception {
        Path file = folder.inbox().resolve("edited.txt");
        whileItWaitsForTheQuota("edited.txt", () -> Files.writeString(file, "quite another text"));

        answerOf("edited.txt");
        gemini.verify(1, postRequestedFor(ASK).withRequestBody(containing("the first text")));
        gemini.verify(1, postRequestedFor(ASK).withRequestBody(containing("another text")));
    }

    @Test
    void aPromptThatIsDeletedWhileItWaitsIsNotAsked() throws Exception {
        Path file = folder.inbox().resolve("deleted.txt");
        whileItWaitsForTheQuota("deleted.txt", () -> Files.deleteIfExists(file));

        DropFolderService dropFolder = DropFolderService.of(context);
        soon().until(() -> dropFolder.counters().inFlight() == 0);
        assertThat(calls()).isEqualTo(1);
        assertThat(folder.failed().resolve("deleted.txt")).doesNotExist();
    }

    @Test
    void aPromptThatIsTouchedWhileItIsAskedIsAskedOnce() throws IOException {
        answerInOrder(answer("fine"));
        answers.hold();
        drop("touched.txt", "q");
        soon().until(() -> calls() == 1);
        Files.setLastModifiedTime(
                folder.inbox().resolve("touched.txt"), FileTime.from(Instant.EPOCH));
        answers.release();

        answerOf("touched.txt");
        assertThat(calls()).isEqualTo(1);
    }

    @Test
    void retriesAnAnswerThatMissesItsSchema() throws IOException {
        answerInOrder(answer("{\\\"n\\\": \\\"one\\\"}"), answer("{\\\"n\\\": 1}"));

        drop(
                "schema.prompt",
                "---\noutput:\n  schema:\n    type: object\n    properties: {n: {type: integer}}\n---\nq");

        assertThat(answerOf("schema.prompt").path("text").asText()).isEqualTo("{\"n\": 1}");
    }

    /**
     * Whichever comes first, and whatever was taken before: the place decides, and not the time.
     */
    @Test
    void aTextIsAnAttachmentInASubFolderAndAPromptBesideThePrompt() throws IOException {
        answerInOrder(answer("read"));
        Path notes = Files.createDirectories(folder.inbox().resolve("files")).resolve("notes.txt");
        Files.writeString(notes, "the notes");
        drop("ask.md", "---\nattachments: files/notes.txt\n---\nq");
        answerOf("ask.md");

        drop("beside.md", "---\nattachments: notes.txt\n---\nq");
        drop("notes.txt", "a question");

        assertThat(errorOf("beside.md").path("message").asText())
                .contains("'notes.txt' is a prompt of its own", "as files/notes.txt");
        answerOf("notes.txt");
        assertThat(calls()).isEqualTo(2);
        assertThat(notes).hasContent("the notes");
    }

    @Test
    void neverOverwritesAnEarlierAnswer() throws IOException {
        answerInOrder(answer("first"), answer("second"));
        drop("again.txt", "one");
        answerOf("again.txt");

        drop("again.txt", "two");

        soon().until(() -> Files.exists(folder.done().resolve("again.txt.2")));
        assertThat(folder.outbox().resolve("again.txt.response.md")).hasContent("first");
        assertThat(folder.outbox().resolve("again.txt.2.response.md")).hasContent("second");
    }

    @Test
    void whatComesAgainIsAskedAgainWhateverIsInTheOutbox() throws IOException {
        answerInOrder(answer("first"), answer("second"), answer("third"));
        drop("daily.txt", "same words");
        answerOf("daily.txt");

        Files.move(folder.done().resolve("daily.txt"), folder.inbox().resolve("daily.txt"));
        soon().until(() -> Files.exists(folder.done().resolve("daily.txt.2")));
        Files.delete(folder.done().resolve("daily.txt.2"));
        drop("daily.txt", "same words");
        soon().until(() -> Files.exists(folder.done().resolve("daily.txt.3")));

        assertThat(calls()).isEqualTo(3);
        assertThat(folder.outbox().resolve("daily.txt.response.md")).hasContent("first");
        assertThat(folder.outbox().resolve("daily.txt.2.response.md")).hasContent("second");
        assertThat(folder.outbox().resolve("daily.txt.3.response.md")).hasContent("third");
    }

    @Test
    void leavesAloneWhatIsNoPrompt() throws IOException {
        answerInOrder(answer("x"));
        for (String name : List.of(".hidden.txt", "a.txt.tmp", "a.part", "b.filepart", "c.pdf")) {
            Files.writeString(folder.inbox().resolve(name), "no prompt");
        }
        Files.createDirectories(folder.inbox().resolve("folder.txt"));

        drop("z.txt", "q");

        answerOf("z.txt");
        assertThat(calls()).isEqualTo(1);
        assertThat(folder.inbox().resolve(".hidden.txt")).exists();
        assertThat(folder.inbox().resolve("c.pdf")).exists();
        assertThat(folder.inbox().resolve("folder.txt")).isDirectory();
    }

    @Test
    void aPromptThatFailedIsWrittenDownOnceItsFolderIsBack() throws IOException {
        answerInOrder(recorded(400, "400-invalid-argument"));
        answers.hold();
        drop("orphan.txt", "q");
        soon().until(() -> calls() == 1);
        Path away = Files.move(folder.failed(), data.resolve("failed-away"));
        answers.release();
        DropFolderService dropFolder = DropFolderService.of(context);
        FolderHealth health = dropFolder.folder().health();
        soon().until(() -> health.reason() != null);
        await().during(Duration.ofMillis(500)).until(() -> dropFolder.counters().inFlight() == 1);
        Files.move(away, folder.failed());

        assertThat(errorOf("orphan.txt").path("class").asText()).isEqualTo("invalid-request");
        assertThat(calls()).isEqualTo(1);
    }
}
