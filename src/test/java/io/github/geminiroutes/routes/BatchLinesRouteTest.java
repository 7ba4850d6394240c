package io.github.geminiroutes.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.task.rows.RowFiles;
import io.github.geminiroutes.testing.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Google's batch lines in the inbox, from end to end. */
@Order(4)
class BatchLinesRouteTest extends RowsRoutesTestSupport {

    private static final String DAY_USED_UP =
            """
            {"error":{"code":429,"message":"Quota.","status":"RESOURCE_EXHAUSTED","details":[
             {"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{"quotaMetric":"m",
              "quotaId":"GenerateRequestsPerDayPerProjectPerModel-FreeTier"}]}]}}""";

    private static String line(String key, String text) {
        return """
        {"key":"%s","request":{"contents":[{"parts":[{"text":"%s"}]}]}}
        """
                .formatted(key, text);
    }

    private static String lines(int from, int to) {
        StringBuilder lines = new StringBuilder();
        IntStream.range(from, to)
                .forEach(i -> lines.append(line("key-" + i, "Question number " + i)));
        return lines.toString();
    }

    private List<JsonNode> results(String name) throws IOException {
        List<JsonNode> results = new ArrayList<>();
        for (String line : Files.readAllLines(folder.outbox().resolve(name))) {
            results.add(GeminiJson.MAPPER.readTree(line));
        }
        return results;
    }

    private static String text(JsonNode result) {
        return result.at("/response/candidates/0/content/parts/0/text").asText();
    }

    private void awaitDone(String name) {
        soon().until(() -> Files.exists(folder.done().resolve(name)));
        assertThat(folder.inbox().resolve(name)).doesNotExist();
    }

    private JsonNode awaitFailed(String name) throws IOException {
        soon().until(() -> Files.exists(folder.failed().resolve(name)));
        return GeminiJson.MAPPER.readTree(folder.failed().resolve(name + ".error.json").toFile());
    }

    private List<Path> progressFiles() throws IOException {
        try (var files = Files.list(data.resolve(".gemini-rows"))) {
            return files.toList();
        }
    }

    @Test
    void givesOneResultFileInTheOrderOfTheLines() throws IOException {
        String lines = lines(0, 700);

        drop("many.jsonl", lines);

        awaitDone("many.jsonl");
        List<JsonNode> results = results("many.jsonl.answers.jsonl");
        assertThat(results).hasSize(700);
        for (int i = 0; i < 700; i++) {
            assertThat(results.get(i).path("key").asText()).isEqualTo("key-" + i);
            assertThat(text(results.get(i))).isEqualTo("Answer to: Question number " + i);
        }
        assertThat(folder.done().resolve("many.jsonl")).hasContent(lines);
        assertThat(server.log().arrived()).isEqualTo(700);
        assertThat(progressFiles()).isEmpty();
        assertThat(RowFiles.of(context()).answered()).isGreaterThanOrEqualTo(700);
    }

    /** The bytes of a stranger are in the key and in the answer. */
    @Test
    void noLineOfTheResultSteersATerminal() throws IOException {
        drop("odd.jsonl", line("a\u202eb", "c\u009b31md"));

        awaitDone("odd.jsonl");
        assertThat(folder.outbox().resolve("odd.jsonl.answers.jsonl"))
                .content()
                .doesNotContain("\u202e")
                .doesNotContain("\u009b");
        JsonNode result = results("odd.jsonl.answers.jsonl").get(0);
        assertThat(result.path("key").asText()).isEqualTo("a\u202eb");
        assertThat(text(result)).isEqualTo("Answer to: c\u009b31md");
    }

    @Test
    void aLineThatFailsLeavesTheOthersTheirAnswersAndIsAskedAlone() throws IOException {
        server.when(request -> request.prompt().equals("bad"), Reply.of(400, BAD_REQUEST));
        String lines =
                line("a", "one")
                        + "no JSON\n"
                        + line("b", "bad")
                        + line("a", "the key of another")
                        + "\n"
                        + line("c", "three");

        drop("some.jsonl", lines);

        JsonNode error = awaitFailed("some.jsonl");
        assertThat(error.path("rowCounts").path("answered").asInt()).isEqualTo(2);
        assertThat(error.path("rowCounts").path("failed").asInt()).isEqualTo(3);
        assertThat(error.path("rows").findValuesAsText("row")).containsExactly("2", "3", "4");
        assertThat(error.path("rows").findValuesAsText("line")).containsExactly("2", "3", "4");
        assertThat(error.path("message").asText()).startsWith("3 of 5 rows failed; the first is");
        List<JsonNode> results = results("some.jsonl.answers.jsonl");
        assertThat(results).hasSize(5);
        assertThat(text(results.get(0))).isEqualTo("Answer to: one");
        assertThat(results.get(1).at("/error/message").asText()).startsWith("line 2: ");
        assertThat(results.get(2).at("/error/code").asInt()).isEqualTo(3);
        assertThat(results.get(2).at("/error/message").asText()).isEqualTo("Invalid value.");
        assertThat(text(results.get(4))).isEqualTo("Answer to: three");
        assertThat(server.log().arrived()).isEqualTo(3);

        // Mended, and put back by hand: what was answered is not asked again.
        Files.writeString(
                folder.failed().resolve("some.jsonl"),
                line("a", "one") + line("n", "new") + line("b", "good") + line("c", "three"));
        Files.move(folder.failed().resolve("some.jsonl"), folder.inbox().resolve("some.jsonl"));

        awaitDone("some.jsonl");
        results = results("some.jsonl.answers.jsonl");
        assertThat(results.stream().map(BatchLinesRouteTest::text))
                .containsExactly(
                        "Answer to: one", "Answer to: new", "Answer to: good", "Answer to: three");
        assertThat(server.log().arrived()).isEqualTo(5);
        assertThat(folder.outbox().resolve("some.jsonl.2.answers.jsonl")).doesNotExist();
        assertThat(progressFiles()).isEmpty();
    }

