package io.github.geminiroutes.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiskRemedyTest {

    @ParameterizedTest
    @CsvSource({
        "cannot be written (No space left on device), remove some files",
        "Disk quota exceeded, raise the quota",
        "Read-only file system, mount it writable",
        "Permission denied, make it writable for the user",
        "Operation not permitted, make it writable for the user",
        "is no directory, make it a directory"
    })
    void namesWhatHelpsThisKind(String words, String remedy, @TempDir Path directory) {
        assertThat(DiskRemedy.of(directory.resolve("not/there"), words)).startsWith(remedy);
    }
}
