package io.github.geminiroutes.batch.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
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

    @Test
    void aListThatIsCutBehindAnyOfItsLinesIsNotWhole() throws IOException {
        JobDirectory job = closed(3);
        assertThat(JobDamage.hasWholeList(job)).isTrue();
        List<String> lines = Files.readAllLines(job.list());

        for (int kept = lines.size() - 1; kept > 0; kept--) {
            Files.write(job.list(), lines.subList(0, kept));
            assertThat(JobDamage.hasWholeList(job)).as("%d lines", kept).isFalse();
        }
    }

    @Test
    void aListThatLacksALineIsNotRead() throws IOException {
        JobDirectory job = closed(3);
        List<String> lines = Files.readAllLines(job.list());
        Files.write(job.list(), lines.subList(1, lines.size()));

        assertThat(JobDamage.hasWholeList(job)).isFalse();
        assertThatThrownBy(job::read).hasMessageEndingWith("prompts.jsonl has 2 of 3 lines");
    }

    /** Java closes the channel of an interrupted thread, for all the others. */
    @Test
    void aThreadThatIsInterruptedClosesTheJobForNobodyElse() throws IOException {
        CollectingJob job = CollectingJob.begin(path.resolve("job"), "m", Instant.EPOCH);
        add(job, 0);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> add(job, 1)).isInstanceOf(ClosedByInterruptException.class);
        assertThat(Thread.interrupted()).isTrue();
        add(job, 2);

        JobDirectory closed = job.close(Instant.EPOCH).directory();

        assertThat(JobDamage.hasWholeList(closed)).isTrue();
        assertThat(closed.read())
                .extracting(SubmittedPrompt::name)
                .containsExactly("0.txt", "2.txt");
        assertThat(closed.requests()).content().hasLineCount(2);
    }

    private JobDirectory closed(int prompts) throws IOException {
        CollectingJob job = CollectingJob.begin(path.resolve("job"), "m", Instant.EPOCH);
        for (int i = 0; i < prompts; i++) {
            add(job, i);
        }
        return job.close(Instant.EPOCH).directory();
    }

    private static void add(CollectingJob job, int number) throws IOException {
        job.add(
                new SubmittedPrompt(
                        number + ".txt", "00", null, Instant.EPOCH, null, null, List.of(), 0, 0),
                new byte[] {'{', '}'},
                1,
                1);
    }
}
