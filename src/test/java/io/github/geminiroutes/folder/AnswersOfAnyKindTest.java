package io.github.geminiroutes.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.answer.Answer;
import io.github.geminiroutes.answer.AnswerFile;
import io.github.geminiroutes.answer.AnswerFiles;
import io.github.geminiroutes.answer.AnswerReader;
import io.github.geminiroutes.prompt.OutputFormat;
import io.github.geminiroutes.support.Sha256;
import io.github.geminiroutes.testing.SettableClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that are pictures, sounds, JSON and several of them, and a kill at each step. */
class AnswersOfAnyKindTest {

    @TempDir Path data;
    private FolderFixture fixture;
    private DropFolder folder;

    @BeforeEach
    void makeFolders() throws IOException {
        fixture = new FolderFixture(data);
        folder = fixture.folder;
    }

    private static String text(String text) {
        return "{\"text\":\"" + text + "\"}";
    }

    private static String png(String content) {
        byte[] bytes = ("\u0089PNG\r\n\u001a\n" + content).getBytes(StandardCharsets.ISO_8859_1);
        return "{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\""
                + Base64.getEncoder().encodeToString(bytes)
                + "\"}}";
    }

    private static OutgoingAnswer outgoing(PromptFile prompt, String wanted, String... candidates) {
        List<String> all = new ArrayList<>();
        for (String parts : candidates) {
            all.add("{\"finishReason\":\"STOP\",\"content\":{\"parts\":[%s]}}".formatted(parts));
        }
        String body = "{\"candidates\":" + all + "}";
        Answer answer =
                new AnswerReader().read(body.getBytes(StandardCharsets.UTF_8), OutputFormat.TEXT);
        ObjectNode record = FolderFixture.record(prompt, answer.text());
        answer.response().addTo(record, "response");
        return new OutgoingAnswer(record, AnswerFiles.of(answer, OutputFormat.TEXT), wanted);
    }

    private void publish(PromptFile prompt, String wanted, String... candidates)
            throws IOException {
        assertThat(folder.answered().publish(prompt, outgoing(prompt, wanted, candidates)))
                .isTrue();
    }

    private Path out(String name) {
        return folder.outbox().resolve(name);
    }

    private JsonNode record(String name) throws IOException {
        return FolderFixture.json(out(name));
    }

    @Test
    void wordsPicturesAndFurtherCandidatesLieBesideTheirRecord() throws IOException {
        publish(
                fixture.drop("a.md", "Q"),
                null,
                text("Two:") + "," + png("1") + "," + png("2"),
                text("Other"));

        assertThat(fixture.files())
                .containsExactly(
                        "done/a.md",
                        "outbox/a.md.record.json",
                        "outbox/a.md.response.2.md",
                        "outbox/a.md.response.2.png",
                        "outbox/a.md.response.md",
                        "outbox/a.md.response.png");
        assertThat(out("a.md.response.md")).hasContent("Two:");
        assertThat(out("a.md.response.2.md")).hasContent("Other");
        assertThat(Files.readAllBytes(out("a.md.response.2.png"))).hasSize(9).endsWith('2');
        JsonNode record = record("a.md.record.json");
        assertThat(record.at("/files/2/name").asText()).isEqualTo("a.md.response.2.png");
        assertThat(record.at("/files/2/sha256").asText())
                .isEqualTo(Sha256.hex(Files.readAllBytes(out("a.md.response.2.png"))));
        assertThat(record.at("/files/3/candidate").asInt()).isEqualTo(1);
        assertThat(record.at("/response/candidates/0/content/parts/2/inlineData/file").asText())
                .isEqualTo("a.md.response.2.png");
        assertThat(record.toString()).doesNotContain("\"data\"");
    }

