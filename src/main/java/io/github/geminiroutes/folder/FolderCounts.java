package io.github.geminiroutes.folder;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many prompts lie in which folder, for meters and pages that ask again and again. Only names
 * are read, and a count is kept for some seconds, longer if counting took long: even a hundred
 * thousand files cost at most a hundredth of the time. Thread-safe.
 */
public final class FolderCounts {

    private static final Logger LOG = LoggerFactory.getLogger(FolderCounts.class);
    private static final long LEAST_AGE = 5_000_000_000L;
    private static final int PART = 100;

    private final LongSupplier nanoTime;
    private final PromptCounters counters;
    private final Count inbox;
    private final Count failed;
    private final Count parked;

    FolderCounts(DropFolder folder, PromptCounters counters, LongSupplier nanoTime) {
        this.counters = counters;
        this.nanoTime = nanoTime;
        this.inbox = new Count(folder.inbox(), folder::countNamesInInbox);
        this.failed = new Count(folder.failed(), folder.failedPrompts()::count);
        this.parked = new Count(folder.parked(), folder.parkedPrompts()::count);
    }

    /** Prompts in the inbox that are not in flight. */
    public long inbox() {
        return Math.max(0, inbox.value() - counters.inFlight());
    }

    /** Prompts taken from the inbox and not settled yet. */
    public long inFlight() {
        return counters.inFlight();
    }

    /** Prompts in {@code failed}. */
    public long failed() {
        return failed.value();
    }

    /** Prompts in {@code parked}. */
    public long parked() {
        return parked.value();
    }

    /** Counts the prompts of a folder by their names. */
    @FunctionalInterface
    private interface Counter {

        long count() throws IOException;
    }

    private final class Count {

        private final Path directory;
        private final Counter counter;
        private boolean isKnown;
        private long value;
        private long freshUntil;

        Count(Path directory, Counter counter) {
            this.directory = directory;
            this.counter = counter;
        }

        synchronized long value() {
            long now = nanoTime.getAsLong();
            if (!isKnown || now - freshUntil >= 0) {
                value = count();
                isKnown = true;
                long done = nanoTime.getAsLong();
                freshUntil = done + Math.max(LEAST_AGE, PART * (done - now));
            }
            return value;
        }

        private long count() {
            if (!Files.isDirectory(directory)) {
                return 0;
            }
            try {
                return counter.count();
            } catch (IOException | DirectoryIteratorException e) {
                LOG.debug("Cannot count the prompts in {}: {}", directory, e.toString());
                return value;
            }
        }
    }
}
