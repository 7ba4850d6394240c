package io.github.geminiroutes.routes;

import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.github.geminiroutes.folder.DropFolder;
import io.github.geminiroutes.folder.DropFolderService;
import io.github.geminiroutes.support.GeminiJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** What the head of a task says about how its calls are served holds for its documents and rows. */
class TaskLaneRouteTest extends DropFolderRoutesTestSupport {

    @Override
    List<String> routes() {
        return with(super.routes(), "gemini-tasks", "gemini-rows");
    }

    @Override
    Properties settings() {
        Properties properties = super.settings();
        properties.setProperty("gemini.answer-cache.ttl", "3600");
        properties.setProperty("gemini.answer-cache.dir", data.resolve("answers").toString());
        return properties;
    }

    private void put(String name, String text) throws IOException {
        Path file = folder.inbox().resolve(name);
        Files.createDirectories(file.getParent());
        Path part = Files.writeString(file.resolveSibling(".part"), text);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private void awaitDone(String name) {
        soon().until(() -> Files.exists(folder.done().resolve(name)));
    }

    /** The program's own, which knows of tasks. */
    private DropFolder known() {
        return DropFolderService.of(context).folder();
    }

    private List<LoggedRequest> sent(String part) {
        return gemini.findRequestsMatching(
                        postRequestedFor(ASK).withRequestBody(containing(part)).build())
                .getRequests();
    }

    private String tierOf(String part) throws IOException {
        List<LoggedRequest> calls = sent(part);
        assertThat(calls).as(part).hasSize(1);
        JsonNode request = GeminiJson.MAPPER.readTree(calls.get(0).getBodyAsString());
        return request.path("serviceTier").asText("none");
    }

    @Test
    void theTierOfATaskIsThatOfItsDocumentsAndRows() throws IOException {
        answerInOrder(answer("x"));
        put("docs/task.prompt", "---\ntier: flex\npriority: low\n---\nAsk");
        put("docs/a.txt", "document of flex");
        put("prices/task.prompt", "---\nrows: true\ntier: priority\n---\nAsk {{q}}");
        put("prices/t.csv", "q\nrow of priority\n");
        put("plain/task.prompt", "Ask");
        put("plain/b.txt", "document of none");

        awaitDone("docs/a.txt");
        awaitDone("prices/t.csv");
        awaitDone("plain/b.txt");

        assertThat(tierOf("document of flex")).isEqualTo("flex");
        assertThat(tierOf("row of priority")).isEqualTo("priority");
        assertThat(tierOf("document of none")).isEqualTo("none");
    }

    @Test
    void aTaskWithoutCacheAsksTheSameDocumentAndTheSameRowAgain() throws IOException {
        answerInOrder(answer("x"));
        put("kept/task.prompt", "Ask");
        put("fresh/task.prompt", "---\ncache: off\n---\nAsk afresh");
        put("table/task.prompt", "---\nrows: true\ncache: off\n---\nAsk {{q}} afresh");
        for (String name : List.of("1", "2")) {
            put("kept/" + name + ".txt", "the kept text");
            put("fresh/" + name + ".txt", "the fresh text");
            put("table/" + name + ".csv", "q\nthe row\n");
            awaitDone("kept/" + name + ".txt");
            awaitDone("fresh/" + name + ".txt");
            awaitDone("table/" + name + ".csv");
        }

        assertThat(sent("the kept text")).hasSize(1);
        assertThat(sent("the fresh text")).hasSize(2);
        assertThat(sent("the row")).hasSize(2);
    }

    /** An answer costs 22.5 millionths of a dollar: 5 tokens at 0.75 and 5 at 3.75 a million. */
    @Test
    void documentsAndRowsOfATaskWhoseBudgetIsUsedUpWaitAndOthersGoOn() throws IOException {
        answerInOrder(answer("x"));
        put("docs/task.prompt", "---\nbudget: 0.00004\n---\nAsk");
        put("docs/1.txt", "one of the documents");
        awaitDone("docs/1.txt");
        put("docs/2.txt", "another of the documents");
        put("table/task.prompt", "---\nbudget: 0.00004\nrows: true\n---\nAsk {{q}}");
        put("table/t.csv", "q\nrow 1\nrow 2\nrow 3\n");
        soon().until(() -> known().census().held() == 2);
        put("plain/task.prompt", "Ask");
        put("plain/3.txt", "a document of a task without a budget");
        awaitDone("plain/3.txt");

        assertThat(folder.inbox().resolve("docs/2.txt")).exists();
        assertThat(sent("of the documents")).hasSize(1);
        assertThat(sent("row ")).hasSize(1);
        assertThat(known().census().troubles().get("docs"))
                .contains("budget of 0.00004 USD", "goes on at");
        assertThat(known().census().troubles()).containsOnlyKeys("docs", "table");
        assertThat(known().isAnyWaiting()).as("a drain ends").isFalse();

        put("docs/task.prompt", "---\nbudget: 1\n---\nAsk");
        put("table/task.prompt", "---\nbudget: 1\nrows: true\n---\nAsk {{q}}");
        awaitDone("docs/2.txt");
        awaitDone("table/t.csv");
        assertThat(sent("row ")).as("no answer is paid for twice").hasSize(3);
    }
}
