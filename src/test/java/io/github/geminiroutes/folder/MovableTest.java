package io.github.geminiroutes.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class MovableTest {

    @TempDir Path data;

    private static long owner(Path path) throws IOException {
        return ((Number) Files.getAttribute(path, "unix:uid")).longValue();
    }

    @Test
    void filesOfAnotherDiskOrOfAFolderThatIsClosedCannotBeMoved() throws IOException {
        Path folder = Files.createDirectories(data.resolve("t/u"));

        assertThat(Movable.trouble(data, folder)).isNull();
        // Of a file system of its own, and closed for all but root.
        assertThat(Movable.trouble(data, Path.of("/proc"))).startsWith("is ");
    }

    @Test
    void filesWhoseOutcomeHasNoPlaceWaitForIt() throws IOException {
        Path inbox = Files.createDirectories(data.resolve("inbox"));
        Files.createDirectories(data.resolve("outbox/other"));
        Path closed = Files.createDirectories(data.resolve("done/t"));

        assertThat(Movable.closedPlace(inbox, "t/u", Files::isWritable)).isNull();
        assertThat(Movable.closedPlace(inbox, "t/u", place -> !place.equals(closed)))
                .contains("done/t cannot be written to");
        assertThat(Movable.closedPlace(inbox, "other", place -> !place.equals(closed))).isNull();
        // The upper folder is everybody's, and is looked at elsewhere.
        assertThat(Movable.closedPlace(inbox, "new", place -> false)).isNull();
    }

    @Test
    void aFolderOfAnotherUserWithTheStickyBitIsClosed() throws IOException {
        Path folder = Files.createDirectories(data.resolve("t"));
        long other = owner(folder) + 1;
        assertThat(Movable.trouble(data, folder, other)).isNull();

        Files.setAttribute(folder, "unix:mode", 01777);

        assertThat(Movable.trouble(data, folder, other)).contains("sticky bit");
        assertThat(Movable.trouble(data, folder, owner(folder))).isNull();
    }

    @Test
    void aFileOfAFolderThatIsClosedWhileItIsAskedStays() throws IOException {
        Path folder = Files.createDirectories(data.resolve("t"));

        assertThat(Movable.isKept(data, folder.resolve("a.txt"))).isFalse();
        // What is wrong with all of the inbox, or with another folder, is told elsewhere.
        assertThat(Movable.isKept(data, data.resolve("a.txt"))).isFalse();
        assertThat(Movable.isKept(data, Path.of("/proc/a.txt"))).isFalse();
        // Of a file system of its own, and closed for all but root.
        assertThat(Movable.isKept(Path.of("/"), Path.of("/proc/sys/a.txt"))).isTrue();
    }

    @Test
    void aFileOfAnotherUserInAFolderWithTheStickyBitCannotBeMoved() throws IOException {
        Path file = Files.writeString(data.resolve("a.txt"), "x");
        long own = owner(file);
        long other = own + 1;
        assertThat(Movable.isForOwners(data, other)).isFalse();

        Files.setAttribute(data, "unix:mode", 01777);

        assertThat(Movable.isForOwners(data, other)).isTrue();
        assertThat(Movable.isForOwners(data, own)).isFalse();
        assertThat(Movable.isForOwners(data, 0)).isFalse();
        assertThat(Movable.ofOther(file, other)).contains("another user");
        assertThat(Movable.ofOther(file, own)).isNull();
        assertThat(Movable.ofOther(data.resolve("gone"), other)).isNull();
    }
}
