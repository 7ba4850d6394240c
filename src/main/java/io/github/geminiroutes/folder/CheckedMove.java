package io.github.geminiroutes.folder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/**
 * Moves a prompt that is as it was read. A look and a rename are two steps: what is written between
 * them keeps no trace, where its writer sets the old modification time, as the rename sets the
 * change time itself.
 */
final class CheckedMove {

    /** What became of a move. */
    enum Result {
        /** The prompt has changed or is gone. */
        NOT_MOVED,
        /** The prompt that was read has moved. */
        MOVED,
        /** The same, but the two steps were far apart: its content is to be compared. */
        MOVED_UNSEEN
    }

    /** Is told of prompts that have moved. */
    @FunctionalInterface
    interface Listener {

        /**
         * @param to where the prompt lies now
         * @param isSeen whether its content was compared right before the move
         */
        void moved(PromptFile prompt, Path to, boolean isSeen);
    }

    /** A thread that keeps its core needs a tenth of it. */
    static final long MOST_NANOS = 1_000_000;

    private final LongSupplier nanoTime;

    /**
     * @param nanoTime as {@link System#nanoTime}
     */
    CheckedMove(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Moves a prompt out of the inbox, if it has the content that was read.
     *
     * @param upper the folder that the target lies below
     * @throws FolderException if a folder is gone or refuses the rename
     */
    Result out(PromptFile prompt, Path upper, Path target) throws IOException {
        long began = nanoTime.getAsLong();
        if (!prompt.isUnchanged()
                || !TreeFiles.moveOut(prompt.files(), prompt.name(), upper, target)) {
            return Result.NOT_MOVED;
        }
        return nanoTime.getAsLong() - began <= MOST_NANOS ? Result.MOVED : Result.MOVED_UNSEEN;
    }
}
