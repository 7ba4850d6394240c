package io.github.geminiroutes.batch.job;

import java.time.Duration;

/**
 * The settings of the lane.
 *
 * @param linger how long prompts gather, from the first of a job on
 * @param maxRequests the most requests of a job
 * @param maxBytes the most bytes of a job's requests
 * @param pollInterval the first time between two looks at a job; it grows
 * @param deadline after so long a job is cancelled
 * @param createWait how long a job that may have been created is waited for before the next attempt
 * @param isFallbackStandard whether prompts of a job that ended without them go to the standard
 *     tier, and not into the next job
 * @param maxResultBytes the largest answer in bytes
 */
public record BatchSettings(
        Duration linger,
        int maxRequests,
        long maxBytes,
        Duration pollInterval,
        Duration deadline,
        Duration createWait,
        boolean isFallbackStandard,
        long maxResultBytes) {

    private static final int MOST_GROWTH = 20;

    /** An output file has the answers, and their media as Base64; 2 GB is the most of a job. */
    private static final long MOST_OUTPUT = 16L * 1024 * 1024 * 1024;

    /** A line is an answer and a few words. */
    private static final long MORE = 64 * 1024;

    /**
     * Whether a job ended before its time, without being asked to: its prompts would be asked, and
     * perhaps paid, again and again if they went into the next one at once.
     */
    public boolean isEarly(Job job) {
        return job.createdAt() != null
                && job.instant("cancelledAt") == null
                && job.endedAt().isBefore(job.createdAt().plus(deadline));
    }

    /** The longest time between two looks at a job. */
    Duration longestPoll() {
        return pollInterval.multipliedBy(MOST_GROWTH);
    }

    /**
     * The largest file of results, in bytes: no answer is taken that is larger than one may be.
     *
     * @param requests how many the job has
     */
    long mostOutput(int requests) {
        return requests == 0
                ? MOST_OUTPUT
                : Math.min(MOST_OUTPUT, requests * (maxResultBytes + MORE));
    }
}
