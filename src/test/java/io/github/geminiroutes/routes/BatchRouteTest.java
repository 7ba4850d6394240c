package io.github.geminiroutes.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.generate.BatchCalls;
import io.github.geminiroutes.generate.GeminiClient;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.testing.BatchScript;
import io.github.geminiroutes.usage.DailyBudget;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.camel.Exchange;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

/** Prompts and documents of the batch lane, from the inbox to their outcome. */
class BatchRouteTest extends BatchRoutesTestSupport {

    private static final BatchScript SCRIPT = new BatchScript();

    @Override
    BatchScript script() {
        return SCRIPT;
    }

    @Override
    List<String> routes() {
        return with(super.routes(), "gemini-tasks", "gemini-events", "gemini-files");
    }

    @Override
    Properties settings() {
        Properties properties = super.settings();
        properties.setProperty("gemini.batch.linger", "0.5");
        properties.setProperty("gemini.parking.base-delay", "0.1");
        properties.setProperty("gemini.batch.fallback", "standard");
        properties.setProperty("gemini.max-request-size", "4000");
        properties.setProperty("gemini.files.keep", "0");
        properties.setProperty("gemini.events.to", "mock:told");
        properties.setProperty("gemini.events.types", "batch-job.ended");
        return properties;
    }

    /** The data of the event about a job that ended so. */
    private JsonNode told(String outcome) {
        return soon().until(() -> find(outcome), found -> !found.isMissingNode());
    }

    private JsonNode find(String outcome) throws IOException {
        for (Exchange exchange : getMockEndpoint("mock:told").getReceivedExchanges()) {
            JsonNode event =
                    GeminiJson.MAPPER.readTree(exchange.getMessage().getBody(String.class));
            if (event.at("/data/outcome").asText().equals(outcome)) {
                assertThat(event.path("type").asText()).endsWith(".batch-job.ended");
                return event.path("data");
            }
        }
        return GeminiJson.MAPPER.missingNode();
    }

    @Test
    void promptsAndDocumentsAreAnsweredAtHalfThePrice() throws IOException {
        BigDecimal before = server.jobs().bill().batch().usd();
        BigDecimal nowBefore = server.jobs().bill().standard().usd();
        Path task = Files.createDirectories(folder.inbox().resolve("letters"));
        Files.writeString(
                task.resolve("task.prompt"), "---\ntier: batch\n---\nSum up: {{document}}");
        drop("a.txt", "---\ntier: batch\n---\nFirst question");
        drop("b.txt", "---\ntier: batch\noutput:\n  file: b-answer.md\n---\nSecond question");
        drop("letters/deep/c.txt", "A letter");
        drop("now.txt", "Asked at once");

        awaitDone("now.txt");
        awaitDone("a.txt");
        awaitDone("b.txt");
        awaitDone("letters/deep/c.txt");

        assertThat(folder.outbox().resolve("a.txt.response.md"))
                .hasContent("Answer to: First question");
        assertThat(folder.outbox().resolve("b-answer.md")).hasContent("Answer to: Second question");
        assertThat(record("letters/deep/c.txt").path("text").asText()).contains("Sum up: A letter");
        assertThat(record("letters/deep/c.txt").path("task").asText()).isEqualTo("letters");
        assertThat(record("a.txt").path("tier").asText()).isEqualTo("batch");
        assertThat(server.jobs().bill().batch().usd().subtract(before))
                .as("the server's bill is what our books say")
                .isEqualByComparingTo(
                        cost("a.txt").add(cost("b.txt")).add(cost("letters/deep/c.txt")));
        assertThat(server.jobs().bill().standard().usd().subtract(nowBefore))
                .isEqualByComparingTo(cost("now.txt"));
        soon().until(() -> isEmpty(folder.submitted()));
        JsonNode told = told("succeeded");
        assertThat(told.path("job").asText()).startsWith("gemini-routes-");
        assertThat(told.path("model").asText()).isEqualTo("gemini-3.8-flash");
        assertThat(told.at("/requestCounts/withResult")).isEqualTo(told.at("/requestCounts/all"));
    }

