package io.github.geminiroutes.batch;

import io.github.geminiroutes.api.GeminiHttpClient;
import io.github.geminiroutes.batch.job.BatchSettings;
import io.github.geminiroutes.support.Seconds;
import io.github.geminiroutes.support.SettingsException;
import java.time.Duration;

/** The settings of the batch lane, as the route file {@code gemini-batch} sets them. */
public abstract class BatchLaneSettings {

    private static final String BATCH = "batch";
    private static final String STANDARD = "standard";

    private Duration linger = Duration.ofMinutes(5);
    private int maxRequests = 5_000;
    private long maxBytes = 1024L * 1024 * 1024;
    private Duration pollInterval = Duration.ofSeconds(30);
    private Duration deadline = Duration.ofDays(1);
    private Duration createWait = Duration.ofMinutes(3);
    private long maxResponseSize = 32L * 1024 * 1024;
    private boolean isFallbackStandard;

    /** How long prompts gather, from the first of a job on, in seconds. */
    public void setLinger(double seconds) {
        linger = Seconds.toDuration(seconds);
    }

    /** The most requests of a job. */
    public void setMaxRequests(int requests) {
        maxRequests = requests;
    }

    /** The most bytes of a job's requests; Google takes 2 GB. */
    public void setMaxBytes(long bytes) {
        maxBytes = bytes;
    }

    /** The first time between two looks at a job, in seconds; it grows. */
    public void setPollInterval(double seconds) {
        pollInterval = Seconds.toDuration(seconds);
    }

    /** After so many seconds a job is cancelled. */
    public void setDeadline(double seconds) {
        deadline = Seconds.toDuration(seconds);
    }

    /** How long a job that may have been created is waited for, in seconds. */
    public void setCreateWait(double seconds) {
        createWait = Seconds.toDuration(seconds);
    }

    /** The largest answer in bytes. */
    public void setMaxResponseSize(long bytes) {
        maxResponseSize = GeminiHttpClient.withinHeap(bytes);
    }

    /** Where prompts go whose job ended without them: batch or standard. */
    public void setFallback(String fallback) {
        if (!fallback.equals(BATCH) && !fallback.equals(STANDARD)) {
            throw new SettingsException(
                    "gemini.batch.fallback=" + fallback + ": must be batch or standard");
        }
        isFallbackStandard = fallback.equals(STANDARD);
    }

    /** How long prompts gather. */
    public final Duration linger() {
        return linger;
    }

    final BatchSettings settings() {
        return new BatchSettings(
                linger,
                maxRequests,
                maxBytes,
                pollInterval,
                deadline,
                createWait,
                isFallbackStandard,
                maxResponseSize);
    }
}
