package io.github.geminiroutes.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DropFolderTest {

    @TempDir Path data;
    private FolderFixture fixture;
    private DropFolder folder;

    @BeforeEach
    void makeFolders() throws IOException {
        fixture = new FolderFixture(data);
        folder = fixture.folder;
    }

    private void block(Path directory) throws IOException {
        Files.delete(directory);
        Files.writeString(directory, "a file where a folder should be");
    }

    private void unblock(Path directory) throws IOException {
        Files.delete(directory);
        Files.createDirectory(directory);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.txt", "a.md", "a.prompt", "a.json", "A.TXT", "a.b.Md", "ä 1.txt"})
    void takesPromptsByTheirEnding(String name) {
        assertThat(PromptNames.isPrompt(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a.",
                "txt",
                ".txt",
                ".a.txt",
                "a.tmp",
                "a.part",
                "a.txt.filepart",
                "a.pdf",
                "a.txt.crdownload",
                "a.txt~",
                "a.txt.2",
                ""
            })
    void leavesOtherFilesAlone(String name) {
        assertThat(PromptNames.isPrompt(name)).isFalse();
    }

    @Test
    void makesTheFoldersThatAreMissing(@TempDir Path other) throws IOException {
        Path elsewhere = Files.createDirectory(other.resolve("elsewhere"));
        Path data = Files.createDirectory(other.resolve("data"));
        Files.createSymbolicLink(data.resolve("done"), elsewhere);
        DropFolder folder = new DropFolder(data);

        folder.create();
        folder.create();

        assertThat(folder.inbox()).isEmptyDirectory();
        assertThat(folder.outbox()).isEmptyDirectory();
        assertThat(folder.failed()).isEmptyDirectory();
        assertThat(folder.parked()).isEmptyDirectory();
        assertThat(folder.done()).isSymbolicLink();
    }

    @Test
    void countsPromptsThatWait() throws IOException {
        fixture.drop("a.txt", "one");
        fixture.drop("b.json", "{}");
        fixture.drop("c.part", "not whole");
        fixture.drop(".d.txt", "hidden");
        Files.createDirectory(folder.inbox().resolve("folder.txt"));

        assertThat(folder.waiting()).isEqualTo(2);
    }

    @Nested
    class Publishing {

        @Test
        void writesRecordAndTextAndMovesThePrompt() throws IOException {
            PromptFile prompt = fixture.drop("a.txt", "Warum?");

            assertThat(fixture.publish(prompt, "Darum: ä 😀")).isTrue();

            assertThat(fixture.files())
                    .containsExactly(
                            "done/a.txt", "outbox/a.txt.record.json", "outbox/a.txt.response.md");
            assertThat(folder.done().resolve("a.txt")).hasContent("Warum?");
            assertThat(folder.outbox().resolve("a.txt.response.md")).hasContent("Darum: ä 😀");
            assertThat(FolderFixture.json(folder.outbox().resolve("a.txt.record.json")))
                    .isEqualTo(FolderFixture.written(prompt, "Darum: ä 😀"));
        }

        @Test
        void aFolderCalledLikeARecordIsPassedOver() throws IOException {
            Files.createDirectory(folder.outbox().resolve("a.txt.record.json"));

            fixture.publish(fixture.drop("a.txt", "Q"), "A");

            assertThat(fixture.files())
                    .containsExactly(
                            "done/a.txt.2",
                            "outbox/a.txt.2.record.json",
                            "outbox/a.txt.2.response.md");
        }

        /** The head of any prompt may call its answer like a task. */
        @Test
        void filesThatAreCalledLikeItsFoldersGetANumber() throws IOException {
            Files.createDirectories(folder.inbox().resolve("bills/2026"));
            Files.writeString(folder.outbox().resolve("bills"), "an earlier answer");
            Files.createDirectory(folder.done().resolve("bills"));
            Files.writeString(folder.done().resolve("bills/2026"), "an earlier document");

            fixture.publish(fixture.drop("bills/2026/a.txt", "A"), "answer");

            assertThat(folder.outbox().resolve("bills.2")).hasContent("an earlier answer");
            assertThat(folder.done().resolve("bills/2026.2")).hasContent("an earlier document");
            assertThat(folder.outbox().resolve("bills/2026/a.txt.response.md"))
                    .hasContent("answer");
            assertThat(folder.done().resolve("bills/2026/a.txt")).hasContent("A");
        }

        @Test
        void namesOfDifferentTypesDoNotCollide() throws IOException {
            fixture.publish(fixture.drop("a.txt", "1"), "one");
            fixture.publish(fixture.drop("a.md", "2"), "two");

            assertThat(folder.outbox().resolve("a.txt.response.md")).hasContent("one");
            assertThat(folder.outbox().resolve("a.md.response.md")).hasContent("two");
        }

        @Test
        void numbersTheSecondPromptOfANameAndKeepsTheFirstAnswer() throws IOException {
            fixture.publish(fixture.drop("a.txt", "first"), "answer one");
            byte[] record = Files.readAllBytes(folder.outbox().resolve("a.txt.record.json"));
            byte[] text = Files.readAllBytes(folder.outbox().resolve("a.txt.response.md"));

            fixture.publish(fixture.drop("a.txt", "second"), "answer two");

            assertThat(fixture.files())
                    .containsExactly(
                            "done/a.txt",
                            "done/a.txt.2",
                            "outbox/a.txt.2.record.json",
                            "outbox/a.txt.2.response.md",
                            "outbox/a.txt.record.json",
                            "outbox/a.txt.response.md");
            assertThat(folder.outbox().resolve("a.txt.record.json")).hasBinaryContent(record);
            assertThat(folder.outbox().resolve("a.txt.response.md")).hasBinaryContent(text);
            assertThat(folder.done().resolve("a.txt")).hasContent("first");
            assertThat(folder.done().resolve("a.txt.2")).hasContent("second");
            assertThat(folder.outbox().resolve("a.txt.2.response.md")).hasContent("answer two");
        }

        @Test
        void theSameContentTwiceIsTwoAnswers() throws IOException {
            fixture.publish(fixture.drop("a.txt", "same"), "answer one");
            fixture.publish(fixture.drop("a.txt", "same"), "answer two");

            assertThat(folder.outbox().resolve("a.txt.response.md")).hasContent("answer one");
            assertThat(folder.outbox().resolve("a.txt.2.response.md")).hasContent("answer two");
            assertThat(folder.done().resolve("a.txt.2")).hasContent("same");
        }

        @Test
        void aPromptMovedBackFromDoneIsAnsweredAnewBesideTheEarlierAnswer() throws IOException {
            fixture.publish(fixture.drop("a.txt", "Q"), "first");
            Files.move(folder.done().resolve("a.txt"), folder.inbox().resolve("a.txt"));
            Files.delete(folder.inbox().resolve("a.txt"));

            assertThat(fixture.publish(fixture.drop("a.txt", "Q"), "second")).isTrue();

            assertThat(fixture.files())
                    .containsExactly(
                            "done/a.txt.2",
                            "outbox/a.txt.2.record.json",
                            "outbox/a.txt.2.response.md",
                            "outbox/a.txt.record.json",
                            "outbox/a.txt.response.md");
            assertThat(folder.outbox().resolve("a.txt.response.md")).hasContent("first");
            assertThat(folder.outbox().resolve("a.txt.2.response.md")).hasContent("second");
        }

        @Test
        void neverWritesOverATextOfSomebodyElse() throws IOException {
            Files.writeString(folder.outbox().resolve("a.txt.response.md"), "edited by a person");

            fixture.publish(fixture.drop("a.txt", "Q"), "A");

            assertThat(folder.outbox().resolve("a.txt.response.md"))
                    .hasContent("edited by a person");
            assertThat(folder.outbox().resolve("a.txt.2.response.md")).hasContent("A");
            assertThat(folder.done().resolve("a.txt.2")).hasContent("Q");
        }

        @Test
        void leavesAPromptThatGrewWhileItWasAsked() throws IOException {
            PromptFile prompt = fixture.drop("a.txt", "half");
            Files.writeString(prompt.path(), "half and the other half");

            assertThat(fixture.publish(prompt, "answer to half")).isFalse();

            assertThat(fixture.files()).containsExactly("inbox/a.txt");
        }

        @Test
        void leavesAPromptRewrittenAtTheSameLength() throws IOException {
            PromptFile prompt = fixture.drop("a.txt", "one");
            Files.writeString(prompt.path(), "two");
            Files.setLastModifiedTime(
                    prompt.path(),
                    java.nio.file.attribute.FileTime.fromMillis(
                            prompt.stamp().modified().toMillis() + 5_000));

            assertThat(fixture.publish(prompt, "answer to one")).isFalse();

            assertThat(fixture.files()).containsExactly("inbox/a.txt");
        }

        @Test
        void keepsTheAnswerOfAPromptTakenAwayMeanwhile() throws IOException {
            PromptFile prompt = fixture.drop("a.txt", "Q");
            Files.delete(prompt.path());

            assertThat(fixture.publish(prompt, "A")).isTrue();

            assertThat(fixture.files())
                    .containsExactly("outbox/a.txt.record.json", "outbox/a.txt.response.md");
        }

        @Test
        void aLongNameIsCutInTheOutboxAndWholeInDone() throws IOException {
            String name = "ü".repeat(125) + ".txt";
            fixture.publish(fixture.drop(name, "Q"), "A");

            assertThat(folder.done().resolve(name)).hasContent("Q");
            assertThat(folder.outbox().resolve(CompanionNames.of(name, 1, ".response.md")))
                    .hasContent("A");
        }
    }

    @Nested
    class FoldersThatTakeNoFile {

        @Test
        void anOutboxThatIsAFileLeavesThePromptInTheInbox() throws IOException {
            PromptFile prompt = fixture.drop("a.txt", "Q");
            block(folder.outbox());

            assertThatThrownBy(() -> fixture.publish(prompt, "A")).isInstanceOf(IOException.class);

            assertThat(folder.inbox().resolve("a.txt")).hasContent("Q");
            assertThat(folder.done()).isEmptyDirectory();
        }

        @Test
        void theSecondTryGoesOnWhereTheFirstOneEnded() throws IOException {
            PromptFile prompt = fixture.drop("a.txt", "Q");
            block(folder.done());
            assertThatThrownBy(() -> fixture.publish(prompt, "A")).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> fixture.publish(prompt, "A")).isInstanceOf(IOException.class);
            assertThat(folder.inbox().resolve("a.txt")).hasContent("Q");
            unblock(folder.done());

            assertThat(fixture.publish(prompt, "A")).isTrue();

            assertThat(fixture.files())
                    .containsExactly(
                            "done/a.txt", "outbox/a.txt.record.json", "outbox/a.txt.response.md");
        }

        @Test
        void aFailedFolderThatIsAFileLeavesThePromptInTheInbox() throws IOException {
            PromptFile prompt = fixture.drop("a.txt", "Q");
            block(folder.failed());

            assertThatThrownBy(
                            () ->
                                    folder.failedPrompts()
                                            .put(prompt, FolderFixture.error(prompt), null))
                    .isInstanceOf(IOException.class);

            assertThat(folder.inbox().resolve("a.txt")).hasContent("Q");
        }

        @Test
        void aMissingDoneFolderIsNotTakenForAMissingPrompt() throws IOException {
            PromptFile prompt = fixture.drop("a.txt", "Q");
            Files.delete(folder.done());

            assertThatThrownBy(() -> fixture.publish(prompt, "A")).isInstanceOf(IOException.class);

            assertThat(folder.inbox().resolve("a.txt")).hasContent("Q");
        }
    }

    @Nested
    class FinishingWhatAKilledRunLeft {

        private PromptFile killedAfterTheRecord(String text) throws IOException {
            PromptFile prompt = fixture.drop("a.txt", "Q");
            WholeFile.write(
                    folder.outbox().resolve("a.txt.record.json"),
                    FolderFixture.written(prompt, text).toString().getBytes("UTF-8"));
            return prompt;
        }

        @Test
        void writesTheTextFromTheRecordAndMovesThePrompt() throws IOException {
            PromptFile prompt = killedAfterTheRecord("A 😀\n");

            assertThat(
                            folder.answered()
                                    .finishLeftover(prompt.name(), folder.files(), Instant.EPOCH))
                    .isTrue();

            assertThat(fixture.files())
                    .containsExactly(
                            "done/a.txt", "outbox/a.txt.record.json", "outbox/a.txt.response.md");
            assertThat(Files.readString(folder.outbox().resolve("a.txt.response.md")))
                    .isEqualTo("A 😀\n");
        }

        /** Its owner put another file there; a document may be larger than the heap, too. */
        @Test
        void aPromptThatDoesNotFitIntoMemoryIsNotRead() throws IOException {
            PromptFile prompt = killedAfterTheRecord("A");
            try (RandomAccessFile file = new RandomAccessFile(prompt.path().toFile(), "rw")) {
                file.setLength(3_000_000_000L);
            }

            assertThat(
                            folder.answered()
                                    .finishLeftover(prompt.name(), folder.files(), Instant.EPOCH))
                    .isFalse();
            assertThat(prompt.path()).exists();
        }

        @Test
        void keepsATextThatIsThere() throws IOException {
            PromptFile prompt = killedAfterTheRecord("A");
            Files.writeString(folder.outbox().resolve("a.txt.response.md"), "already there");

            assertThat(
                            folder.answered()
                                    .finishLeftover(prompt.name(), folder.files(), Instant.EPOCH))
                    .isTrue();

            assertThat(folder.outbox().resolve("a.txt.response.md")).hasContent("already there");
        }

        @Test
        void aPromptWithoutRecordIsNotAnswered() throws IOException {
            PromptFile prompt = fixture.drop("a.txt", "Q");

            assertThat(
                            folder.answered()
                                    .finishLeftover(prompt.name(), folder.files(), Instant.EPOCH))
                    .isFalse();

            assertThat(fixture.files()).containsExactly("inbox/a.txt");
        }

        @Test
        void aRecordOfOtherContentBelongsToAnotherPrompt() throws IOException {
            killedAfterTheRecord("A");
            PromptFile other = fixture.drop("a.txt", "another question");

            assertThat(
                            folder.answered()
                                    .finishLeftover(other.name(), folder.files(), Instant.EPOCH))
                    .isFalse();

            assertThat(fixture.files()).containsExactly("inbox/a.txt", "outbox/a.txt.record.json");
        }

        @Test
        void aRecordWhosePromptIsInDoneIsFinished() throws IOException {
            fixture.publish(fixture.drop("a.txt", "Q"), "A");
            PromptFile again = fixture.drop("a.txt", "Q");

            assertThat(
                            folder.answered()
                                    .finishLeftover(again.name(), folder.files(), Instant.EPOCH))
                    .isFalse();

            assertThat(folder.inbox().resolve("a.txt")).exists();
        }

        @Test
        void anAnswerOfAnEarlierAskingIsNoLeftover() throws IOException {
            PromptFile prompt = killedAfterTheRecord("A");
            Instant later = Instant.now().plusSeconds(1);

            assertThat(folder.answered().finishLeftover(prompt.name(), folder.files(), later))
                    .isFalse();

            assertThat(fixture.files()).containsExactly("inbox/a.txt", "outbox/a.txt.record.json");
        }

        @Test
        void findsTheRecordWithANumber() throws IOException {
            fixture.publish(fixture.drop("a.txt", "first"), "one");
            fixture.publish(fixture.drop("a.txt", "second"), "two");
            Files.move(folder.done().resolve("a.txt.2"), folder.inbox().resolve("a.txt"));

            assertThat(folder.answered().finishLeftover("a.txt", folder.files(), Instant.EPOCH))
                    .isTrue();

            assertThat(folder.done().resolve("a.txt")).hasContent("first");
            assertThat(folder.done().resolve("a.txt.2")).hasContent("second");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "{\"sha256\":", "null", "[]", "no JSON", "{\"sha256\":null}"})
        void aDamagedRecordIsNobodysAndDoesNotHoldThePromptUp(String record) throws IOException {
            PromptFile prompt = fixture.drop("a.txt", "Q");
            Files.writeString(folder.outbox().resolve("a.txt.record.json"), record);

            assertThat(
                            folder.answered()
                                    .finishLeftover(prompt.name(), folder.files(), Instant.EPOCH))
                    .isFalse();
            assertThat(fixture.publish(prompt, "A")).isTrue();

            assertThat(folder.outbox().resolve("a.txt.record.json")).hasContent(record);
            assertThat(folder.outbox().resolve("a.txt.2.response.md")).hasContent("A");
        }
    }

    @Nested
    class Failing {

        @Test
        void putsRecordAndReportBesideThePrompt() throws IOException {
            PromptFile prompt = fixture.drop("a.txt", "Q");

            folder.failedPrompts().put(prompt, FolderFixture.error(prompt), "What to do: …\n");

            assertThat(fixture.files())
                    .containsExactly(
                            "failed/a.txt", "failed/a.txt.error.json", "failed/a.txt.error.txt");
            assertThat(folder.failed().resolve("a.txt")).hasContent("Q");
            assertThat(FolderFixture.json(folder.failed().resolve("a.txt.error.json")))
                    .isEqualTo(FolderFixture.error(prompt));
            assertThat(Files.readString(folder.failed().resolve("a.txt.error.txt")))
                    .isEqualTo("What to do: …\n");
        }

        @Test
        void withoutReportThereIsNone() throws IOException {
            PromptFile prompt = fixture.drop("a.txt", "Q");

            folder.failedPrompts().put(prompt, FolderFixture.error(prompt), null);

            assertThat(fixture.files()).containsExactly("failed/a.txt", "failed/a.txt.error.json");
        }

        @Test
        void theRecordIsThereBeforeThePromptMoves() throws IOException {
            PromptFile prompt = fixture.drop("a.txt", "Q");
            // A record that cannot be written: it holds what is no JSON.
            ObjectNode record = FolderFixture.error(prompt).putPOJO("no", new Object());

            assertThatThrownBy(() -> folder.failedPrompts().put(prompt, record, null))
                    .isInstanceOf(IOException.class);

            assertThat(folder.inbox().resolve("a.txt")).hasContent("Q");
            assertThat(folder.failed().resolve("a.txt")).doesNotExist();
        }

        @Test
        void numbersTheSecondPromptOfAName() throws IOException {
            PromptFile first = fixture.drop("a.txt", "one");
            folder.failedPrompts().put(first, FolderFixture.error(first), null);
            PromptFile second = fixture.drop("a.txt", "two");
            folder.failedPrompts().put(second, FolderFixture.error(second), "report");

            assertThat(fixture.files())
                    .containsExactly(
                            "failed/a.txt",
                            "failed/a.txt.2",
                            "failed/a.txt.2.error.json",
                            "failed/a.txt.2.error.txt",
                            "failed/a.txt.error.json");
            assertThat(folder.failed().resolve("a.txt")).hasContent("one");
            assertThat(folder.failed().resolve("a.txt.2")).hasContent("two");
        }

        @Test
        void aPromptCalledLikeARecordIsNeverWrittenOver() throws IOException {
            PromptFile tricky = fixture.drop("a.txt.error.json", "{\"contents\": 1}");
            folder.failedPrompts().put(tricky, FolderFixture.error(tricky), null);
            PromptFile plain = fixture.drop("a.txt", "Q");
            folder.failedPrompts().put(plain, FolderFixture.error(plain), null);

            assertThat(folder.failed().resolve("a.txt.error.json")).hasContent("{\"contents\": 1}");
            assertThat(folder.failed().resolve("a.txt.2")).hasContent("Q");
        }

        @Test
        void aRecordIsNeverWrittenOverByAPromptCalledLikeIt() throws IOException {
            PromptFile plain = fixture.drop("a.txt", "Q");
            folder.failedPrompts().put(plain, FolderFixture.error(plain), null);
            PromptFile tricky = fixture.drop("a.txt.error.json", "{}");
            folder.failedPrompts().put(tricky, FolderFixture.error(tricky), null);

            assertThat(FolderFixture.json(folder.failed().resolve("a.txt.error.json")))
                    .isEqualTo(FolderFixture.error(plain));
            assertThat(folder.failed().resolve("a.txt.error.json.2")).hasContent("{}");
        }
    }
}
