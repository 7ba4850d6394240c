package io.github.geminiroutes.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.generate.GeminiClient;
import io.github.geminiroutes.testing.CachingServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Documents, and rows of a table, under one large text: what they share is in a cache at Google,
 * where that pays.
 */
class ContextCacheRouteTest extends DropFolderRoutesTestSupport {

    private static final int DOCUMENTS = 60;
    private static final int ROWS = 300;

    /** 10,000 tokens of the server. */
    private static final String SHARED = "What is allowed. ".repeat(2_353);

    /** One for each test: the settings need its address before the test's own fields are there. */
    private static CachingServer server;

    private Path state;

    @AfterEach
    void closeServer() {
        server.close();
        server = null;
    }

    @Override
    List<String> routes() {
        return with(super.routes(), "gemini-files", "gemini-tasks", "gemini-rows");
    }

    @Override
    Properties settings() {
        Properties properties = super.settings();
        if (server == null) {
            server = new CachingServer(Clock.systemUTC());
        }
        state = data.resolve(UUID.randomUUID().toString());
        state.toFile().mkdir();
        properties.setProperty("gemini.base-url", server.baseUrl());
        properties.setProperty("gemini.files.state-file", state.resolve("uploaded").toString());
        return properties;
    }

    private void task(String name, String head) throws IOException {
        drop(
                name + "/task.prompt",
                head + "{{role \"system\"}}Be brief.{{role \"user\"}}" + SHARED + "{{document}}");
    }

    private void documents(String task, int from, int to) throws IOException {
        for (int i = from; i < to; i++) {
            drop(task + "/" + i + ".txt", "Document " + i + " says: " + "more ".repeat(80));
        }
    }

    private void awaitDone(String task, int from, int to) {
        for (int i = from; i < to; i++) {
            String name = task + "/" + i + ".txt";
            soon().until(() -> Files.exists(folder.done().resolve(name)));
        }
    }

    private void table(String name, String head, int rows) throws IOException {
        StringBuilder table = new StringBuilder("number,said\n");
        for (int i = 0; i < rows; i++) {
            table.append(i).append(",more ").append(i).append(" and more\n");
        }
        drop(name + "/rows.csv", table.toString());
        drop(
                name + "/task.prompt",
                head
                        + "---\n{{role \"system\"}}Be brief.{{role \"user\"}}"
                        + SHARED
                        + "{{#if said}}Row {{number}} says: {{said}}{{/if}}");
        soon().until(() -> Files.exists(folder.done().resolve(name + "/rows.csv")));
    }

    @Test
    void rowsCostLessThanHalfAndTheCacheIsDeletedAtTheEnd() throws Exception {
        table("rows-without", "---\nrows: true\ncache: off\n", ROWS);
        long without = server.bill();
        assertThat(server.made()).isZero();

        table("rows-with", "---\nrows: true\nbudget: 2\n", ROWS);
        long with = server.bill() - without;

        assertThat(server.made()).isEqualTo(1);
        assertThat(server.counted()).isEqualTo(1);
        assertThat(with).isLessThan(without * 6 / 10);
        assertThat(askedWithCache())
                .hasSizeGreaterThan(ROWS / 2)
                .allSatisfy(
                        request -> {
                            assertThat(request.has("systemInstruction")).isFalse();
                            assertThat(request.toString()).doesNotContain("What is allowed");
                            assertThat(request.at("/contents/0/parts/0/text").asText())
                                    .startsWith("Row ");
                        });
        String answers =
                Files.readString(folder.outbox().resolve("rows-with/rows.csv.answers.jsonl"));
        assertThat(answers.lines()).hasSize(ROWS);
        context().getRouteController().stopRoute("gemini-generate");
        assertThat(server.names()).isEmpty();
    }

    @Test
    void oneRowMakesNoCacheEvenIfItIsForcedAndTwoDo() throws IOException {
        table("one", "---\nrows: true\ncache: on\n", 1);
        assertThat(server.made()).isZero();
        assertThat(server.counted()).isZero();

        table("two", "---\nrows: true\n", 3);
        assertThat(server.made()).isEqualTo(1);
    }

    private static List<JsonNode> askedWithCache() {
        return server.asked().stream().filter(one -> one.has("cachedContent")).toList();
    }

