package io.github.geminiroutes.usage;

import io.github.geminiroutes.support.SingleLine;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lines that a log does not take, as on a full disk: they wait in memory and are written once it
 * takes lines again. Thread-safe.
 */
final class PendingLines {

    private static final Logger LOG = LoggerFactory.getLogger(PendingLines.class);

    /** About ten megabytes. */
    static final int MOST = 10_000;

    private final Consumer<String> log;
    private final Deque<String> lines = new ArrayDeque<>();
    private long lost;
    private volatile String trouble;

    /**
     * @param log throws what it likes if it does not take a line
     */
    PendingLines(Consumer<String> log) {
        this.log = log;
    }

    /**
     * Writes a line, or keeps it where the log has not taken the last one.
     *
     * @return whether it is written
     */
    boolean write(String line) {
        if (trouble == null) {
            try {
                log.accept(line);
                return true;
            } catch (RuntimeException e) {
                begin(e);
            }
        }
        keep(line);
        return false;
    }

    /** Why lines wait; null if none do. */
    String trouble() {
        return trouble;
    }

    /** Tries to write the lines that wait. For a timer. */
    synchronized void flush() {
        if (trouble == null) {
            return;
        }
        try {
            // The disk may have taken a part of a line: it ends here.
            log.accept("");
            while (!lines.isEmpty()) {
                log.accept(lines.peek());
                lines.remove();
            }
        } catch (RuntimeException e) {
            trouble = reason(e);
            return;
        }
        trouble = null;
        LOG.info("The usage log is written again{}", lost == 0 ? "" : ", " + lost + " lines lack");
        lost = 0;
    }

    private synchronized void begin(RuntimeException e) {
        if (trouble == null) {
            trouble = reason(e);
            LOG.error("The usage log is not written; its lines wait in memory: {}", trouble);
        }
    }

    private synchronized void keep(String line) {
        if (lines.size() == MOST) {
            lines.remove();
            lost++;
        }
        lines.add(line);
    }

    /** What a logging library says names the file, its cause what the system said. */
    private static String reason(RuntimeException e) {
        Throwable root = e;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return SingleLine.of(
                root == e
                        ? String.valueOf(e.getMessage())
                        : e.getMessage() + ": " + root.getMessage());
    }
}
