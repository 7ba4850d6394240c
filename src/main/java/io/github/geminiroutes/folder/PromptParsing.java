package io.github.geminiroutes.folder;

import io.github.geminiroutes.prompt.LargeDocument;
import io.github.geminiroutes.prompt.Prompt;
import io.github.geminiroutes.support.UntrustedFiles;

/** Makes a prompt of what a file of the inbox contains. */
@FunctionalInterface
public interface PromptParsing {

    /**
     * Waits for what the parsing needs. Others work meanwhile, so that this is no part of the
     * parsing's time.
     *
     * @throws NotReadyException if it can be taken again later
     */
    default void prepare(UntrustedFiles.Content content) {}

    /**
     * @param name below the inbox, with '/' between folders
     * @throws NotReadyException if it can be taken again later
     * @throws io.github.geminiroutes.prompt.AttachmentNotReadyException if a file that belongs to
     *     it is missing or incomplete
     * @throws io.github.geminiroutes.prompt.InvalidPromptException if it is none
     */
    Prompt parse(String name, UntrustedFiles.Content content);

    /** Whether a file may be larger than a request. */
    default boolean takesLarge() {
        return false;
    }

    /**
     * The same for a file that is larger than a request may be.
     *
     * @throws UnsupportedOperationException where no such file is taken
     */
    default Prompt parseLarge(String name, LargeDocument document) {
        throw new UnsupportedOperationException("No such file is taken");
    }
}
