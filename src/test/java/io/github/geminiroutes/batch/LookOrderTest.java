package io.github.geminiroutes.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.batch.job.Job;
import io.github.geminiroutes.batch.job.JobDirectory;
import io.github.geminiroutes.testing.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LookOrderTest {

    @TempDir Path submitted;
    private final List<String> looked = new ArrayList<>();
    private final SettableClock clock = new SettableClock(Instant.parse("2026-07-01T12:00:00Z"));
    private long nanos;

    private Job job(String id) throws IOException {
        return job(id, 0);
    }

    private Job job(String id, long bytes) throws IOException {
        Path path = Files.createDirectory(submitted.resolve(id));
        Files.writeString(
                path.resolve("job.json"),
                "{\"state\": \"running\", \"closedAt\": \"2026-07-01T12:00:00Z\", \"bytes\": %d}"
                        .formatted(bytes));
        return Job.read(new JobDirectory(path));
    }

    /** The server drips the answer about one job: a minute each time. */
    @Test
    void aJobWhoseLookTakesLongComesLastAndEndsTheRound() throws IOException {
        List<Job> jobs = List.of(job("drips-a"), job("drips-b"), job("quick"));
        LookOrder order = new LookOrder(Comparator.comparing(Job::dueAt), clock, () -> nanos);

        for (int round = 0; round < 6; round++) {
            looked.add("|");
            order.each(
                    jobs,
                    job -> {
                        looked.add(job.id());
                        pass(job.id().startsWith("drips") ? 60 : 1);
                    });
        }
        assertThat(String.join(" ", looked))
                .isEqualTo("| drips-a | drips-b | quick | quick | quick | quick");

        looked.clear();
        pass(700);
        for (int round = 0; round < 4; round++) {
            looked.add("|");
            order.each(
                    jobs,
                    job -> {
                        looked.add(job.id());
                        pass(1);
                    });
        }
        assertThat(String.join(" ", looked))
                .as("they drip no more")
                .isEqualTo(
                        "| quick | quick drips-a drips-b | quick drips-a drips-b"
                                + " | quick drips-a drips-b");
    }

    @Test
    void theSmallestComesFirstAndALongWaitIsNotCutShort() throws IOException {
        Job large = job("a-large", 900);
        Job small = job("b-small", 100);
        LookOrder order = new LookOrder(Comparator.comparingLong(Job::bytes), clock, () -> nanos);

        for (int round = 0; round < 2; round++) {
            order.each(
                    List.of(large, small),
                    job -> {
                        looked.add(job.id());
                        job.pause(Duration.ofHours(1), clock.instant());
                        pass(10);
                    });
        }

        assertThat(looked).containsExactly("b-small", "a-large");
        assertThat(small.isDue(clock.instant().plusSeconds(3_000))).isFalse();
    }

    private void pass(int seconds) {
        nanos += Duration.ofSeconds(seconds).toNanos();
        clock.advance(Duration.ofSeconds(seconds));
    }
}
