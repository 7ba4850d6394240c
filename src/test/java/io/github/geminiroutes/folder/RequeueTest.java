package io.github.geminiroutes.folder;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.folder.Requeue.Place;
import io.github.geminiroutes.folder.Requeue.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
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
        requeue = new Requeue(folder, List.of());
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

    private DropFolderService service() {
        DropFolderService service = new DropFolderService();
        service.setDataDir(data.toString());
        service.setLeadership(new Leadership());
        return service;
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

    /** Each of two that run at once says what it has moved itself. */
    @Test
    void twoAtOnceCountEachPromptOnce() throws Exception {
        int prompts = 300;
        for (int i = 0; i < prompts; i++) {
            fail("p" + i + ".txt", "Q");
            park("q" + i + ".txt", "Q");
        }
        CyclicBarrier both = new CyclicBarrier(2);
        Callable<List<Result>> one =
                () -> {
                    Requeue own = new Requeue(new DropFolder(data), List.of());
                    both.await();
                    return own.of(List.of());
                };
        ExecutorService threads = Executors.newFixedThreadPool(2);
        List<Result> results = new ArrayList<>();
        try {
            for (Future<List<Result>> each : threads.invokeAll(List.of(one, one))) {
                results.addAll(each.get());
            }
        } finally {
            threads.shutdown();
        }

        assertThat(results).allMatch(Result::isMoved).hasSize(2 * prompts);
        assertThat(results).extracting(Result::name).doesNotHaveDuplicates();
    }

    /** Java finds such a file, and cannot open it by its name. */
    private void makeUnwritable(String folders) throws Exception {
        String make =
                "for f in %s; do printf x > $f/$(printf 'caf\\351').txt; done".formatted(folders);
        Process process =
                new ProcessBuilder("sh", "-c", make).directory(data.toFile()).inheritIO().start();
        assertThat(process.waitFor()).isZero();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aNameThatCannotBeWrittenHoldsUpNoPromptOfAJob() throws Exception {
        Path prompts = Files.createDirectories(folder.submitted().resolve("job/prompts/t"));
        makeUnwritable("submitted submitted/job submitted/job/prompts submitted/job/prompts/t");
        Files.writeString(prompts.resolve("a.txt"), "a");
        SubmittedFiles job = new SubmittedFiles(service(), prompts.getParent());

        assertThat(job.names()).containsExactly("t/a.txt");
        assertThat(folder.waiting()).isEqualTo(1);
        assertThat(job.giveBack("t/a.txt")).isTrue();
        assertThat(folder.inbox().resolve("t/a.txt")).hasContent("a");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aNameThatCannotBeWrittenHoldsUpNoOther() throws Exception {
        fail("a.txt", "a");
        park("b.txt", "b");
        fixture.publish(fixture.drop("c.txt", "c"), "answer");
        makeUnwritable("failed parked done");

        assertThat(requeue.of(List.of()))
                .extracting(Result::name)
                .containsExactly("a.txt", "b.txt");
        assertThat(requeue.of(List.of("caf\ufffd.txt")))
                .extracting(Result::isMoved)
                .containsExactly(false);
        assertThat(new Requeue(folder, List.of(Place.ANSWERED)).of(List.of()))
                .extracting(Result::name)
                .containsExactly("c.txt");
    }

    @Test
    void onePromptThatCannotBeMovedIsToldAndTheOthersAreMoved() throws IOException {
        Files.writeString(folder.failed().resolve("a.txt"), "Q");
        Files.writeString(
                folder.failed().resolve("a.txt.error.json"),
                "{\"prompt\": \"%s.txt\"}".formatted("x".repeat(300)));
        fail("b.txt", "b");

        List<Result> results = requeue.of(List.of());

        assertThat(results).extracting(Result::isMoved).containsExactly(false, true);
        assertThat(results.get(0).line()).startsWith("a.txt: left, it cannot be moved");
        assertThat(folder.inbox().resolve("b.txt")).exists();
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
                                        + ": must be a path below the inbox, such as letter.txt or task/a.pdf"));
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

    @Test
    void anAnsweredPromptIsAskedAgainByNameAndItsAnswerStays() throws IOException {
        fixture.publish(fixture.drop("a.txt", "Q"), "A");
        fixture.publish(fixture.drop("b.txt", "Q"), "B");
        Requeue again = new Requeue(folder, List.of(Place.ANSWERED));

        assertThat(again.of(List.of("a.txt")))
                .containsExactly(new Result("a.txt", true, "a.txt: back in the inbox"));

        assertThat(fixture.files())
                .containsExactly(
                        "done/b.txt",
                        "inbox/a.txt",
                        "outbox/a.txt.record.json",
                        "outbox/a.txt.response.md",
                        "outbox/b.txt.record.json",
                        "outbox/b.txt.response.md");
        assertThat(again.of(List.of())).extracting(Result::name).containsExactly("b.txt");
        assertThat(again.of(List.of())).isEmpty();
    }

    @Test
    void aNumberedAnsweredPromptGetsItsOwnNameBack() throws IOException {
        fixture.publish(fixture.drop("a.txt", "one"), "A");
        fixture.publish(fixture.drop("a.txt", "two"), "B");

        new Requeue(folder, List.of(Place.ANSWERED)).of(List.of("a.txt.2"));

        assertThat(folder.inbox().resolve("a.txt")).hasContent("two");
        assertThat(folder.done().resolve("a.txt")).hasContent("one");
    }

    @Test
    void tellsHowAnAnsweredPromptIsAskedAgain() throws IOException {
        fixture.publish(fixture.drop("a.txt", "Q"), "A");

        assertThat(requeue.of(List.of("a.txt")))
                .extracting(Result::line)
                .containsExactly(
                        "a.txt: is neither in failed nor in parked; it was answered, --answered asks"
                                + " it again");
        assertThat(new Requeue(folder, List.of(Place.FAILED)).of(List.of("b.txt")))
                .extracting(Result::line)
                .containsExactly("b.txt: is not in failed");
    }

    @Test
    void tellsThatAPromptIsInABatchJob() throws IOException {
        Path prompts = Files.createDirectories(folder.submitted().resolve("j/prompts/t"));
        Files.writeString(prompts.resolve("a.txt"), "Q");

        assertThat(requeue.of(List.of("t/a.txt", "a.txt", "prompts/t/a.txt")))
                .extracting(Result::line)
                .containsExactly(
                        "t/a.txt: is neither in failed nor in parked; it is in a batch job, in submitted",
                        "a.txt: is neither in failed nor in parked",
                        "prompts/t/a.txt: is neither in failed nor in parked");
    }

    @Test
    void onlyTheFoldersThatAreNamedAreEmptied() throws IOException {
        fail("a.txt", "Q");
        park("b.txt", "Q");

        new Requeue(folder, List.of(Place.PARKED)).of(List.of());

        assertThat(folder.inbox().resolve("b.txt")).exists();
        assertThat(folder.failed().resolve("a.txt")).exists();
    }

    /** Whether its prompt lies beside a record does not tell what the record is. */
    @ParameterizedTest
    @ValueSource(strings = {"a.txt", "x.error.json", "x.error.txt", "y.error.json.error.json"})
    void whatAPromptLeavesBehindThatIsMovedByHandIsNoPrompt(String name) throws IOException {
        fail(name, "Q");
        Files.move(folder.failed().resolve(name), folder.inbox().resolve(name));

        assertThat(requeue.of(List.of())).isEmpty();
        assertThat(folder.failedPrompts().count()).isZero();
        assertThat(requeue.of(List.of(name + ".error.json")))
                .extracting(Result::isMoved)
                .containsExactly(false);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x.error.json",
                "x.error.txt",
                "x.txt.error.json",
                "x.error.json.error.json"
            })
    void aPromptNamedLikeACompanionComesBack(String name) throws IOException {
        fail(name, "{\"contents\": []}");
        assertThat(folder.failedPrompts().count()).isEqualTo(1);

        assertThat(requeue.of(List.of())).extracting(Result::name).containsExactly(name);

        assertThat(fixture.files()).containsExactly("inbox/" + name);
    }

    @Test
    void recordsLeftBehindMakeNoPromptOfTheNextRecord() throws IOException {
        for (String name : List.of("x.txt.error.json", "x.txt.error.txt")) {
            fail(name, "{\"contents\": []}");
            Files.delete(folder.failed().resolve(name));
        }
        fail("x.txt", "Q");

        assertThat(folder.failedPrompts().count()).isEqualTo(1);
        assertThat(requeue.of(List.of())).extracting(Result::name).containsExactly("x.txt");
    }
}
