package io.github.geminiroutes.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.geminiroutes.testing.Pipes;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileJournalTest {

    @TempDir Path directory;

    @Test
    void aPipeInItsPlaceIsNotWaitedFor() throws Exception {
        Path pipe = Pipes.make(directory.resolve("uploaded-files"));

        assertTimeoutPreemptively(
                Duration.ofSeconds(10), () -> assertThat(FileJournal.open(pipe).names()).isEmpty());
    }
}
