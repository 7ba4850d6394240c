package io.github.geminiroutes.folder;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.folder.Requeue.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequeueTest {

    @TempDir Path data;
    private FolderFixture fixture;
    private DropFolder folder;
    private Requeue requeue;

    @BeforeEach
    void makeFolders() throws IOException {
        fixture = new FolderFixture(data);
        folder = fixture.folder;
        requeue = new Requeue(folder);
    }

    private void fail(String name, String content) throws IOException {
        PromptFile prompt = fixture.drop(name, content);
        folder.failedPrompts().put(prompt, FolderFixture.error(prompt), "report");
    }

    private void park(String name, String content) throws IOException {
        Files.writeString(folder.parked().resolve(name), content);
        Files.writeString(
                folder.parked().resolve(name + ".parked.json"),
                FolderFixture.error(fixture.drop(name, content)).toString());
        Files.delete(folder.inbox().resolve(name));
    }

    @Test
    void movesAPromptBackAndRemovesItsCompanions() throws IOException {
        fail("a.txt", "Q");

        assertThat(requeue.of(List.of("a.txt")))
                .containsExactly(new Result("a.txt", true, "a.txt: back in the inbox"));

        assertThat(fixture.files()).containsExactly("inbox/a.txt");
        assertThat(folder.inbox().resolve("a.txt")).hasContent("Q");
    }

    @Test
    void withoutNamesMovesAllOfFailedAndParked() throws IOException {
        fail("b.txt", "b");
        fail("a.json", "a");
        park("c.md", "c");

        assertThat(requeue.of(List.of()))
                .extracting(Result::name)
                .containsExactly("a.json", "b.txt", "c.md");

        assertThat(fixture.files()).containsExactly("inbox/a.json", "inbox/b.txt", "inbox/c.md");
    }

    @Test
    void givesANumberedPromptItsOwnNameBack() throws IOException {
        fail("a.txt", "one");
        fail("a.txt", "two");

        assertThat(requeue.of(List.of("a.txt.2")))
                .containsExactly(new Result("a.txt.2", true, "a.txt.2: back in the inbox"));

        assertThat(folder.inbox().resolve("a.txt")).hasContent("two");
        assertThat(fixture.files())
                .containsExactly(
                        "failed/a.txt",
                        "failed/a.txt.error.json",
                        "failed/a.txt.error.txt",
                        "inbox/a.txt");
    }

    @Test
    void neverWritesOverAPromptInTheInbox() throws IOException {
        fail("a.txt", "old");
        fixture.drop("a.txt", "new");

        assertThat(requeue.of(List.of("a.txt")))
                .containsExactly(
                        new Result(
                                "a.txt",
                                false,
                                "a.txt: left, the inbox has a prompt of that name"));

        assertThat(folder.inbox().resolve("a.txt")).hasContent("new");
        assertThat(folder.failed().resolve("a.txt")).hasContent("old");
        assertThat(folder.failed().resolve("a.txt.error.json")).exists();
    }

    @Test
    void longNamesComeBackAloneWithoutTheirRecords() throws IOException {
        String ascii = "n".repeat(246) + ".txt";
        String umlauts = "ü".repeat(123) + ".txt";
        fail(ascii, "a");
        fail(umlauts, "u");

        assertThat(requeue.of(List.of()))
                .extracting(Result::name)
                .containsExactlyInAnyOrder(ascii, umlauts);

        assertThat(fixture.files()).containsExactlyInAnyOrder("inbox/" + ascii, "inbox/" + umlauts);
    }

    @Test
    void aLongPromptCalledLikeARecordComesBackToo() throws IOException {
        String name = "n".repeat(200) + ".error.json";
        fail(name, "{}");

        assertThat(requeue.of(List.of(name))).extracting(Result::isMoved).containsExactly(true);

        assertThat(fixture.files()).containsExactly("inbox/" + name);
    }

    @Test
    void aRecordIsNoPrompt() throws IOException {
        fail("a.txt", "Q");

        assertThat(requeue.of(List.of("a.txt.error.json")))
                .containsExactly(
                        new Result(
                                "a.txt.error.json",
                                false,
                                "a.txt.error.json: is neither in failed nor in parked"));

        assertThat(folder.failed().resolve("a.txt.error.json")).exists();
    }

    @Test
    void aDamagedRecordLeavesTheNameAsItIs() throws IOException {
        fail("a.txt", "Q");
        Files.writeString(folder.failed().resolve("a.txt.error.json"), "{\"prompt\":");

        assertThat(requeue.of(List.of("a.txt"))).extracting(Result::isMoved).containsExactly(true);

        assertThat(fixture.files()).containsExactly("inbox/a.txt");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../../etc/passwd.txt", "..\\\\x.txt", "notes.exe", ".hidden.txt", "..", ""})
    void aRecordCannotLeadOutOfTheInbox(String told) throws IOException {
        fail("a.txt", "Q");
        Files.writeString(
                folder.failed().resolve("a.txt.error.json"), "{\"prompt\":\"" + told + "\"}");

        requeue.of(List.of("a.txt"));

        assertThat(fixture.files()).containsExactly("inbox/a.txt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../outbox/a.txt", "/etc/passwd", "a\\b.txt", ".", "..", "", "a\0.txt"})
    void refusesWhatIsNoPlainName(String name) throws IOException {
        fail("a.txt", "Q");

        assertThat(requeue.of(List.of(name)))
                .containsExactly(
                        new Result(
                                name,
                                false,
                                CompanionNames.printable(name)
                                        + ": must be a file name without a folder"));
    }

    @Test
    void tellsWhatIsNotThere() throws IOException {
        assertThat(requeue.of(List.of("no\n.txt")))
                .containsExactly(
                        new Result(
                                "no\n.txt",
                                false,
                                "no\\u000a.txt: is neither in failed nor in parked"));
    }
}
