package io.github.geminiroutes.task.rows;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.folder.ClaimedFile;
import io.github.geminiroutes.table.ProgressFile;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.camel.Exchange;

/**
 * A file of rows between the inbox and its outcome. It travels as the exchange property {@value
 * #PROPERTY}.
 */
final class RowFile {

    /** The name of the exchange property. */
    static final String PROPERTY = "gemini-row-file";

    private final ClaimedFile file;
    private final Supplier<RowPrompts> passes;
    private final RowTally tally = new RowTally();
    private final Instant beganAt;
    private volatile OpenProgress progress;
    private volatile RowWork work;
    private volatile Failure failure;
    private volatile int number;

    /**
     * @param passes makes what the rows are asked with, for each pass over the file
     */
    RowFile(ClaimedFile file, Supplier<RowPrompts> passes, Clock clock) {
        this.beganAt = clock.instant();
        this.file = file;
        this.passes = passes;
    }

    static RowFile of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, RowFile.class);
    }

    ClaimedFile file() {
        return file;
    }

    RowTally tally() {
        return tally;
    }

    /** What its rows are asked with, in one pass over it. */
    RowPrompts newPass() {
        return passes.get();
    }

    /** Notes where its answers are kept, and what asks its rows. */
    void begin(OpenProgress kept, RowWork asking) {
        progress = kept;
        work = asking;
    }

    /** Where its answers are kept; null if no row is asked. */
    ProgressFile progress() {
        return progress == null ? null : progress.file();
    }

    /** Numbers of results that are those of other tables of its name. */
    Set<Integer> numbersOfOthers() {
        return progress.begun();
    }

    /**
     * Writes a line about the file itself to where its answers are kept.
     *
     * @throws IOException if the disk refuses it; the route tries again
     */
    void note(byte[] line) throws IOException {
        try {
            progress().append(line, place -> {});
        } catch (IOException e) {
            throw file.refused(progress().path().getParent(), e);
        }
    }

    /** What asks its rows; null if none is asked. */
    RowWork work() {
        return work;
    }

    /** The number of its results; 0 before it is known. */
    int number() {
        return number;
    }

    void setNumber(int number) {
        this.number = number;
    }

    /** When the work on it began. */
    Instant beganAt() {
        return beganAt;
    }

    /** Notes that no row is asked. */
    void fail(Failure reason) {
        failure = reason;
    }

    /** Why no row is asked; null if rows are. */
    Failure failure() {
        return failure;
    }
}
