package io.github.geminiroutes.routes;

import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.generate.Call;
import io.github.geminiroutes.generate.GeminiHeaders;
import io.github.geminiroutes.prompt.InvalidPromptException;
import io.github.geminiroutes.support.GeminiJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.Exchange;
import org.apache.camel.builder.ExchangeBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A message names a task folder, and its body is the document. */
class MessageTaskRouteTest extends MessageRoutesTestSupport {

    private static final byte[] PDF = "%PDF-1.4\n%%EOF\n".getBytes(StandardCharsets.US_ASCII);

    @TempDir static Path data;

    @Override
    List<String> routes() {
        return List.of(
                "gemini-generate",
                "gemini-redelivery",
                "gemini-messages",
                "gemini-message-outcome",
                "gemini-prompt-files",
                "gemini-prompt-outcome",
                "gemini-tasks");
    }

    @Override
    Properties settings() {
        Properties properties = super.settings();
        properties.setProperty("gemini.data-dir", data.toString());
        properties.setProperty("gemini.prompts.quiet-period", "0");
        properties.setProperty("gemini.retry.max-retries", "0");
        properties.setProperty("gemini.max-request-size", "100000");
        return properties;
    }

    @BeforeEach
    void answer() throws IOException {
        write("mail", "Sum {{name}} up: {{document}}");
        gemini.stubFor(post(ASK).willReturn(answer("short")));
    }

    private static void write(String task, String prompt) throws IOException {
        Path folder = Files.createDirectories(data.resolve("inbox").resolve(task));
        Files.writeString(folder.resolve("task.prompt"), prompt);
    }

    private Exchange ask(String task, Object body, Map<String, Object> headers) {
        ExchangeBuilder message =
                ExchangeBuilder.anExchange(context())
                        .withBody(body)
                        .withHeader(GeminiHeaders.TASK, task);
        headers.forEach(message::withHeader);
        return template().send("direct:gemini-task", message.build());
    }

    private JsonNode parts() throws IOException {
        assertThat(calls()).isEqualTo(1);
        return GeminiJson.MAPPER
                .readTree(
                        gemini.findRequestsMatching(postRequestedFor(ASK).build())
                                .getRequests()
                                .get(0)
                                .getBodyAsString())
                .path("contents")
                .path(0)
                .path("parts");
    }

