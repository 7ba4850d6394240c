package io.github.geminiroutes.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.geminiroutes.testing.Pipes;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContextCacheJournalTest {

    @TempDir Path directory;

    @Test
    void aPipeInItsPlaceIsNotWaitedFor() throws Exception {
        Path pipe = Pipes.make(directory.resolve("context-caches"));

        assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> assertThat(ContextCacheJournal.open(pipe).names()).isEmpty());
    }
}
