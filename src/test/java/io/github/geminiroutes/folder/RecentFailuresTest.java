package io.github.geminiroutes.folder;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecentFailuresTest {

    @Test
    void theLastOnesAreKeptTheNewestFirst() {
        RecentFailures failures = new RecentFailures();
        Failure failure = Failure.of(FailureKind.INVALID_REQUEST, "No.");
        IntStream.range(0, 1_000)
                .forEach(
                        i ->
                                failures.add(
                                        new RecentFailures.Entry(
                                                Instant.ofEpochSecond(i),
                                                i + ".txt",
                                                "m",
                                                Outcome.FAILED,
                                                failure,
                                                null)));

        assertThat(failures.newestFirst()).hasSize(RecentFailures.MOST);
        assertThat(failures.newestFirst().get(0).prompt()).isEqualTo("999.txt");
        assertThat(failures.newestFirst().get(RecentFailures.MOST - 1).prompt())
                .isEqualTo("980.txt");
    }
}