    @Test
    void theNextAnswerOfANameHasItsNumberInAllNames() throws IOException {
        publish(fixture.drop("a.md", "Q"), null, png("1"));
        publish(fixture.drop("a.md", "Q"), null, text("T") + "," + png("2"));

        assertThat(fixture.files())
                .containsExactly(
                        "done/a.md",
                        "done/a.md.2",
                        "outbox/a.md.2.record.json",
                        "outbox/a.md.2.response.md",
                        "outbox/a.md.2.response.png",
                        "outbox/a.md.record.json",
                        "outbox/a.md.response.png");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.md.response.png", "a.md.response.json", "a.md.response.md"})
    void noAnswerIsPutOverAFileThatIsThere(String earlier) throws IOException {
        Files.writeString(out(earlier), "earlier");

        publish(fixture.drop("a.md", "Q"), null, png("1"));

        assertThat(out(earlier)).hasContent("earlier");
        assertThat(out("a.md.2.response.png")).exists();
    }

    /** What lies in the folders is looked at by a process that begins anew. */
    private boolean finishAsTheNextProcess(PromptFile prompt) throws IOException {
        DropFolder next = new DropFolder(data);
        boolean isFinished =
                next.answered().finishLeftover(prompt.name(), next.files(), Instant.EPOCH);
        next.answered().removeLeftovers();
        return isFinished;
    }

    @Test
    void aKillBeforeTheRecordLeavesNothingOfTheAnswer() throws IOException {
        PromptFile prompt = fixture.drop("a.md", "Q");
        OutgoingAnswer answer = outgoing(prompt, null, text("T") + "," + png("1"));
        new OutboxFiles(folder.outbox(), Clock.systemUTC()).kept().keep(prompt.name(), answer);

        assertThat(finishAsTheNextProcess(prompt)).isFalse();

        assertThat(fixture.files()).containsExactly("inbox/a.md");
    }

    @Test
    void whatAnotherInstanceMayHaveKeptIsLeftForAnHour() throws IOException {
        Path part = Files.writeString(folder.outbox().resolve(".gemini-answer-1.part"), "x");
        SettableClock clock = new SettableClock(Files.getLastModifiedTime(part).toInstant());
        KeptFiles kept = new KeptFiles(folder.outbox(), clock);

        clock.advance(Duration.ofMinutes(59));
        kept.removeLeftovers(true);
        assertThat(part).exists();

        clock.advance(Duration.ofMinutes(2));
        kept.removeLeftovers(true);
        assertThat(part).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"0,", "1,", "2,", "3,", "4,", "0,sub/pic.png", "2,sub/pic.png", "4,sub/pic.png"})
    void aKillAfterTheRecordAndSomeOfTheFilesIsFinishedWithoutACall(int placed, String wanted)
            throws IOException {
        PromptFile prompt = fixture.drop("a.md", "Q");
        OutgoingAnswer answer =
                outgoing(prompt, wanted, png("1") + "," + png("1") + "," + text("T"), text("U"));
        OutboxFiles killed = new OutboxFiles(folder.outbox(), Clock.systemUTC());
        killed.kept().keep(prompt.name(), answer);
        killed.name(prompt.name(), 1, answer);
        WholeFile.write(out("a.md.record.json"), answer.record());
        ObjectNode begun = answer.record().deepCopy();
        for (int i = 3; i >= placed; i--) {
            begun.withArray("files").remove(i);
        }
        killed.place(begun, out("unused.json"));

        assertThat(finishAsTheNextProcess(prompt)).isTrue();

        List<String> names =
                wanted == null
                        ? List.of(
                                "outbox/a.md.response.2.md",
                                "outbox/a.md.response.2.png",
                                "outbox/a.md.response.md",
                                "outbox/a.md.response.png")
                        : List.of(
                                "outbox/sub/pic.2.md",
                                "outbox/sub/pic.2.png",
                                "outbox/sub/pic.md",
                                "outbox/sub/pic.png");
        List<String> all = new ArrayList<>(List.of("done/a.md", "outbox/a.md.record.json"));
        all.addAll(names);
        assertThat(fixture.files()).containsExactlyElementsOf(all);
        assertThat(Files.readString(data.resolve(names.get(0)))).isEqualTo("U");
        assertThat(Files.readAllBytes(data.resolve(names.get(1)))).hasSize(9).endsWith('1');
        assertThat(Files.readString(data.resolve(names.get(2)))).isEqualTo("T");
        assertThat(Files.readAllBytes(data.resolve(names.get(3)))).hasSize(9).endsWith('1');
    }