    @Test
    void whatIsTooLargeForALineIsUploadedForItsJobAndDeletedAfterIt() throws IOException {
        Files.writeString(folder.inbox().resolve("large.pdf"), "%PDF-" + "x".repeat(5_000));
        drop("one.txt", "---\ntier: batch\nattachments: [large.pdf]\n---\nRead this");
        Path task = Files.createDirectories(folder.inbox().resolve("scans"));
        Files.writeString(task.resolve("task.prompt"), "---\ntier: batch\n---\nRead that:");
        drop("scans/two.pdf", "%PDF-" + "y".repeat(6_000));

        awaitDone("one.txt");
        awaitDone("scans/two.pdf");

        assertThat(server.jobs().addresses())
                .hasSize(2)
                .doesNotHaveDuplicates()
                .allMatch(address -> address.startsWith(server.baseUrl() + "/v1beta/files/"));
        assertThat(server.jobs().paid()).containsEntry("Read this", 1);
        assertThat(record("scans/two.pdf").path("tier").asText()).isEqualTo("batch");
        soon().until(() -> isEmpty(folder.submitted()) && server.files() == 0);
    }

    @Test
    void aLineWithoutAnAnswerIsJudgedAsACallIs() throws IOException {
        SCRIPT.missing("is missing")
                .error("is wrong", 3)
                .error("is unlucky", 14)
                .twice("is double");
        drop("missing.txt", "---\ntier: batch\n---\nThis is missing");
        drop("wrong.txt", "---\ntier: batch\n---\nThis is wrong");
        drop("unlucky.txt", "---\ntier: batch\n---\nThis is unlucky");
        drop("double.txt", "---\ntier: batch\n---\nThis is double");

        awaitDone("missing.txt");
        awaitDone("unlucky.txt");
        awaitDone("double.txt");

        assertThat(folder.failed().resolve("wrong.txt")).exists();
        JsonNode error =
                GeminiJson.MAPPER.readTree(
                        folder.failed().resolve("wrong.txt.error.json").toFile());
        assertThat(error.toString()).contains("Error of the script");
        assertThat(server.jobs().paid()).containsEntry("This is missing", 1);
    }

    @Test
    void aDeliveryThatTakesLongerThanTheTimersPeriodIsTheOnlyOne() throws Exception {
        AdviceWith.adviceWith(
                context(),
                "gemini-batch-result",
                route -> route.weaveById("to-gemini-result-outcome").before().delay(2300));
        drop("slow.txt", "---\ntier: batch\n---\nThis takes long");

        awaitDone("slow.txt");
        soon().until(() -> isEmpty(folder.submitted()));

        assertThat(folder.outbox().resolve("slow.txt.record.json")).exists();
        assertThat(folder.outbox().resolve("slow.txt.2.record.json")).doesNotExist();
    }

    /** As after a kill between the line of an answer and its record. */
    @Test
    void anAnswerThatIsDeliveredAgainIsBookedOnce() throws Exception {
        BatchCalls calls = BatchCalls.of(context());
        DailyBudget day = GeminiClient.of(context()).dailyBudget();
        byte[] answer =
                """
                {"candidates":[{"content":{"parts":[{"text":"Yes"}]},"finishReason":"STOP"}],
                 "usageMetadata":{"promptTokenCount":100,"candidatesTokenCount":100,"totalTokenCount":200},
                 "responseId":"delivered-again"}"""
                        .getBytes(StandardCharsets.UTF_8);
        List<BigDecimal> sums = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            sums.add(day.today());
            Exchange exchange = new DefaultExchange(context());
            exchange.getMessage().setHeader(Exchange.FILE_NAME, "again.txt");
            calls.begin(
                    exchange,
                    GeminiJson.MAPPER.readTree("{\"contents\":[{\"parts\":[{\"text\":\"?\"}]}]}"),
                    "gemini-3.8-flash",
                    null,
                    null,
                    1,
                    Instant.now());
            calls.read(exchange, answer);
        }
        assertThat(sums.get(1)).isGreaterThan(sums.get(0));
        assertThat(sums.get(2)).isEqualByComparingTo(sums.get(1));
    }

    @Test
    void promptsOfAJobThatExpiredGoToTheStandardTier() throws IOException {
        SCRIPT.end(server.jobs().created().size() + 1, "EXPIRED");
        drop("late.txt", "---\ntier: batch\n---\nThis is late");

        awaitDone("late.txt");

        assertThat(record("late.txt").path("tier").asText()).isEqualTo("standard");
        assertThat(server.jobs().paid()).containsEntry("This is late", 1);
        assertThat(told("expired").path("requestCounts").toString())
                .isEqualTo("{\"all\":1,\"withResult\":0}");
    }
}
