package io.github.geminiroutes.folder;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.testing.Pipes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FolderLockTest {

    private static final String NAMED = "gemini-routes.pid";
    private static final String HIDDEN = ".gemini-routes.lock";

    @TempDir Path data;

    @Test
    void isHeldByOneAtATime() {
        try (FolderLock two = new FolderLock(data)) {
            try (FolderLock one = new FolderLock(data)) {
                assertThat(one.tryAcquire()).isTrue();
                assertThat(one.tryAcquire()).isTrue();
                assertThat(two.tryAcquire()).isFalse();
                assertThat(two.isHeld()).isFalse();
                assertThat(two.owner()).isEqualTo("another application in this process");
            }
            assertThat(two.tryAcquire()).isTrue();
            assertThat(two.isHeld()).isTrue();
        }
    }

    @Test
    void isTheSameByAnyNameOfTheDirectory() throws IOException {
        Path link =
                Files.createSymbolicLink(
                        data.resolve("link"), Files.createDirectory(data.resolve("real")));
        try (FolderLock one = new FolderLock(data.resolve("real"));
                FolderLock two = new FolderLock(link)) {
            assertThat(one.tryAcquire()).isTrue();
            assertThat(two.tryAcquire()).isFalse();
        }
    }

    @Test
    void noneMayReadItsFilesWhoMayNotWriteThem() throws IOException {
        // A reader could lock them, and keep the program off.
        Files.setPosixFilePermissions(
                Files.createFile(data.resolve(NAMED)),
                PosixFilePermissions.fromString("rw-r--r--"));
        Files.setPosixFilePermissions(
                Files.createFile(data.resolve(HIDDEN)),
                PosixFilePermissions.fromString("rw-rw-r--"));
        try (FolderLock lock = new FolderLock(data)) {
            assertThat(lock.tryAcquire()).isTrue();
        }
        assertThat(Files.getPosixFilePermissions(data.resolve(NAMED)))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.getPosixFilePermissions(data.resolve(HIDDEN)))
                .isEqualTo(PosixFilePermissions.fromString("rw-rw----"));
    }

    @Test
    void leavesBehindWhoHadIt() throws IOException {
        try (FolderLock lock = new FolderLock(data)) {
            assertThat(lock.tryAcquire()).isTrue();
        }
        String owner = "process " + ProcessHandle.current().pid() + ", since ";
        assertThat(new FolderLock(data).owner()).startsWith(owner);
        try (FolderLock next = new FolderLock(data)) {
            assertThat(next.tryAcquire()).isTrue();
        }
    }

    @Test
    void whatStandsInTheFileIsNotTrusted() throws IOException {
        Files.writeString(data.resolve("gemini-routes.pid"), "a\u001b[31m\nb".repeat(100));

        assertThat(new FolderLock(data).owner()).matches("process [0-9?]{1,60}, since 20.*Z");
    }

    @Test
    void aLinkLeadsTheClaimNowhere() throws IOException {
        Path other = Files.writeString(data.resolve("other"), "untouched");
        Files.createSymbolicLink(data.resolve("gemini-routes.pid"), other);

        try (FolderLock lock = new FolderLock(data)) {
            assertThat(lock.tryAcquire()).isFalse();
            assertThat(lock.owner()).contains("no regular file");
        }
        assertThat(other).hasContent("untouched");
    }

    @Test
    @Timeout(60)
    void aPipeHoldsNobodyUp() throws IOException, InterruptedException {
        Pipes.make(data.resolve("gemini-routes.pid"));

        try (FolderLock lock = new FolderLock(data)) {
            assertThat(lock.tryAcquire()).isFalse();
            assertThat(lock.owner()).contains("no regular file");
        }
    }

    @Test
    void aFileSystemThatCannotLockStopsNobody() throws IOException {
        Files.createDirectory(data.resolve("gemini-routes.pid"));
        try (FolderLock lock = new FolderLock(data)) {
            assertThat(lock.tryAcquire()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {NAMED, HIDDEN})
    void aFileThatIsRemovedLetsNobodyIn(String removed) throws IOException {
        Path other = data.resolve(removed.equals(NAMED) ? HIDDEN : NAMED);
        try (FolderLock lock = new FolderLock(data)) {
            assertThat(lock.tryAcquire()).isTrue();
            Files.delete(data.resolve(removed));

            assertThat(new LockFile(other).tryLock("1 other")).isFalse();
        }
    }

    @Test
    void whatIsRemovedIsLockedAnew() throws IOException {
        try (FolderLock lock = new FolderLock(data)) {
            assertThat(lock.tryAcquire()).isTrue();
            String claim = Files.readString(data.resolve(NAMED));
            for (List<String> removed :
                    List.of(List.of(NAMED), List.of(HIDDEN), List.of(NAMED, HIDDEN))) {
                for (String name : removed) {
                    Files.delete(data.resolve(name));
                }

                assertThat(lock.keep()).isTrue();
                assertThat(data.resolve(NAMED)).hasContent(claim);
                assertThat(data.resolve(HIDDEN)).hasContent(claim);
                assertThat(new LockFile(data.resolve(HIDDEN)).tryLock("1 other")).isFalse();
            }
        }
    }

    @Test
    void anotherThatLockedTheFilesAfterTheyWereRemovedWorksAlone() throws IOException {
        try (FolderLock lock = new FolderLock(data)) {
            assertThat(lock.tryAcquire()).isTrue();
            Files.delete(data.resolve(NAMED));
            Files.delete(data.resolve(HIDDEN));
            try (LockFile other = new LockFile(data.resolve(HIDDEN))) {
                assertThat(other.tryLock("1 other")).isTrue();

                assertThat(lock.keep()).isFalse();
                assertThat(lock.isHeld()).isFalse();
                assertThat(lock.tryAcquire()).isFalse();
                assertThat(lock.owner()).startsWith("process 1, since ");
            }
            assertThat(lock.tryAcquire()).isTrue();
        }
    }

    @Test
    void whatIsNoFileInTheirPlaceStopsNobodyWhoWorks() throws IOException {
        try (FolderLock lock = new FolderLock(data)) {
            assertThat(lock.tryAcquire()).isTrue();
            Files.delete(data.resolve(NAMED));
            Files.createSymbolicLink(data.resolve(NAMED), data.resolve("nowhere"));
            Files.delete(data.resolve(HIDDEN));
            Files.createDirectory(data.resolve(HIDDEN));

            assertThat(lock.keep()).isTrue();
            assertThat(lock.isHeld()).isTrue();
        }
    }

    @Test
    void aDirectoryThatIsGoneTakesNoLock() throws IOException {
        Path gone = Files.createDirectory(data.resolve("disk"));
        try (FolderLock lock = new FolderLock(gone)) {
            assertThat(lock.tryAcquire()).isTrue();
            Files.move(gone, data.resolve("elsewhere"));

            assertThat(lock.keep()).isTrue();
        }
    }
}