    @Test
    void whatTheDiskDidNotTakeIsPutOutByTheNextTry() throws IOException {
        PromptFile prompt = fixture.drop("a.md", "Q");
        Path moved = data.resolve("outbox.away");
        Files.move(folder.outbox(), moved);
        OutgoingAnswer answer = outgoing(prompt, null, png("1"));
        assertThatThrownBy(() -> folder.answered().publish(prompt, answer))
                .isInstanceOf(IOException.class);
        Files.move(moved, folder.outbox());

        publish(prompt, null, png("1"));

        assertThat(fixture.files())
                .containsExactly(
                        "done/a.md", "outbox/a.md.record.json", "outbox/a.md.response.png");
    }

    @Test
    void aRecordThatLeadsOutOfTheOutboxFinishesNothing() throws IOException {
        for (String name : List.of("../inbox/x.txt", "/tmp/x", "a/../../x", "", ".")) {
            PromptFile prompt = fixture.drop("a.md", "Q");
            ObjectNode record = FolderFixture.record(prompt, "A");
            record.putArray("files").addObject().put("name", name);
            WholeFile.write(out("a.md.record.json"), record);

            assertThat(finishAsTheNextProcess(prompt)).as(name).isFalse();

            assertThat(fixture.files()).containsExactly("inbox/a.md", "outbox/a.md.record.json");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "words.txt | words.txt words.2.txt words.png",
                "site/index.html | site/index.html site/index.2.html site/index.png",
                "pic.PNG | pic.PNG pic.md pic.2.md",
                "pic.jpg | pic.png pic.md pic.2.md",
                "LICENCE | LICENCE LICENCE.2 LICENCE.png",
            })
    void theHeadNamesTheAnswer(String wanted, String names) throws IOException {
        publish(fixture.drop("a.md", "Q"), wanted, text("T") + "," + png("1"), text("U"));

        List<String> found =
                fixture.files().stream()
                        .filter(name -> name.startsWith("outbox/") && !name.endsWith(".json"))
                        .map(name -> name.substring("outbox/".length()))
                        .toList();
        assertThat(found).containsExactlyInAnyOrder(names.split(" "));
        assertThat(record("a.md.record.json").path("outputFile").asText()).isEqualTo(wanted);
    }

    @Test
    void aNameThatIsTakenIsNumbered() throws IOException {
        Files.writeString(out("same.txt"), "somebody's");
        for (String name : List.of("a.md", "b.md", "c.md")) {
            publish(fixture.drop(name, "Q"), "same.txt", text("answer to " + name));
        }

        assertThat(out("same.txt")).hasContent("somebody's");
        assertThat(out("same.2.txt")).hasContent("answer to a.md");
        assertThat(out("same.4.txt")).hasContent("answer to c.md");
        assertThat(record("b.md.record.json").at("/files/0/name").asText()).isEqualTo("same.3.txt");
    }

    @Test
    void aLinkToNowhereHasItsName() throws IOException {
        Files.createSymbolicLink(folder.outbox().resolve("x.md"), Path.of("nowhere"));

        publish(fixture.drop("a.md", "Q"), "x.md", text("T"));

        assertThat(folder.outbox().resolve("x.2.md")).hasContent("T");
        assertThat(folder.outbox().resolve("nowhere")).doesNotExist();
    }

    @Test
    void anotherAnswerWithTheSameContentHasAFileOfItsOwn() throws IOException {
        for (String name : List.of("a.md", "b.md")) {
            publish(fixture.drop(name, "Q"), "same.txt", text("yes") + "," + png("1"));
        }

        assertThat(fixture.files())
                .contains(
                        "outbox/same.txt",
                        "outbox/same.png",
                        "outbox/same.2.txt",
                        "outbox/same.2.png");
        assertThat(record("b.md.record.json").findValuesAsText("name"))
                .containsExactly("same.2.txt", "same.2.png");
    }

