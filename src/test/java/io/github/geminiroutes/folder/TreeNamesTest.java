package io.github.geminiroutes.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names below folders that strangers make. */
class TreeNamesTest {

    @TempDir Path data;

    @Test
    void aFolderWhoseFilesCannotBeTakenIsNotLookedInto() {
        assertThat(DocumentNames.isTooDeep("/data", "d/".repeat(99) + "d")).isFalse();
        assertThat(DocumentNames.isTooDeep("/data", "d/".repeat(100) + "d")).isTrue();
        assertThat(DocumentNames.isTooDeep("/data", ("x".repeat(250) + "/").repeat(17) + "d"))
                .isTrue();
    }

    @Test
    void aFileThatHasTheNameOfAFolderBlocksIt() throws IOException {
        Files.createDirectories(data.resolve("a/b"));
        Files.writeString(data.resolve("a/b/c"), "x");

        assertThat(TreeFiles.isBlocked(data, "a/b/c/d/e.txt")).isTrue();
        assertThat(TreeFiles.isBlocked(data, "a/b/c")).isFalse();
        assertThat(TreeFiles.isBlocked(data, "a/x/y/e.txt")).isFalse();
        assertThat(TreeFiles.isBlocked(data, "e.txt")).isFalse();
    }
}
