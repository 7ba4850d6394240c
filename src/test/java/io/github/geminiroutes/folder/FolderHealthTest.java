package io.github.geminiroutes.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderHealthTest {

    private static final IOException NO_SPACE = new IOException("No space left on device");

    @TempDir Path data;
    private FolderFixture fixture;
    private FolderHealth health;

    @BeforeEach
    void makeFolders() throws IOException {
        fixture = new FolderFixture(data);
        health = fixture.folder.health();
    }

    private FolderException full() {
        return new FolderException(fixture.folder.outbox(), Long.MAX_VALUE, NO_SPACE);
    }

    @Test
    void aFolderWithoutRoomIsNamedWithTheRemedyUntilWhatWaitsIsWritten() {
        Object one = new Object();
        Object other = new Object();
        health.failed(one, full());
        health.failed(other, full());

        assertThat(health.reason())
                .isEqualTo(
                        fixture.folder.outbox()
                                + " has no room left (No space left on device): free some space");

        health.succeeded(one);
        assertThat(health.isWell()).as("the other one waits still").isFalse();
        health.check();
        assertThat(health.isWell()).isFalse();
        health.succeeded(other);
        assertThat(health.isWell()).isTrue();
    }

    @Test
    void aFolderThatGoesIsSeenAlthoughNobodyWritesToIt() throws IOException {
        Path inbox = fixture.folder.inbox();
        Path away = Files.move(inbox, data.resolve("away"));
        health.check();
        assertThat(health.reason()).startsWith(inbox + " is gone: bring it back");

        Files.createFile(inbox);
        health.check();
        assertThat(health.reason()).isEqualTo(inbox + " is no directory: put the directory back");

        Files.delete(inbox);
        Files.move(away, inbox);
        health.check();
        assertThat(health.isWell()).isTrue();
    }

    @Test
    void whatOneFileMeetsKeepsNobodyElseWaiting() throws IOException {
        PromptFile prompt = fixture.drop("a.txt", "Q");
        IOException odd = new FileSystemException("a.txt.response.md", null, "File name too long");

        health.failed(prompt, new FolderException(fixture.folder.outbox(), 10, odd));

        assertThat(health.isWell()).isTrue();
        assertThat(FolderFault.of(new FolderException(fixture.folder.outbox(), 10, odd)).text())
                .isEqualTo(
                        fixture.folder.outbox()
                                + " takes no file (File name too long); others it takes");
        assertThat(fixture.files()).containsExactly("inbox/a.txt");
    }

    /** As where another user has made it. */
    @Test
    void aFolderWithinAFolderConcernsOnlyWhatGoesThere() throws IOException {
        Path outbox = fixture.folder.outbox();
        Path within = Files.createFile(outbox.resolve("t"));
        PromptFile prompt = fixture.drop("a.txt", "Q");

        health.failed(
                prompt, new FolderException(within, 10, new IOException("Permission denied")));

        assertThat(health.isWell()).isTrue();
        // Of the disk, and so of all.
        health.failed(prompt, new FolderException(within, Long.MAX_VALUE, NO_SPACE));
        assertThat(health.reason()).startsWith(outbox + " has no room left");
    }

    @Test
    void aPromptTakenAwayFromTheInboxIsNotWaitedFor() throws IOException {
        Path prompt = fixture.drop("a.txt", "Q").path();
        health.failed(prompt, full());
        health.check();
        assertThat(health.isWell()).isFalse();

        Files.delete(prompt);
        health.check();

        assertThat(health.isWell()).isTrue();
    }

    @Test
    void aMoveNamesTheFolderThatIsGone() throws IOException {
        PromptFile prompt = fixture.drop("a.txt", "Q");
        Path away = Files.move(fixture.folder.inbox(), data.resolve("away"));

        IOException failure = catchFailure(prompt);

        assertThat(failure).isInstanceOf(FolderException.class);
        assertThat(((FolderException) failure).directory()).isEqualTo(fixture.folder.inbox());
        Files.move(away, fixture.folder.inbox());
        assertThat(fixture.publish(prompt, "A")).isTrue();
        assertThat(fixture.files())
                .containsExactly(
                        "done/a.txt", "outbox/a.txt.record.json", "outbox/a.txt.response.md");
    }

    private IOException catchFailure(PromptFile prompt) {
        try {
            fixture.publish(prompt, "A");
            throw new AssertionError("The inbox is gone, and nobody noticed");
        } catch (IOException e) {
            return e;
        }
    }
}