    @Test
    void sixtyDocumentsCostLessThanHalfAndTheCacheIsDeletedAtTheEnd() throws Exception {
        documents("without", 0, DOCUMENTS);
        task("without", "---\ncache: off\n---\n");
        awaitDone("without", 0, DOCUMENTS);
        long without = server.bill();
        assertThat(server.made()).isZero();

        documents("with", 0, DOCUMENTS);
        task("with", "");
        awaitDone("with", 0, DOCUMENTS);
        long with = server.bill() - without;

        assertThat(server.made()).isEqualTo(1);
        assertThat(server.counted()).isEqualTo(1);
        assertThat(with).isLessThan(without * 6 / 10);
        assertThat(askedWithCache())
                .hasSizeGreaterThan(DOCUMENTS / 2)
                .allSatisfy(
                        request -> {
                            assertThat(request.has("systemInstruction")).isFalse();
                            assertThat(request.toString()).doesNotContain("What is allowed");
                            assertThat(request.at("/contents/0/parts/0/text").asText())
                                    .startsWith("Document ");
                        });
        assertThat(GeminiClient.of(context()).dailyBudget().today().doubleValue()).isPositive();
        assertThat(state.resolve("context-caches")).content().contains(server.names());
        context().getRouteController().stopRoute("gemini-generate");
        assertThat(server.names()).isEmpty();
        assertThat(state.resolve("context-caches")).doesNotExist();
    }

    @Test
    void oneDocumentMakesNoCacheEvenIfItIsForced() throws IOException {
        documents("one", 0, 1);
        task("one", "---\ncache: on\n---\n");
        awaitDone("one", 0, 1);

        assertThat(server.made()).isZero();
        assertThat(server.counted()).isZero();
        assertThat(state.resolve("context-caches")).doesNotExist();

        documents("one", 1, 2);
        awaitDone("one", 1, 2);
        assertThat(server.made()).isEqualTo(1);
        assertThat(askedWithCache()).hasSize(1);
    }

    @Test
    void documentsThatComeOneByOneMakeNoCacheOfThemselves() throws IOException {
        task("slow", "");
        for (int i = 0; i < 4; i++) {
            documents("slow", i, i + 1);
            awaitDone("slow", i, i + 1);
        }

        assertThat(server.made()).isZero();
    }

    @Test
    void aCacheThatIsGoneFailsNoDocumentAndHoldsNobodyUp() throws IOException {
        documents("lost", 0, 2);
        task("lost", "---\ncache: on\n---\n");
        awaitDone("lost", 0, 2);
        assertThat(server.names()).hasSize(1);
        server.loseCaches();

        documents("lost", 2, 5);
        awaitDone("lost", 2, 5);

        assertThat(server.asked()).hasSize(5);
        assertThat(server.made()).isEqualTo(1);
        assertThat(askedWithCache()).hasSize(1);
        assertThat(GeminiClient.of(context()).accountHold().reason()).isNull();
    }

    /** Each document would be parked by it, and fail in the end. */
    @Test
    void aCacheThatTheServerStumblesOverFailsNoDocument() throws IOException {
        documents("stumbles", 0, 2);
        task("stumbles", "---\ncache: on\n---\n");
        awaitDone("stumbles", 0, 2);

        drop("stumbles/2.txt", CachingServer.BREAKS);
        documents("stumbles", 3, 4);
        awaitDone("stumbles", 2, 4);

        assertThat(server.made()).isEqualTo(1);
        assertThat(askedWithCache()).hasSize(2);
    }

    @Test
    void aDocumentThatIsRefusedForItselfCostsNobodyTheCache() throws IOException {
        documents("bad", 0, 2);
        task("bad", "---\ncache: on\n---\n");
        awaitDone("bad", 0, 2);

        drop("bad/no.txt", CachingServer.REFUSED);
        soon().until(() -> Files.exists(folder.failed().resolve("bad/no.txt")));
        documents("bad", 2, 3);
        awaitDone("bad", 2, 3);

        assertThat(folder.failed().resolve("bad/no.txt.error.json"))
                .content()
                .contains("invalid-request", "The document has no pages.");
        assertThat(server.made()).isEqualTo(1);
        assertThat(askedWithCache()).hasSize(2);
    }
}
