package io.github.geminiroutes.usage;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which answers of batch jobs are in the usage log. A delivery that was interrupted delivers some
 * of them again, by the next process, too. Thread-safe.
 */
public final class BookedCalls {

    private static final Logger LOG = LoggerFactory.getLogger(BookedCalls.class);

    /** Thousands of lines: more than calls are made between a kill and the next delivery. */
    private static final int MOST_BYTES = 4 * 1024 * 1024;

    private static final String IN_A_JOB = "\"serviceTier\":\"batch\"";

    private final Path usageLog;
    private CallIds ids;

    /**
     * @param usageLog {@code usage.jsonl}, which is read at the first answer of a job; null for
     *     none
     */
    public BookedCalls(Path usageLog) {
        this.usageLog = usageLog;
    }

    /** Notes an answer of a batch job; returns whether the usage log does not have it. */
    public synchronized boolean add(CallRecord call) {
        if (ids == null) {
            ids = new CallIds();
            read();
        }
        return ids.add(
                call.responseId(),
                call.prompt(),
                call.usage() == null ? 0 : call.usage().totalTokens());
    }

    private void read() {
        try {
            if (usageLog == null || !Files.isRegularFile(usageLog)) {
                return;
            }
            for (String line : LastBooked.lines(usageLog, MOST_BYTES)) {
                JsonNode call = line.contains(IN_A_JOB) ? LastBooked.call(line) : null;
                if (call != null) {
                    ids.add(call);
                }
            }
        } catch (IOException e) {
            LOG.warn(
                    "The end of {} cannot be read: answers of an interrupted delivery may count twice: {}",
                    usageLog,
                    e.toString());
        }
    }
}
