package io.github.geminiroutes.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.folder.DropFolderService;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.testing.Reply;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Tables in task folders, from end to end. */
@Order(4)
class RowsRouteTest extends RowsRoutesTestSupport {

    @Override
    List<String> routes() {
        return with(super.routes(), "gemini-tasks");
    }

    @Override
    Properties settings() {
        Properties properties = super.settings();
        properties.setProperty("gemini.prompts.missing-wait", "1");
        return properties;
    }

    private void task(String folder, String prompt) throws IOException {
        Files.createDirectories(folderOf(folder));
        Files.writeString(folderOf(folder).resolve("task.prompt"), prompt);
    }

    private Path folderOf(String name) {
        return folder.inbox().resolve(name);
    }

    private void awaitFile(Path file) {
        soon().until(() -> Files.exists(file));
    }

    @Test
    void answersEachRowOfATableAndWritesItsColumns() throws IOException {
        task("ads", "---\nrows: true\n---\nAdvertise {{product}} for {{price}}.");

        drop("ads/spring/list.csv", "product;price;\nPear, green;3 €;x\n\"a \"\"b\"\"\";=1+1;\n");

        awaitFile(folder.done().resolve("ads/spring/list.csv"));
        assertThat(Files.readString(folder.outbox().resolve("ads/spring/list.csv.answers.csv")))
                .isEqualTo(
                        "product;price;;answer;error\r\n"
                                + "Pear, green;3 €;x;Answer to: Advertise Pear, green for 3 €.;\r\n"
                                + "\"a \"\"b\"\"\";=1+1;;\"Answer to: Advertise a \"\"b\"\" for =1+1.\";\r\n");
        assertThat(Files.readAllLines(folder.outbox().resolve("ads/spring/list.csv.answers.jsonl")))
                .hasSize(2)
                .first()
                .asString()
                .startsWith("{\"key\":\"1\",\"response\":{\"candidates\":");
        assertThat(folder.inbox().resolve("ads/task.prompt")).exists();
        assertThat(server.log().arrived()).isEqualTo(2);
    }

    /** The fault is not the table's: it waits. */
    @Test
    void aTableWhoseAnswersCannotBeKeptStaysInTheInbox() throws IOException {
        Path kept = data.resolve(".gemini-rows");
        Path away = data.resolve(".away");
        if (Files.exists(kept)) {
            Files.move(kept, away);
        }
        Files.createFile(kept);
        try {
            task("waits", "---\nrows: true\n---\n{{a}}");
            drop("waits/table.csv", "a\n1\n");

            var leftAlone = DropFolderService.of(context()).intake().leftAlone();
            soon().until(() -> leftAlone.reasons().containsKey("waits/table.csv"));
            assertThat(folderOf("waits/table.csv")).exists();
            assertThat(server.log().arrived()).isZero();
        } finally {
            Files.delete(folderOf("waits/table.csv"));
            Files.delete(kept);
            if (Files.exists(away)) {
                Files.move(away, kept);
            }
        }
    }

    @Test
    void fieldsOfTheSchemaBecomeColumns() throws IOException {
        task(
                "colours",
                """
                ---
                rows: true
                input:
                  schema:
                    name: string
                    size?: integer
                output:
                  schema:
                    colour: string
                    tags(array): string
                    error?: string
                ---
                {{name}} {{#if size}}of {{size}}{{/if}}""");
        server.when(
                request -> request.prompt().startsWith("Pear"),
                Reply.of(
                        200,
                        """
                        {"candidates":[{"content":{"parts":[{"text":"{\\"colour\\":\\"gr\\u00fcn\\",\\"tags\\":[\\"a\\",\\"b\\"]}"}]},
                         "finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":1}}"""));

        drop("colours/a.tsv", "name\tsize\nPear\t3\nPear tree\t\nPear\tmany\n");

        awaitFile(folder.failed().resolve("colours/a.tsv"));
        List<String> lines =
                Files.readAllLines(folder.outbox().resolve("colours/a.tsv.answers.csv"));
        assertThat(lines)
                .hasSize(4)
                .startsWith(
                        "name\tsize\tcolour\ttags\terror\tanswer.error",
                        "Pear\t3\tgrün\t\"[\"\"a\"\",\"\"b\"\"]\"\t\t",
                        "Pear tree\t\tgrün\t\"[\"\"a\"\",\"\"b\"\"]\"\t\t");
        assertThat(lines.get(3)).startsWith("Pear\tmany\t\t\t\t").contains("line 4: ", "size");
        assertThat(server.log().arrived()).isEqualTo(2);
    }

