package io.github.geminiroutes.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.geminiroutes.support.FileStamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An inbox that has no folder is not looked through for documents at each poll. */
class InboxFoldersTest {

    private static final long SECOND = 1_000_000_000;

    private final InboxFolders folders = new InboxFolders(0);

    @TempDir Path inbox;

    @BeforeEach
    void putPrompt() throws IOException {
        Files.createFile(inbox.resolve("a.txt"));
        assumeThat(FileStamp.of(inbox, true).links()).as("this disk counts folders").isEqualTo(2);
    }

    @Test
    void withoutAFolderItIsLookedThroughNowAndThenOnly() {
        assertThat(folders.mayBeIn(inbox, 4 * SECOND)).isFalse();
        assertThat(folders.mayBeIn(inbox, 5 * SECOND)).isTrue();

        folders.looked(5 * SECOND);

        assertThat(folders.mayBeIn(inbox, 6 * SECOND)).isFalse();
        assertThat(folders.mayBeIn(inbox, 10 * SECOND)).isTrue();
    }

    @Test
    void aNewFolderIsSeenAtOnce() throws IOException {
        Files.createDirectory(inbox.resolve("task"));

        assertThat(folders.mayBeIn(inbox, 1)).isTrue();
    }

    @Test
    void anInboxThatIsGoneIsLookedForSoThatThisIsTold() throws IOException {
        Files.delete(inbox.resolve("a.txt"));
        Files.delete(inbox);

        assertThat(folders.mayBeIn(inbox, 1)).isTrue();
    }
}
