package io.github.geminiroutes.batch.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobDirectoryTest {

    @TempDir Path path;

    /** A sparse file that is larger than any heap: read as a line it would end the program. */
    @Test
    void aLineWithoutAnEndIsNotKept() throws IOException {
        JobDirectory job = new JobDirectory(path);
        try (RandomAccessFile list = new RandomAccessFile(job.list().toFile(), "rw")) {
            list.setLength(8L << 30);
        }

        assertThatThrownBy(job::read)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("a line has more than");
    }

    @Test
    void aListMayEndWithoutALineFeed() throws IOException {
        JobDirectory job = new JobDirectory(path);
        String line = "{\"name\": \"%s.txt\", \"receivedAt\": \"2026-07-01T12:00:00Z\"}";
        Files.writeString(job.list(), line.formatted("a") + "\r\n" + line.formatted("b"));

        assertThat(job.read()).extracting(SubmittedPrompt::name).containsExactly("a.txt", "b.txt");
    }
}
