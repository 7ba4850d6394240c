package io.github.geminiroutes.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.folder.DropFolderService;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.task.rows.RowFiles;
import io.github.geminiroutes.task.rows.RowProgress;
import io.github.geminiroutes.testing.BatchScript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** Rows of the batch lane, from the table in the inbox to its answers. */
class BatchRowsRouteTest extends BatchRoutesTestSupport {

    private static final BatchScript SCRIPT = new BatchScript();

    @Override
    BatchScript script() {
        return SCRIPT;
    }

    @Override
    List<String> routes() {
        return with(super.routes(), "gemini-tasks", "gemini-rows");
    }

    @Override
    Properties settings() {
        Properties properties = super.settings();
        properties.setProperty("gemini.batch.linger", "0.5");
        properties.setProperty("gemini.batch.max-requests", "4");
        properties.setProperty("gemini.batch.fallback", "standard");
        properties.setProperty("gemini.parking.base-delay", "0.1");
        return properties;
    }

    private void task(String name, String prompt) throws IOException {
        Path task = Files.createDirectories(folder.inbox().resolve(name));
        Files.writeString(
                task.resolve("task.prompt"), "---\nrows: true\ntier: batch\n---\n" + prompt);
    }

    private List<Path> progressFiles() throws IOException {
        try (var files = Files.list(data.resolve(".gemini-rows"))) {
            return files.toList();
        }
    }

    private List<JsonNode> results(String name) throws IOException {
        List<JsonNode> results = new ArrayList<>();
        for (String line : Files.readAllLines(folder.outbox().resolve(name + ".answers.jsonl"))) {
            results.add(GeminiJson.MAPPER.readTree(line));
        }
        return results;
    }

    @Test
    void rowsAreAnsweredInTheOrderOfTheirTableAtHalfThePrice() throws IOException {
        long before = server.jobs().bill().batch().answers();
        int asked = server.jobs().askedNow();
        task("adverts", "Advertise {{product}}");
        String table = "product\napple\npear\nplum\nplum\n\"fig, wild\"\nlime\n";
        drop("adverts/fruit.csv", table);
        drop("word.txt", "---\ntier: batch\n---\nA prompt beside them");

        awaitFile(folder.done().resolve("adverts/fruit.csv"));
        awaitFile(folder.done().resolve("word.txt"));

        assertThat(folder.outbox().resolve("adverts/fruit.csv.answers.csv"))
                .hasContent(
                        """
                        product,answer,error
                        apple,Answer to: Advertise apple,
                        pear,Answer to: Advertise pear,
                        plum,Answer to: Advertise plum,
                        plum,Answer to: Advertise plum,
                        "fig, wild","Answer to: Advertise fig, wild",
                        lime,Answer to: Advertise lime,
                        """);
        assertThat(results("adverts/fruit.csv")).hasSize(6);
        assertThat(folder.done().resolve("adverts/fruit.csv")).hasContent(table);
        assertThat(server.jobs().bill().batch().answers() - before).isEqualTo(7);
        assertThat(server.jobs().askedNow()).isEqualTo(asked);
        assertThat(server.jobs().created().values()).allMatch(size -> size <= 4);
        soon().until(() -> isEmpty(folder.submitted()) && progressFiles().isEmpty());
        assertThat(RowFiles.of(context()).answered()).isGreaterThanOrEqualTo(6);
        assertThat(RowFiles.of(context()).inLane()).isZero();
    }

    @Test
    void rowsWithoutAnAnswerAreAskedAgainAndThoseThatAreRefusedFail() throws IOException {
        SCRIPT.missing("is missing")
                .error("is wrong", 3)
                .error("is unlucky", 14)
                .twice("is double");
        task("words", "This {{what}}");
        drop("words/some.csv", "what\nis missing\nis wrong\nis unlucky\nis double\nis good\n");

        awaitFile(folder.failed().resolve("words/some.csv.error.json"));

        JsonNode error =
                GeminiJson.MAPPER.readTree(
                        folder.failed().resolve("words/some.csv.error.json").toFile());
        assertThat(error.at("/rowCounts/answered").asInt()).isEqualTo(4);
        assertThat(error.path("rows").findValuesAsText("row")).containsExactly("2");
        List<JsonNode> results = results("words/some.csv");
        assertThat(results.get(0).at("/response/candidates/0/content/parts/0/text").asText())
                .isEqualTo("Answer to: This is missing");
        assertThat(results.get(1).at("/error/message").asText()).contains("Error of the script");
        assertThat(server.jobs().paid())
                .containsAllEntriesOf(
                        Map.of("This is missing", 1, "This is unlucky", 1, "This is good", 1));

        Files.delete(folder.failed().resolve("words/some.csv.error.json"));
        Files.move(
                folder.failed().resolve("words/some.csv"),
                folder.inbox().resolve("words/some.csv"));
        awaitFile(folder.done().resolve("words/some.csv"));
        assertThat(results("words/some.csv")).allMatch(line -> line.has("response"));
        assertThat(server.jobs().paid())
                .as("only the row that failed is asked again")
                .containsAllEntriesOf(Map.of("This is wrong", 1, "This is good", 1));
    }

