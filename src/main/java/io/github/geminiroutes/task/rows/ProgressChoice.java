package io.github.geminiroutes.task.rows;

import io.github.geminiroutes.table.KnownRows;
import io.github.geminiroutes.table.ProgressFile;
import io.github.geminiroutes.table.ProgressLine;
import io.github.geminiroutes.table.TableMarks;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Chooses among the progress files of one name by what their tables were like. */
final class ProgressChoice implements Closeable {

    private static final String NOWHERE = "";

    /** Of a progress file that does not tell: it is taken if no other fits. */
    private static final double UNKNOWN = Double.MIN_VALUE;

    private final ProgressFiles files;
    private final TableMarks marks;
    private final Set<Integer> begun = new HashSet<>();
    private ProgressFile best;
    private double likeness;

    /**
     * @param marks those of the table that one is chosen for
     */
    ProgressChoice(ProgressFiles files, TableMarks marks) {
        this.files = files;
        this.marks = marks;
    }

    /**
     * Looks at one.
     *
     * @param progress is released if it is not chosen
     * @param liesElsewhere whether its table does
     * @throws IOException if it cannot be written to
     */
    void add(ProgressFile progress, boolean liesElsewhere) throws IOException {
        double now = liesElsewhere ? 0 : likeness(progress.known());
        if (now > likeness) {
            ProgressFile before = best;
            best = progress;
            likeness = now;
            if (before != null) {
                leave(before, false);
            }
        } else {
            leave(progress, liesElsewhere);
        }
    }

    private double likeness(KnownRows known) {
        return known.marks() == null ? UNKNOWN : marks.likeness(known.marks());
    }

    /** The place of a table that is gone may become that of another one. */
    private void leave(ProgressFile progress, boolean liesElsewhere) throws IOException {
        try {
            KnownRows known = progress.known();
            if (known.number() > 0 && known.files() == null) {
                begun.add(known.number());
            }
            boolean isGone = !liesElsewhere && known.place() != null;
            if (isGone && !known.place().equals(NOWHERE)) {
                progress.append(ProgressLine.ofPlace(NOWHERE), place -> {});
            }
        } finally {
            files.release(progress);
        }
    }

    /**
     * Ends the choice.
     *
     * @param otherwise where a new one is made if none is of the table
     * @return the chosen one; it knows the table
     * @throws IOException if it can neither be read nor made
     */
    OpenProgress end(Path otherwise) throws IOException {
        if (best == null) {
            best = files.acquireLoaded(otherwise);
        }
        if (!marks.equals(best.known().marks())) {
            best.append(ProgressLine.ofMarks(marks), place -> {});
        }
        OpenProgress chosen = new OpenProgress(best, Set.copyOf(begun));
        best = null;
        return chosen;
    }

    /** Releases what was not handed out. */
    @Override
    public void close() throws IOException {
        if (best != null) {
            files.release(best);
        }
    }
}
