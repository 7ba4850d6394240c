package io.github.geminiroutes.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.generate.GeminiClient;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.PromptRequest;
import io.github.geminiroutes.testing.RecordedMessage;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is too large to go with a request: attachments, media of templates, documents of tasks. */
class LargeFilesRouteTest extends DropFolderRoutesTestSupport {

    /** Alone it is over the limit of the test. */
    private static final String LARGE = "%PDF-1.7 " + "x".repeat(5_000) + " %%EOF";

    private static final String SMALL = "%PDF-1.7 small %%EOF";

    /** One for each test: the settings need its address before the test's own fields are there. */
    private static GeminiServer server;

    private static final List<PromptRequest> asked = new CopyOnWriteArrayList<>();

    @AfterEach
    void closeServer() {
        server.close();
        server = null;
        asked.clear();
    }

    @Override
    List<String> routes() {
        return with(super.routes(), "gemini-files", "gemini-tasks");
    }

    @Override
    Properties settings() {
        Properties properties = super.settings();
        if (server == null) {
            server = GeminiServer.start();
            server.watch((RecordedMessage call) -> asked.add(call.request()));
        }
        properties.setProperty("gemini.base-url", server.baseUrl());
        properties.setProperty("gemini.budget.usd-per-day", "5");
        properties.setProperty("gemini.max-request-size", "4000");
        properties.setProperty("gemini.files.max-size", "9000");
        properties.setProperty("gemini.files.state-file", data.resolve("uploaded").toString());
        return properties;
    }

    private void put(String name, String content) throws IOException {
        Path file = folder.inbox().resolve(name);
        Files.createDirectories(file.getParent());
        Path part =
                Files.write(file.resolveSibling(".part"), content.getBytes(StandardCharsets.UTF_8));
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private JsonNode record(String name) throws IOException {
        soon().until(() -> Files.exists(folder.done().resolve(name)));
        return GeminiJson.MAPPER.readTree(folder.outbox().resolve(name + ".record.json").toFile());
    }

    private JsonNode error(String name) throws IOException {
        soon().until(() -> Files.exists(folder.failed().resolve(name)));
        return GeminiJson.MAPPER.readTree(folder.failed().resolve(name + ".error.json").toFile());
    }

    private JsonNode parts(int call) {
        return asked.get(call).body().at("/contents/0/parts");
    }

    @Test
    void onlyTheAttachmentThatDoesNotFitIsUploaded() throws IOException {
        put("files/small.pdf", SMALL);
        put("files/large.pdf", LARGE);
        put("a1.txt", "---\nattachments: [files/small.pdf, files/large.pdf]\n---\nCompare");

        JsonNode record = record("a1.txt");

        assertThat(parts(0).path(0).has("inlineData")).isTrue();
        assertThat(parts(0).at("/1/fileData/mimeType").asText()).isEqualTo("application/pdf");
        assertThat(parts(0).at("/1/fileData/fileUri").asText())
                .endsWith(server.files().names().get(0));
        assertThat(parts(0).at("/2/text").asText()).isEqualTo("Compare");
        assertThat(record.at("/uploads/0/name").asText()).isEqualTo("files/large.pdf");
        assertThat(record.at("/uploads/0/sizeBytes").asLong()).isEqualTo(LARGE.length());
        assertThat(record.path("uploads")).hasSize(1);
        assertThat(data.resolve("uploaded")).content().contains(server.files().names());
    }

    @Test
    void nothingIsUploadedOnADayWhoseBudgetIsUsedUp() throws IOException {
        GeminiClient.of(context).dailyBudget().add(new BigDecimal("5"));
        put("docs/task.prompt", "Ask");
        put("docs/large.pdf", LARGE);

        soon().until(() -> Files.exists(folder.parked().resolve("docs/large.pdf")));

        assertThat(server.files().names()).isEmpty();
        assertThat(asked).isEmpty();
    }

    @Test
    void mediaOfATemplateKeepsItsPlace() throws IOException {
        put("files/large.pdf", LARGE);
        put("a.prompt", "Look at {{media url=\"files/large.pdf\"}} and say");

        record("a.prompt");

        assertThat(parts(0).at("/0/text").asText()).isEqualTo("Look at ");
        assertThat(parts(0).path(1).has("fileData")).isTrue();
    }

    @Test
    void aDocumentOfATaskIsUploadedOnceForAllThatNeedIt() throws IOException {
        put("big/task.prompt", "Say what {{name}} is: {{media url=document}}");
        put("big/film.pdf", LARGE);
        put("big/again.pdf", LARGE);
        put("big/words.txt", "many words, ".repeat(500));

        JsonNode record = record("big/film.pdf");
        record("big/again.pdf");
        record("big/words.txt");

        assertThat(server.files().names()).hasSize(2);
        assertThat(record.at("/uploads/0/sha256").asText())
                .isEqualTo(record.path("sha256").asText());
        assertThat(asked)
                .allSatisfy(
                        request -> assertThat(request.body().findValues("fileData")).hasSize(1));
        assertThat(asked.stream().map(r -> r.body().findValue("mimeType").asText()))
                .contains("text/plain", "application/pdf");
    }

    @Test
    void aFileThatIsGoneWhenTheCallIsMadeIsUploadedAgainOnce() throws IOException {
        server.files().loseBeforeNextCall();
        put("files/large.pdf", LARGE);
        put("a4.txt", "---\nattachments: [files/large.pdf]\n---\nCompare");

        JsonNode record = record("a4.txt");

        assertThat(record.path("attempts").asInt()).isEqualTo(2);
        assertThat(server.files().events()).containsExactly("start", "final", "start", "final");
    }

    @Test
    void aFileThatStaysAwayFailsItsPrompt() throws IOException {
        server.files().loseBeforeEachCall();
        put("files/large.pdf", LARGE);
        put("a5.txt", "---\nattachments: [files/large.pdf]\n---\nCompare");

        assertThat(error("a5.txt").path("message").asText()).contains("access the File");
        assertThat(asked).hasSize(2);
    }

    @Test
    void aFileOverTheLimitForFilesFailsInWordsWithoutACall() throws IOException {
        put("files/larger.pdf", LARGE + LARGE);
        put("a6.txt", "---\nattachments: [files/larger.pdf]\n---\nCompare");
        put("b6.txt", "word ".repeat(1_000));

        assertThat(error("a6.txt").path("message").asText())
                .contains("gemini.files.max-size", "files/larger.pdf");
        assertThat(error("b6.txt").path("message").asText()).contains("gemini.max-request-size");
        assertThat(asked).isEmpty();
        assertThat(server.files().events()).isEmpty();
    }

    @Test
    void theEndOfTheProgramDeletesWhatNobodyNeeds() throws IOException {
        put("files/large.pdf", LARGE);
        put("a7.txt", "---\nattachments: [files/large.pdf]\n---\nCompare");
        record("a7.txt");
        assertThat(server.files().names()).hasSize(1);

        context.stop();

        assertThat(server.files().names()).isEmpty();
        assertThat(data.resolve("uploaded")).doesNotExist();
    }
}