    @Test
    void badRowsAreErrorsAndTheOthersGoOn() throws IOException {
        task("greet", "---\nrows: true\n---\nGreet {{name}} in {{language}}");
        server.when(request -> request.prompt().contains("Bob"), Reply.of(400, BAD_REQUEST));

        drop(
                "greet/people.jsonl",
                "{\"name\":\"Ann\",\"language\":\"French\"}\n{\"name\":\"Al\"}\n"
                        + "[1]\n{\"name\":\"Bob\",\"language\":\"x\",\"key\":\"of bob\"}\n");

        Path failed = folder.failed().resolve("greet/people.jsonl");
        awaitFile(failed);
        JsonNode error =
                GeminiJson.MAPPER.readTree(
                        failed.resolveSibling("people.jsonl.error.json").toFile());
        assertThat(error.path("rows").findValuesAsText("row")).containsExactly("2", "3", "4");
        assertThat(error.path("rows").get(0).path("message").asText())
                .startsWith("line 2: ")
                .contains("language");
        assertThat(error.path("rows").get(2).path("key").asText()).isEqualTo("of bob");
        assertThat(folder.outbox().resolve("greet/people.jsonl.answers.csv")).doesNotExist();
        assertThat(Files.readAllLines(folder.outbox().resolve("greet/people.jsonl.answers.jsonl")))
                .hasSize(4);
        assertThat(server.log().arrived()).isEqualTo(2);
    }

    /** The result was taken away, and the answer to another prompt is called {@code NAME/x}. */
    @Test
    void aTableWhoseResultHasBecomeAFolderGetsANumber() throws IOException {
        task("name", "---\nrows: true\n---\nGreet {{person}}");
        drop("name/taken.jsonl", "{\"person\":\"Ann\"}\n{}\n");
        Path failed = folder.failed().resolve("name/taken.jsonl");
        awaitFile(failed);
        Path result = folder.outbox().resolve("name/taken.jsonl.answers.jsonl");
        soon().until(() -> Files.exists(result));
        Files.delete(result);
        Files.createDirectory(result);

        Files.delete(failed);
        drop("name/taken.jsonl", "{\"person\":\"Ann\"}\n{\"person\":\"Bob\"}\n");

        awaitFile(folder.done().resolve("name/taken.jsonl.2"));
        assertThat(Files.readAllLines(folder.outbox().resolve("name/taken.jsonl.2.answers.jsonl")))
                .hasSize(2);
        assertThat(server.log().arrived()).isEqualTo(2);
    }

    @Test
    void aTableThatIsCompletedWritesOverNoOtherAnswer() throws IOException {
        task("over", "---\nrows: true\n---\n{{a}}");
        server.when(request -> request.prompt().equals("bad"), Reply.of(400, BAD_REQUEST));
        drop("over/t.csv", "a\nday\nbad\n");
        Path failed = folder.failed().resolve("over/t.csv");
        awaitFile(failed.resolveSibling("t.csv.error.json"));
        Path result = folder.outbox().resolve("over/t.csv.answers.jsonl");
        Files.delete(result);
        drop("other.md", "---\noutput: {file: over/t.csv.answers.jsonl}\n---\nWhat else?");
        awaitFile(folder.done().resolve("other.md"));

        Files.writeString(failed, "a\nday\ngood\n");
        Files.move(failed, folderOf("over/t.csv"));

        awaitFile(folder.done().resolve("over/t.csv.2"));
        assertThat(result).hasContent("Answer to: What else?");
        assertThat(Files.readAllLines(result.resolveSibling("t.csv.2.answers.jsonl"))).hasSize(2);
        assertThat(server.log().arrived()).isEqualTo(4);
    }

    /** Each would take some hundred bytes of each result, however short it is. */
    @Test
    void aTableOfWhichNoRowCanBeAskedIsReadToItsThousandthAndGoesOnOnceItIsMended()
            throws IOException {
        task("commas", "---\nrows: true\n---\n{{a}}");

        drop("commas/t.csv", "a\nfirst\n" + ",\n".repeat(50_000) + "last\n");

        Path failed = folder.failed().resolve("commas/t.csv");
        awaitFile(failed);
        Path answers = folder.outbox().resolve("commas/t.csv.answers.jsonl");
        assertThat(Files.readAllLines(answers)).hasSize(1_001);
        assertThat(Files.readAllLines(answers.resolveSibling("t.csv.answers.csv"))).hasSize(1_002);
        assertThat(
                        GeminiJson.MAPPER
                                .readTree(failed.resolveSibling("t.csv.error.json").toFile())
                                .path("message")
                                .asText())
                .contains("more than 1000 rows one after the other cannot be asked")
                .contains("in line 3: has 2 cells", "from line 1003 on", "requeue");
        assertThat(server.log().arrived()).isEqualTo(1);

        Files.writeString(failed, "a\nfirst\nlast\n");
        Files.delete(failed.resolveSibling("t.csv.error.json"));
        Files.move(failed, folderOf("commas/t.csv"));

        awaitFile(folder.done().resolve("commas/t.csv"));
        assertThat(Files.readAllLines(answers)).hasSize(2);
        assertThat(server.log().arrived()).as("an answer is paid for once").isEqualTo(2);
    }

