package io.github.geminiroutes.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class OpenFilesTest {

    /** The words of Linux, of the process and of the machine, as the JDK gives them. */
    @Test
    void recognisesThatNoMoreCanBeOpened() {
        assertThat(OpenFiles.areUsedUp(new FileSystemException("a", null, "Too many open files")))
                .isTrue();
        assertThat(
                        OpenFiles.areUsedUp(
                                new FileNotFoundException("a (Too many open files in system)")))
                .isTrue();
    }

    @Test
    void anythingElseIsAboutTheFile() {
        assertThat(OpenFiles.areUsedUp(new NoSuchFileException("a"))).isFalse();
        assertThat(OpenFiles.areUsedUp(new FileSystemException(null))).isFalse();
        assertThat(OpenFiles.areUsedUp(new IllegalStateException("Too many open files"))).isFalse();
    }
}