    @Test
    void aTextIsDataOfTheStandingPromptAndBookedUnderItsTask() throws IOException {
        Exchange exchange =
                ask("mail", "{{name}} & <b>", Map.of(Exchange.FILE_NAME, "../../etc/a.txt"));

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody()).isEqualTo("short");
        assertThat(parts().path(0).path("text").asText()).isEqualTo("Sum a.txt up: {{name}} & <b>");
        assertThat(Call.of(exchange).task()).isEqualTo("mail");
        assertThat(exchange.getProperties()).doesNotContainKey("gemini-task-document");
        assertThat(data.resolve("inbox/mail")).isDirectoryNotContaining("glob:**/a.txt");
    }

    @Test
    void bytesAndStreamsAreMediaOrTextByWhatTheyHold() throws IOException {
        ask("mail", new ByteArrayInputStream(PDF), Map.of());

        assertThat(parts().path(1).path("inlineData").path("mimeType").asText())
                .isEqualTo("application/pdf");
        assertThat(parts().path(1).path("inlineData").path("data").asText())
                .isEqualTo(Base64.getEncoder().encodeToString(PDF));
    }

    @Test
    void theContentTypeTellsCharsetAndType() throws IOException {
        byte[] latin = "Gr\u00fc\u00dfe".getBytes(StandardCharsets.ISO_8859_1);
        ask("mail", latin, Map.of(Exchange.CONTENT_TYPE, "text/plain; charset=ISO-8859-1"));

        assertThat(parts().path(0).path("text").asText()).endsWith("Gr\u00fc\u00dfe");
        gemini.resetRequests();
        byte[] noMark = {0, 1, 2, 3, (byte) 0xff, (byte) 0xfe, 9};
        assertThat(ask("mail", noMark, Map.of()).getException())
                .isInstanceOf(InvalidPromptException.class);
        ask("mail", noMark, Map.of(Exchange.CONTENT_TYPE, "audio/aac"));

        assertThat(parts().path(1).path("inlineData").path("mimeType").asText())
                .isEqualTo("audio/aac");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nobody",
                "",
                "..",
                "../data",
                "/etc",
                "mail/../mail",
                "mail\\x",
                ".git",
                "a\0b"
            })
    void whatIsNoTaskIsRefusedWithoutACall(String task) {
        assertThat(ask(task, "text", Map.of()).getException())
                .isInstanceOf(InvalidPromptException.class)
                .hasMessageContaining(GeminiHeaders.TASK)
                .hasMessageContaining("is no task");
        assertThat(calls()).isZero();
    }

    @Test
    void tasksOfRowsAndBodiesThatAreNoDocumentsAreRefused() throws IOException {
        write("rows", "---\nrows: true\n---\n{{a}}");

        assertThat(ask("rows", "a,b", Map.of()).getException()).hasMessageContaining("rows");
        assertThat(ask("mail", Map.of("a", 1), Map.of()).getException())
                .hasMessageContaining("no document");
        assertThat(ask("mail", " ", Map.of()).getException()).hasMessageContaining("blanks");
        assertThat(ask("mail", new byte[100_001], Map.of()).getException())
                .hasMessageContaining("gemini.max-request-size");
        assertThat(calls()).isZero();
    }

    @Test
    void aBrokenChangeLeavesTheLastGoodPromptInUseAndAGoneOneNone() throws IOException {
        write("steady", "One: {{document}}");
        assertThat(ask("steady", "a", Map.of()).getException()).isNull();
        write("steady", "{{#if broken");
        assertThat(ask("steady", "b", Map.of()).getException()).isNull();

        assertThat(calls()).isEqualTo(2);
        Files.delete(data.resolve("inbox/steady/task.prompt"));
        assertThat(ask("steady", "c", Map.of()).getException()).hasMessageContaining("is no task");
    }

    /** The host's dead letter channel gets the document, and a further attempt asks the same. */
    @Test
    void aFailureGivesTheDocumentBack() {
        gemini.resetAll();
        answerInOrder(recorded(503, "503-overloaded"), answer("yes"));

        Exchange exchange = ask("mail", PDF, Map.of());
        assertThat(exchange.getException()).isNotNull();
        assertThat(exchange.getMessage().getBody()).isSameAs(PDF);

        exchange.setException(null);
        template().send("direct:gemini-task", exchange);
        assertThat(exchange.getMessage().getBody()).isEqualTo("yes");
        assertThat(Call.of(exchange).attempts()).isEqualTo(2);
    }

    @Test
    void aMessageOfABrokerNamesATaskToo() throws IOException {
        Map<String, Object> headers = new HashMap<>();
        headers.put(GeminiHeaders.TASK, "mail".getBytes(StandardCharsets.UTF_8));
        headers.put("Content-Type", "application/pdf");
        template().sendBodyAndHeaders("direct:gemini-message", PDF, headers);

        assertThat(replies().getExchanges()).hasSize(1);
        assertThat(parts().path(1).path("inlineData").path("mimeType").asText())
                .isEqualTo("application/pdf");
    }

    @Test
    void aMessageThatNamesNoTaskOfTheInboxIsADeadLetter() {
        template().sendBodyAndHeader("direct:gemini-message", PDF, GeminiHeaders.TASK, "../../etc");

        assertThat(deadLetters().getExchanges())
                .singleElement()
                .satisfies(
                        dead -> {
                            assertThat(dead.getMessage().getBody()).isEqualTo(PDF);
                            assertThat(
                                            dead.getMessage()
                                                    .getHeader(
                                                            GeminiHeaders.FAILURE_MESSAGE,
                                                            String.class))
                                    .contains("is no task");
                        });
        assertThat(calls()).isZero();
    }
}