    @Test
    void rowsOfAJobThatExpiredGoToTheStandardTier() throws IOException {
        SCRIPT.end(server.jobs().created().size() + 1, "EXPIRED");
        int asked = server.jobs().askedNow();
        task("late", "Say {{what}}");
        drop("late/table.csv", "what\nlate one\nlate two\n");

        awaitFile(folder.done().resolve("late/table.csv"));

        assertThat(server.jobs().askedNow()).isEqualTo(asked + 2);
        assertThat(server.jobs().paid()).containsEntry("Say late one", 1);
    }

    @Test
    void aTableWhoseRowsAreInAJobShowsHowFarItIsAndHoldsNoPlace() throws IOException {
        SCRIPT.jobTime(Duration.ofHours(1));
        task("slow", "Take time for {{what}}");
        drop("slow/table.csv", "what\none\ntwo\nthree\n");
        RowFiles rows = RowFiles.of(context());
        DropFolderService dropFolder = DropFolderService.of(context());

        soon().until(() -> rows.inLane() == 1 && dropFolder.counters().inFlight() == 0);

        assertThat(rows.progress()).containsExactly(new RowProgress("slow/table.csv", 0, 0, 3));
        assertThat(dropFolder.folderCounts().submitted()).isGreaterThanOrEqualTo(3);
        assertThat(dropFolder.folder().census().submitted()).isEqualTo(1);
        assertThat(folder.inbox().resolve("slow/table.csv")).exists();
        SCRIPT.jobTime(Duration.ofMillis(300));
        awaitFile(folder.done().resolve("slow/table.csv"));
        soon().until(() -> rows.inLane() == 0 && dropFolder.folderCounts().submitted() == 0);
    }

    @Test
    void aTableIsShownWhileTheBudgetOfItsTaskHasNoRoomForMoreOfItsRows() throws IOException {
        SCRIPT.jobTime(Duration.ofHours(1));
        Path task = Files.createDirectories(folder.inbox().resolve("poor"));
        Files.writeString(
                task.resolve("task.prompt"),
                "---\nrows: true\ntier: batch\nbudget: 0.0005\nconfig: {maxOutputTokens: 100}\n---\n"
                        + "Poor {{what}}");
        drop("poor/table.csv", "what\none\ntwo\nthree\n");
        RowFiles rows = RowFiles.of(context());

        soon().until(() -> DropFolderService.of(context()).folderCounts().submitted() == 2);
        RowProgress some = new RowProgress("poor/table.csv", 0, 0, 3);
        soon().during(Duration.ofMillis(500)).until(() -> rows.progress().contains(some));
        SCRIPT.jobTime(Duration.ofMillis(300));
        awaitFile(folder.done().resolve("poor/table.csv"));
        assertThat(results("poor/table.csv")).hasSize(3);
    }

    @Test
    void rowsThatAreAddedWhileOthersAreInAJobAreAskedAlone() throws IOException {
        SCRIPT.jobTime(Duration.ofHours(1));
        int jobs = server.jobs().created().size();
        task("growing", "Grow {{what}}");
        drop("growing/table.csv", "what\nred\nblue\n");
        soon().until(() -> RowFiles.of(context()).inLane() == 1);
        soon().until(() -> server.jobs().created().size() == jobs + 1);

        drop("growing/table.csv", "what\ngreen\nred\n");
        soon().until(() -> server.jobs().created().size() == jobs + 2);
        SCRIPT.jobTime(Duration.ofMillis(300));

        awaitFile(folder.done().resolve("growing/table.csv"));
        assertThat(folder.outbox().resolve("growing/table.csv.answers.csv"))
                .hasContent(
                        "what,answer,error\ngreen,Answer to: Grow green,\nred,Answer to: Grow red,\n");
        assertThat(server.jobs().paid())
                .containsEntry("Grow red", 1)
                .containsEntry("Grow green", 1);
    }

    @Test
    void linesOfOneFileHaveEachTheirTier() throws IOException {
        int asked = server.jobs().askedNow();
        String line =
                "{\"key\":\"%s\",\"request\":{%s\"contents\":[{\"parts\":[{\"text\":\"Line %s\"}]}]}}\n";
        drop(
                "lines.jsonl",
                line.formatted("a", "\"tier\":\"batch\",", "a") + line.formatted("b", "", "b"));

        awaitFile(folder.done().resolve("lines.jsonl"));

        assertThat(results("lines.jsonl")).hasSize(2).allMatch(result -> result.has("response"));
        assertThat(server.jobs().askedNow()).isEqualTo(asked + 1);
        assertThat(server.jobs().paid()).containsEntry("Line a", 1).containsEntry("Line b", 1);
    }
}