    @Test
    void rowsThatFailAmongOthersEndNoTable() throws IOException {
        task("mixed", "---\nrows: true\n---\n{{a}}");

        drop("mixed/t.csv", "a\n" + (",\n".repeat(700) + "good\n").repeat(3));

        awaitFile(folder.failed().resolve("mixed/t.csv"));
        assertThat(Files.readAllLines(folder.outbox().resolve("mixed/t.csv.answers.jsonl")))
                .hasSize(2_103);
        assertThat(server.log().arrived()).isEqualTo(3);
    }

    @Test
    void aFileThatRowsLackIsWaitedForOnceAndThenTheOthersGoOn() throws IOException {
        task("photos", "---\nrows: true\n---\nSay {{a}}.{{#if b}}{{media url=b}}{{/if}}");

        drop("photos/a.csv", "a,b\nOne,gone.png\nTwo,\nThree,lost.png\n");

        awaitFile(folder.failed().resolve("photos/a.csv"));
        assertThat(Files.readAllLines(folder.outbox().resolve("photos/a.csv.answers.csv")))
                .hasSize(4)
                .anyMatch(line -> line.contains("One") && line.contains("gone.png' is missing"))
                .anyMatch(line -> line.contains("Answer to: Say Two."))
                .anyMatch(line -> line.contains("Three") && line.contains("lost.png' is missing"));
        assertThat(server.log().arrived()).isEqualTo(1);
    }

    @Test
    void aCellSaysThatTheAnswerIsAPicture() throws IOException {
        task("draw", "---\nrows: true\n---\nDraw {{a}}.");
        server.when(
                request -> request.prompt().contains("cat"),
                Reply.of(
                        200,
                        """
                        {"candidates":[{"content":{"role":"model","parts":[{"inlineData":
                        {"mimeType":"image/png","data":"iVBORw0KGgo="}}]},"finishReason":"STOP"}]}"""));

        drop("draw/a.csv", "a\ncat\n");

        awaitFile(folder.done().resolve("draw/a.csv"));
        assertThat(Files.readString(folder.outbox().resolve("draw/a.csv.answers.csv")))
                .isEqualTo("a,answer,error\r\ncat,[image/png: see .answers.jsonl],\r\n");
    }

    @Test
    void aKeyThatIsANumberNamesItsRow() throws IOException {
        task("keys", "---\nrows: true\n---\nGreet {{name}}");

        drop("keys/a.jsonl", "{\"key\":17,\"name\":\"Ann\"}\n{\"key\":17,\"name\":\"Al\"}\n");

        Path failed = folder.failed().resolve("keys/a.jsonl");
        awaitFile(failed);
        assertThat(Files.readAllLines(folder.outbox().resolve("keys/a.jsonl.answers.jsonl")))
                .hasSize(2)
                .allMatch(line -> line.startsWith("{\"key\":\"17\","));
        assertThat(Files.readString(failed.resolveSibling("a.jsonl.error.json")))
                .contains("the key '17' is that of an earlier line");
        assertThat(server.log().arrived()).isEqualTo(1);
    }

    @Test
    void aTableWithoutRowsIsAnsweredAndAFileThatIsNoTableFails() throws IOException {
        task("empty", "---\nrows: {separator: \"|\"}\n---\n{{a}}");

        drop("empty/head.csv", "a|b\n");
        drop("empty/twice.csv", "a|a\n1|2\n");

        awaitFile(folder.done().resolve("empty/head.csv"));
        assertThat(folder.outbox().resolve("empty/head.csv.answers.csv"))
                .hasContent("a|b|answer|error");
        awaitFile(folder.failed().resolve("empty/twice.csv"));
        assertThat(Files.readString(folder.failed().resolve("empty/twice.csv.error.json")))
                .contains("line 1: two columns have the name 'a'");
        assertThat(server.log().arrived()).isZero();
    }

