package io.github.geminiroutes.task.rows;

import io.github.geminiroutes.folder.ClaimedFile;
import io.github.geminiroutes.folder.NotReadyException;
import io.github.geminiroutes.prompt.AttachmentNotReadyException;
import io.github.geminiroutes.prompt.InvalidPromptException;
import io.github.geminiroutes.support.WorkTime;
import io.github.geminiroutes.table.Row;
import java.time.Duration;

/**
 * Makes of the rows of one file what they ask. A template may take ten seconds for each of them: a
 * file with such a row is slow from then on, and a thread that has time reads it. Used by one
 * thread at a time.
 */
final class RowReading {

    private static final Duration SHORT = Duration.ofSeconds(1);

    private final ClaimedFile file;
    private final RowPrompts prompts;
    private final Duration most;
    private boolean hasWaited;
    private volatile boolean isSlow;

    RowReading(ClaimedFile file, RowPrompts prompts) {
        this(file, prompts, SHORT);
    }

    /**
     * @param most how long a row takes that is not slow
     */
    RowReading(ClaimedFile file, RowPrompts prompts, Duration most) {
        this.file = file;
        this.prompts = prompts;
        this.most = most;
    }

    /** Whether a row of the file has taken long. */
    boolean isSlow() {
        return isSlow;
    }

    /**
     * What a row asks.
     *
     * @param hasTime whether the thread has time for a slow one
     * @return null if it is slow, and the thread has no time
     */
    RowRequest request(Row row, boolean hasTime) {
        if (hasTime) {
            return request(row);
        }
        if (isSlow) {
            return null;
        }
        try (WorkTime.Brief brief = WorkTime.brief(most)) {
            RowRequest request = request(row);
            isSlow = brief.hasEndedWork();
            return isSlow ? null : request;
        }
    }

    /**
     * The file waits once for what its rows lack: after that, each row that lacks something is
     * refused, and the others go on.
     */
    private RowRequest request(Row row) {
        try {
            RowRequest request = RowRequest.of(row, prompts);
            if (request.prompt() != null && !file.tryHold(request.prompt().weight())) {
                throw new NotReadyException("There is no memory for its rows at the moment");
            }
            return request;
        } catch (AttachmentNotReadyException e) {
            if (hasWaited && e.isMissing()) {
                return RowRequest.refused(row, e.refusal(), prompts);
            }
            RuntimeException next = file.await(e);
            if (next instanceof InvalidPromptException refusal) {
                hasWaited = true;
                return RowRequest.refused(row, refusal, prompts);
            }
            throw next;
        }
    }
}