    /** Two answers may find the same name free at the same moment. */
    @Test
    void aNameThatIsTakenMeanwhileIsNumberedInTheRecordToo() throws IOException {
        PromptFile prompt = fixture.drop("a.md", "Q");
        OutgoingAnswer answer = outgoing(prompt, "same.png", png("1"), text("T"));
        OutboxFiles killed = new OutboxFiles(folder.outbox(), Clock.systemUTC());
        killed.kept().keep(prompt.name(), answer);
        killed.name(prompt.name(), 1, answer);
        WholeFile.write(out("a.md.record.json"), answer.record());
        Files.writeString(out("same.png"), "somebody's");
        Files.writeString(out("same.md"), "somebody's");

        assertThat(finishAsTheNextProcess(prompt)).isTrue();

        assertThat(out("same.png")).hasContent("somebody's");
        assertThat(out("same.md")).hasContent("somebody's");
        assertThat(Files.readAllBytes(out("same.2.png"))).hasSize(9);
        assertThat(out("same.2.md")).hasContent("T");
        JsonNode record = record("a.md.record.json");
        assertThat(record.at("/files/0/name").asText()).isEqualTo("same.2.png");
        assertThat(record.at("/response/candidates/0/content/parts/0/inlineData/file").asText())
                .isEqualTo("same.2.png");
    }

    /** A record that names the file of another answer would mislead its reader. */
    @Test
    void aKillWhileANameIsNumberedLeavesNoRecordOfAnothersFile() throws IOException {
        PromptFile prompt = fixture.drop("a.md", "Q");
        OutgoingAnswer answer = outgoing(prompt, "same.txt", text("T"));
        OutboxFiles killed = new OutboxFiles(folder.outbox(), Clock.systemUTC());
        killed.kept().keep(prompt.name(), answer);
        killed.name(prompt.name(), 1, answer);
        WholeFile.write(out("a.md.record.json"), answer.record());
        Files.writeString(out("same.txt"), "somebody's");
        Path notWritable = data.resolve("gone/a.md.record.json");
        assertThatThrownBy(() -> killed.place(answer.record(), notWritable))
                .isInstanceOf(FolderException.class);

        assertThat(finishAsTheNextProcess(prompt)).isTrue();

        assertThat(out("same.txt")).hasContent("somebody's");
        assertThat(out("same.2.txt")).hasContent("T");
        assertThat(record("a.md.record.json").at("/files/0/name").asText()).isEqualTo("same.2.txt");
    }

    @Test
    void anAnswerWhoseFolderCannotBeHasItsUsualName() throws IOException {
        Path elsewhere = Files.createDirectory(data.resolve("elsewhere"));
        Files.createSymbolicLink(out("link"), elsewhere);
        Files.writeString(out("file"), "somebody's");

        publish(fixture.drop("a.md", "Q"), "link/x.txt", text("A"));
        publish(fixture.drop("b.md", "Q"), "file/x.txt", text("B"));

        assertThat(out("a.md.response.md")).hasContent("A");
        assertThat(out("b.md.response.md")).hasContent("B");
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void filesOfAnAnswerHaveNamesThatTheFileSystemTakes() {
        List<AnswerFile> files = List.of(AnswerFile.words(0, "a"), AnswerFile.words(1, "b"));
        assertThat(AnswerNames.of("ü".repeat(125) + ".txt", 12, files))
                .doesNotHaveDuplicates()
                .allMatch(name -> name.getBytes(StandardCharsets.UTF_8).length <= 255);
    }

    /** A path of more than 4095 bytes is no name for Linux, and no name for the folder above it. */
    @Test
    void anAnswerWhosePathWouldBeTooLongHasItsUsualName() throws IOException {
        int room = 4090 - out("").toString().length() - 1;
        String wanted = ("d".repeat(199) + "/").repeat(room / 200) + "x".repeat(room % 200);

        publish(fixture.drop("a.md", "Q"), wanted, text("A"));
        publish(fixture.drop("b.md", "Q"), wanted + "/" + "y".repeat(100), text("B"));

        assertThat(out("a.md.response.md")).hasContent("A");
        assertThat(out("b.md.response.md")).hasContent("B");
    }
}
