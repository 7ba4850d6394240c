package io.github.geminiroutes.folder;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.testing.ClosedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What another user has made unreadable holds up nothing but itself. */
class ClosedToUsTest extends KilledProcessTestSupport {

    @Test
    void promptsBesideAFolderThatCannotBeReadAreFound() throws IOException {
        Files.writeString(fixture.folder.failed().resolve("a.txt"), "Q");
        Path other = Files.createDirectory(fixture.folder.failed().resolve("other"));

        try (ClosedFolder closed = ClosedFolder.of(other)) {
            assertThat(closed).isNotNull();
            assertThat(new Requeue(fixture.folder, List.of()).of(List.of()))
                    .extracting(Requeue.Result::name)
                    .containsExactly("a.txt");
        }
    }

    @Test
    void aDocumentThatWasInFlightIsFinishedOnceItsFolderCanBeReadAgain() throws IOException {
        Path task = Files.createDirectory(fixture.folder.inbox().resolve("t"));
        Files.writeString(task.resolve("a.txt"), "Q");
        PromptFile prompt = fixture.read(task.resolve("a.txt"));
        Files.createDirectory(fixture.folder.outbox().resolve("t"));
        Files.writeString(
                fixture.folder.outbox().resolve("t/a.txt.record.json"),
                FolderFixture.written(prompt, "A").toString());
        killed.reading("t/a.txt", TAKEN);
        killed.read("t/a.txt", TAKEN);
        DropFolderService after = next();

        try (ClosedFolder closed = ClosedFolder.of(task)) {
            assertThat(closed).isNotNull();
            assertThat(after.takeOver().tryBegin()).as("other prompts are taken").isTrue();
        }
        after.takeOver().tryBegin();

        assertThat(fixture.folder.done().resolve("t/a.txt")).exists();
        assertThat(fixture.folder.outbox().resolve("t/a.txt.response.md")).hasContent("A");
    }

    @Test
    void aJournalThatCannotBeReadIsLeftAndToldAndNothingWaits() throws IOException {
        killed.reading("a.txt", TAKEN);
        Path journal;
        try (var files = Files.newDirectoryStream(data, ".gemini-in-flight-*")) {
            journal = files.iterator().next();
        }

        try (ClosedFolder closed = ClosedFolder.of(journal)) {
            assertThat(closed).isNotNull();
            assertThat(next().takeOver().tryBegin()).isTrue();
            assertThat(journal).exists();
        }
    }
}
