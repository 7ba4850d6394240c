package io.github.geminiroutes.folder;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.testing.Pipes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class FolderLockTest {

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
}
