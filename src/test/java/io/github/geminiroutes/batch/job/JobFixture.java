package io.github.geminiroutes.batch.job;

import java.time.Duration;

/** The settings of a batch lane. */
public final class JobFixture {

    private JobFixture() {}

    /**
     * A lane as it is by default, in which a job waits three minutes to be made again.
     *
     * @param mostResultBytes of one answer
     */
    public static BatchSettings settings(long mostResultBytes) {
        return new BatchSettings(
                Duration.ofMinutes(5),
                5_000,
                1_000_000,
                Duration.ofSeconds(30),
                Duration.ofHours(24),
                Duration.ofMinutes(3),
                false,
                mostResultBytes);
    }
}
