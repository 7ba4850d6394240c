package io.github.geminiroutes.folder;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many prompts lie in which folder, for meters and pages that ask again and again. No file is
 * opened, and a count is kept for some seconds, longer if counting took long: even a hundred
 * thousand files cost at most a hundredth of the time. Thread-safe.
 */
public final class FolderCounts {

    private static final Logger LOG = LoggerFactory.getLogger(FolderCounts.class);
    private static final long LEAST_AGE = 5_000_000_000L;
    private static final int PART = 100;

    private final LongSupplier nanoTime;
    private final DropFolder folder;
    private final LeftAlone leftAlone;
    private final PromptCounters counters;
    private final Count<InboxCensus> inbox;
    private final Count<Long> failed;
    private final Count<Long> parked;
    private final Count<Long> submitted;

    private volatile LongSupplier submittedRows = () -> 0;

    /**
     * @param leftAlone is told what lies in the inbox and is never taken, with each count of it
     */
    FolderCounts(
            DropFolder folder,
            PromptCounters counters,
            LeftAlone leftAlone,
            LongSupplier nanoTime) {
        this.counters = counters;
        this.nanoTime = nanoTime;
        this.folder = folder;
        this.leftAlone = leftAlone;
        this.inbox = new Count<>(folder.inbox(), this::census, InboxCensus.NONE);
        this.failed = new Count<>(folder.failed(), folder.failedPrompts()::count, 0L);
        this.submitted =
                new Count<>(folder.submitted(), () -> SubmittedJobs.countPrompts(folder), 0L);
        this.parked = new Count<>(folder.parked(), folder.parkedPrompts()::count, 0L);
    }

    /**
     * Counts the prompts in the inbox and in batch jobs at this moment. The next {@link #inbox} has
     * this count: a look at each of them is not repeated at once.
     *
     * @throws IOException if one of the folders cannot be read
     */
    public long countWaiting() throws IOException {
        InboxCensus census = census();
        inbox.know(census);
        return census.prompts() + SubmittedJobs.countPrompts(folder);
    }

    private InboxCensus census() throws IOException {
        InboxCensus census = folder.census();
        leftAlone.tell(census);
        return census;
    }

    /**
     * Prompts in the inbox that are not in flight, do not wait as {@link #waiting} says, and whose
     * rows are not counted by {@link #submitted}.
     */
    public long inbox() {
        InboxCensus census = inbox.value();
        return Math.max(
                0, census.prompts() - census.waiting() - census.submitted() - counters.inFlight());
    }

    /** Documents and tables in the inbox whose task waits for its own calls and batch jobs. */
    public long waiting() {
        return inbox.value().waiting();
    }

    /** The tasks that wait so for long, by their path below the inbox, and why. */
    public Map<String, String> waits() {
        return inbox.value().waits();
    }

    /** Documents in the inbox whose task is stopped. */
    public long held() {
        return inbox.value().held();
    }

    /** The tasks that are stopped, by their path below the inbox, and why. */
    public Map<String, String> troubles() {
        return inbox.value().troubles();
    }

    /** What lies in the inbox and is never taken. */
    public long leftAlone() {
        return inbox.value().leftAlone();
    }

    /** Prompts taken from the inbox and not settled yet. */
    public long inFlight() {
        return counters.inFlight();
    }

    /** Prompts in {@code failed}. */
    public long failed() {
        return failed.value();
    }

    /** Prompts in {@code submitted}, and rows in batch jobs, whose tables lie in the inbox. */
    public long submitted() {
        return submitted.value() + submittedRows.getAsLong();
    }

    /** Says how many rows are in batch jobs. */
    public void setSubmittedRows(LongSupplier rows) {
        submittedRows = rows;
    }

    /** Prompts in {@code parked}. */
    public long parked() {
        return parked.value();
    }

    /** Counts the prompts of a folder by their names. */
    @FunctionalInterface
    private interface Counter<T> {

        T count() throws IOException;
    }

    private final class Count<T> {

        private final Path directory;
        private final Counter<T> counter;
        private final T nothing;
        private boolean isKnown;
        private T value;
        private long freshUntil;

        /**
         * @param nothing the count of a folder that is gone
         */
        Count(Path directory, Counter<T> counter, T nothing) {
            this.directory = directory;
            this.counter = counter;
            this.nothing = nothing;
            this.value = nothing;
        }

        synchronized T value() {
            long now = nanoTime.getAsLong();
            if (!isKnown || now - freshUntil >= 0) {
                value = count();
                isKnown = true;
                long done = nanoTime.getAsLong();
                freshUntil = done + Math.max(LEAST_AGE, PART * (done - now));
            }
            return value;
        }

        synchronized void know(T known) {
            value = known;
            isKnown = true;
            freshUntil = nanoTime.getAsLong() + LEAST_AGE;
        }

        private T count() {
            if (!Files.isDirectory(directory)) {
                return nothing;
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
