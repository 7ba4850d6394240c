package io.github.geminiroutes.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Moves within the trees of the folders. */
class TreeFilesTest {

    @TempDir private Path data;

    @Test
    void aFolderOfTheInboxThatIsClosedIsTheOneThatIsNamed() throws IOException {
        DropFolder folder = new FolderFixture(data).folder;
        Path task = Files.createDirectory(folder.inbox().resolve("task"));
        Files.writeString(task.resolve("a.md"), "Q");
        Path done = data.resolve("done");
        Files.setPosixFilePermissions(task, PosixFilePermissions.fromString("r-xr-xr-x"));
        try {
            assumeThat(Files.isWritable(task)).as("root may write everywhere").isFalse();

            FolderException refused =
                    catchThrowableOfType(
                            FolderException.class,
                            () ->
                                    TreeFiles.moveOut(
                                            folder.files(),
                                            "task/a.md",
                                            done,
                                            done.resolve("task/a.md")));

            assertThat(refused.directory()).isEqualTo(task);
            assertThat(folder.health().faultOf(refused))
                    .isEqualTo(
                            new FolderFault(
                                    task
                                            + " cannot be written to: make it writable for the user"
                                            + " of this program",
                                    false));
        } finally {
            Files.setPosixFilePermissions(task, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }
}