    @Test
    void aQuoteThatIsNeverClosedFailsTheFileBeforeAnyCall() throws IOException {
        task("quotes", "---\nrows: true\n---\n{{a}}");

        drop("quotes/t.csv", "a,b\n" + "1,2\n".repeat(50) + "\"3,4\n5,6\n");

        awaitFile(folder.failed().resolve("quotes/t.csv"));
        assertThat(Files.readString(folder.failed().resolve("quotes/t.csv.error.json")))
                .contains("line 52: has a quote that is never closed");
        assertThat(server.log().arrived()).isZero();
    }

    @Test
    void aSecondFileOfANameThatFailedHasAnswersOfItsOwn() throws IOException {
        task("second", "---\nrows: true\n---\n{{a}}");
        server.when(request -> request.prompt().equals("bad"), Reply.of(400, BAD_REQUEST));
        drop("second/t.csv", "a\ngood\nbad\n");
        awaitFile(folder.failed().resolve("second/t.csv"));

        drop("second/t.csv", "a\ngood\nmore\n");

        awaitFile(folder.done().resolve("second/t.csv.2"));
        assertThat(folder.outbox().resolve("second/t.csv.2.answers.csv")).exists();
        assertThat(server.log().arrived()).isEqualTo(4);

        Files.move(folder.failed().resolve("second/t.csv"), folderOf("second/t.csv"));
        soon().until(() -> server.log().arrived() == 5);
    }

    /** As where a daily table of one name failed on two days. */
    @Test
    void aSecondFileOfANameKeepsItsAnswersWhenTheFirstIsAnsweredBeforeIt() throws IOException {
        task("twice", "---\nrows: true\n---\n{{a}}");
        server.when(request -> request.prompt().startsWith("bad"), Reply.of(400, BAD_REQUEST));
        for (int day = 1; day <= 2; day++) {
            drop("twice/t.csv", "a\nday %1$d\nbad %1$d\n".formatted(day));
            String name = day == 1 ? "t.csv" : "t.csv.2";
            awaitFile(folder.failed().resolve("twice/" + name + ".error.json"));
        }
        for (int day = 1; day <= 2; day++) {
            String name = day == 1 ? "t.csv" : "t.csv.2";
            Files.delete(folder.failed().resolve("twice/" + name + ".error.json"));
            Path failed = folder.failed().resolve("twice/" + name);
            Files.writeString(failed, "a\nday %1$d\ngood %1$d\n".formatted(day));
            Files.move(failed, folderOf("twice/t.csv"));
            awaitFile(folder.done().resolve("twice/" + name));
        }

        assertThat(Files.readString(folder.outbox().resolve("twice/t.csv.2.answers.csv")))
                .isEqualTo(
                        "a,answer,error\r\nday 2,Answer to: day 2,\r\n"
                                + "good 2,Answer to: good 2,\r\n");
        assertThat(server.log().arrived()).isEqualTo(6);
    }

    /** A hand, or a disk, has damaged what was paid for while the table is under way. */
    @Test
    void answersThatAreDamagedMeanwhileAreAskedAgain() throws IOException {
        CompletableFuture<Void> isDamaged = new CompletableFuture<>();
        server.when(
                request -> request.prompt().equals("Last"),
                new Reply.Once(
                        isDamaged,
                        Reply.of(
                                200,
                                """
                                {"candidates":[{"content":{"parts":[{"text":"Z"}]},"finishReason":"STOP"}]}""")));
        task("damage", "---\nrows: true\n---\n{{a}}");

        drop("damage/damaged.csv", "a\nFirst\nSecond\nLast\n");
        damage(progressWithLines("damaged.csv", 3));
        isDamaged.complete(null);

        awaitFile(folder.done().resolve("damage/damaged.csv"));
        assertThat(Files.readString(folder.outbox().resolve("damage/damaged.csv.answers.csv")))
                .isEqualTo(
                        "a,answer,error\r\nFirst,Answer to: First,\r\nSecond,Answer to: Second,\r\n"
                                + "Last,Z,\r\n");
        assertThat(server.log().arrived()).isEqualTo(4);
    }

    private Path progressWithLines(String table, long lines) {
        AtomicReference<Path> found = new AtomicReference<>();
        soon().until(
                        () -> {
                            if (found.get() == null) {
                                try (DirectoryStream<Path> files =
                                        Files.newDirectoryStream(
                                                Files.createDirectories(
                                                        data.resolve(".gemini-rows")),
                                                table + "~*")) {
                                    files.forEach(found::set);
                                }
                            }
                            return found.get() != null
                                    && Files.readAllLines(found.get()).size() == lines;
                        });
        return found.get();
    }

    /** As a power failure does: zeros in the middle of the first answer. */
    private static void damage(Path file) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(250);
            open.write(new byte[20]);
        }
    }
}