    @Test
    void aFileThatHasNoBatchLinesFailsBeforeAnyCall() throws IOException {
        drop("prose.jsonl", "Dear all,\nthis is no JSON.\n");
        drop("other.jsonl", "{\"custom_id\":\"1\",\"body\":{}}\n");
        drop("long.jsonl", line("a", "x".repeat(21_000_000)));
        drop(
                "trees.jsonl",
                line("a", "b").replace("}]}}", "}]},\"x\":[" + "{},".repeat(200_000) + "{}]}"));

        assertThat(awaitFailed("prose.jsonl").path("message").asText())
                .startsWith("line 1: each line must be");
        assertThat(awaitFailed("other.jsonl").path("class").asText())
                .isEqualTo(awaitFailed("prose.jsonl").path("class").asText());
        assertThat(awaitFailed("long.jsonl").path("message").asText())
                .contains("21000", "gemini.max-request-size");
        assertThat(awaitFailed("trees.jsonl").path("message").asText())
                .startsWith("line 1: each line must be");
        assertThat(server.log().arrived()).isZero();
    }

    @Test
    void aLimitOfTheDayParksTheFileWithItsAnswers() throws IOException {
        server.when(request -> request.model().equals("gemini-spent"), Reply.of(429, DAY_USED_UP));
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 50; i++) {
            String model = i % 2 == 0 ? "gemini-3.8-flash" : "gemini-spent";
            lines.append(
                    """
                    {"key":"%d","request":{"model":"models/%s","contents":[{"parts":[{"text":"q%d"}]}]}}
                    """
                            .formatted(i, model, i));
        }

        drop("day.jsonl", lines.toString());

        soon().until(() -> Files.exists(folder.parked().resolve("day.jsonl")));
        JsonNode record =
                GeminiJson.MAPPER.readTree(
                        folder.parked().resolve("day.jsonl.parked.json").toFile());
        assertThat(record.path("rowCounts").path("answered").asInt()).isEqualTo(25);
        assertThat(record.path("rowCounts").path("waiting").asInt()).isEqualTo(25);
        assertThat(record.path("notBefore").asText()).isNotEmpty();
        assertThat(progressFiles()).hasSize(1);
        assertThat(folder.outbox().resolve("day.jsonl.answers.jsonl")).doesNotExist();
        Files.delete(folder.parked().resolve("day.jsonl"));
        Files.delete(folder.parked().resolve("day.jsonl.parked.json"));
        Files.delete(progressFiles().get(0));
    }

    @Test
    void aFileThatIsEditedKeepsTheAnswersOfTheLinesThatAreTheSame() throws IOException {
        CompletableFuture<Void> isEdited = new CompletableFuture<>();
        server.when(
                request -> request.prompt().equals("slow"),
                new Reply.Once(isEdited, Reply.of(400, BAD_REQUEST)));
        drop("edited.jsonl", lines(0, 20) + line("s", "slow"));
        soon().until(() -> server.log().arrived() >= 21);

        drop("edited.jsonl", line("new", "in front") + lines(5, 20));
        isEdited.complete(null);

        awaitDone("edited.jsonl");
        List<JsonNode> results = results("edited.jsonl.answers.jsonl");
        assertThat(results).hasSize(16);
        assertThat(text(results.get(0))).isEqualTo("Answer to: in front");
        assertThat(text(results.get(15))).isEqualTo("Answer to: Question number 19");
        assertThat(server.log().arrived()).isEqualTo(22);
    }

    @Test
    void linesThatAreEqualAreAskedAsOftenAsTheyStandThere() throws IOException {
        drop("equal.jsonl", line("1", "same") + line("2", "same") + line("3", "same"));

        awaitDone("equal.jsonl");
        assertThat(results("equal.jsonl.answers.jsonl")).hasSize(3);
        assertThat(server.log().arrived()).isEqualTo(3);
    }

    @Test
    void aFileAskedAgainOnPurposeIsAskedAnewBesideItsEarlierAnswers() throws IOException {
        drop("again.jsonl", lines(0, 2));
        awaitDone("again.jsonl");

        Files.move(folder.done().resolve("again.jsonl"), folder.inbox().resolve("again.jsonl"));

        soon().until(() -> Files.exists(folder.done().resolve("again.jsonl.2")));
        assertThat(results("again.jsonl.2.answers.jsonl")).hasSize(2);
        assertThat(results("again.jsonl.answers.jsonl")).hasSize(2);
        assertThat(server.log().arrived()).isEqualTo(4);
    }
}
