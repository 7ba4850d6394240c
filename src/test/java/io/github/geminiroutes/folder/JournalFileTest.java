package io.github.geminiroutes.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The file that is open while it is written, and for a moment only. */
class JournalFileTest {

    private static final byte[] BYTES = {1, 2};

    @TempDir Path data;
    private Path path;
    private JournalFile file;

    @BeforeEach
    void make() {
        path = data.resolve("journal");
        file = new JournalFile(path);
        file.make();
    }

    /** Links of this process's descriptors that lead to the file. */
    private long handles() throws IOException {
        long handles = 0;
        try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : open) {
                handles += leadsHere(descriptor) ? 1 : 0;
            }
        }
        return handles;
    }

    private boolean leadsHere(Path descriptor) throws IOException {
        try {
            return Files.readSymbolicLink(descriptor).equals(path.toRealPath());
        } catch (NoSuchFileException e) {
            return false; // another thread has closed it meanwhile
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void manyWritesOpenItOnceAndARestLetsGoOfIt() throws IOException {
        assertThat(handles()).isZero();

        file.write(0, BYTES);
        file.write(2, BYTES);
        assertThat(handles()).isEqualTo(1);

        file.rest();
        assertThat(handles()).isZero();
    }

    @Test
    void whatIsWrittenCanBeReadAtOnce() throws IOException {
        file.write(2, BYTES);
        file.write(0, BYTES);

        assertThat(path).hasBinaryContent(new byte[] {1, 2, 1, 2});
    }

    @Test
    void afterARestItIsWrittenOn() {
        file.write(0, BYTES);
        file.rest();
        file.write(2, BYTES);

        assertThat(path).hasBinaryContent(new byte[] {1, 2, 1, 2});
    }

    @Test
    void aFileThatWasDeletedIsThereAgainAfterTheNextRest() throws IOException {
        file.write(0, BYTES);
        Files.delete(path);
        file.rest();

        file.write(0, BYTES);

        assertThat(path).hasBinaryContent(BYTES);
    }

    @Test
    void anInterruptedThreadWritesAndClosesItForNobody() {
        Thread.currentThread().interrupt();
        file.write(0, BYTES);
        assertThat(Thread.interrupted()).isTrue();

        file.write(2, BYTES);

        assertThat(path).hasBinaryContent(new byte[] {1, 2, 1, 2});
    }

    @Test
    void aFolderThatIsGoneStopsNobodyAndIsFoundWhenItIsBack() throws IOException {
        Path folder = Files.createDirectory(data.resolve("folder"));
        JournalFile inFolder = new JournalFile(folder.resolve("journal"));
        Files.delete(folder);
        inFolder.make();
        inFolder.write(0, BYTES);

        Files.createDirectory(folder);
        inFolder.write(0, BYTES);

        assertThat(folder.resolve("journal")).hasBinaryContent(BYTES);
        inFolder.delete();
        assertThat(folder.resolve("journal")).doesNotExist();
    }
}
